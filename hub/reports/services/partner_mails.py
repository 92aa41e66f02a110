"""The monthly mail to each partner's staff: by the clock, once, and of their own things alone."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hub.core.times import BERLIN
from hub.mail import choices, outbox
from hub.mail.announcements import Ahead, Announcement, announce
from hub.mail.models import Email
from hub.mail.subjects import Occasion
from hub.mail.values import Block, Link
from hub.reports import periods
from hub.reports.periods import Kind, Period
from hub.reports.queries import partner_month
from partners.models import Challenge, Introduction, PartnerMember, Pilot, WatchEntry

logger = logging.getLogger(__name__)
KIND = "reports/partner_month"
# On the first of the month from eight o'clock on; what could not go out for days is not sent late.
HOUR = 8
LATEST = timedelta(days=3)


def send_due(*, now: datetime) -> int:
    """Tell each member of each partner about last month, once; how many mails that were."""
    running = periods.current(Kind.MONTH, now)
    slot = _slot(running)
    if not slot <= now < slot + LATEST:
        return 0
    sent = 0
    for member in _due(running.previous(), slot, now):
        try:
            sent += _tell(member, running.previous(), now)
        except Exception:
            logger.exception("the monthly mail to a partner failed: %s", member.pk)
    return sent


def coming(ahead: Ahead) -> Iterator[Occasion]:
    """The next one, to each partner's members, as things stand now."""
    running = periods.current(Kind.MONTH, ahead.now)
    slot = _slot(running)
    month = running.previous() if ahead.now < slot else running
    slot = _slot(month.following())
    if slot > ahead.until:
        return
    for member in _due(month, slot, ahead.now):
        yield Occasion(
            subject=KIND,
            anchor="",
            object=f"partner:{member.partner_id}",
            name=f"{member.partner} · {month.label}",
            date=slot,
            people=(member.person_id,),
            about=f"/admin/partners/partner/{member.partner_id}/change/",
        )


def _slot(month: Period) -> datetime:
    """When the mail about the month before leaves."""
    return month.start.astimezone(BERLIN).replace(hour=HOUR)


def _due(month: Period, slot: datetime, now: datetime) -> QuerySet[PartnerMember]:
    """Who worked there when it was due, has something going on, wants it and has no mail of it."""
    key = Concat(Value(f"partner-month:{month.slug}:"), Cast(OuterRef("pk"), CharField()))
    of_partner = {"partner": OuterRef("partner")}
    going_on = (
        Q(Exists(WatchEntry.objects.current().filter(**of_partner)))
        | Q(Exists(Introduction.objects.filter(**of_partner)))
        | Q(Exists(Pilot.objects.filter(**of_partner)))
        | Q(Exists(Challenge.objects.open_at(now).filter(**of_partner)))
    )
    members = PartnerMember.objects.reachable(now).filter(going_on, joined_at__lt=slot)
    told = Email.objects.filter(dedup_key=key)
    spared = choices.decliners(KIND).values("person")
    members = members.filter(~Exists(told)).exclude(person__in=spared)
    return members.select_related("partner", "person").order_by(F("pk"))


def _tell(member: PartnerMember, month: Period, now: datetime) -> bool:
    person = member.person
    with translation.override(person.language):
        found = partner_month.of(member.partner, month, now=now)
        label, nothing = month.label, partner_month.nothing()
    parts = {
        "watchlist": found.watchlist,
        "introductions": found.introductions,
        "pilots": found.pilots,
        "fits": found.fits,
    }
    return outbox.queue(
        KIND,
        to=person,
        values={
            "partner": member.partner.name,
            "month": label,
            **{name: Block("\n".join(lines or [nothing])) for name, lines in parts.items()},
            "link": Link(f"/partner/months/{month.slug}/"),
            "together": Link("/partner/together/"),
        },
        dedup_key=f"partner-month:{month.slug}:{member.pk}",
    )


announce(
    Announcement(
        KIND,
        _("am Ersten um acht, wenn beim Partner etwas läuft"),
        find=coming,
    )
)
announce(
    Announcement(
        "reports/file_ready",
        _("wenn niemand die Datei holt, die fertig ist"),
    )
)
