"""The monthly mail to each partner's staff: by the clock, once, and of their own things alone."""

import logging
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.fields import CharField
from django.db.models.functions import Cast, Concat
from django.utils import translation

from hub.core.times import BERLIN
from hub.mail import choices, outbox
from hub.mail.models import Email
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
    slot = running.start.astimezone(BERLIN).replace(hour=HOUR)
    if not slot <= now < slot + LATEST:
        return 0
    sent = 0
    for member in _due(running.previous(), slot, now):
        try:
            sent += _tell(member, running.previous(), now)
        except Exception:
            logger.exception("the monthly mail to a partner failed: %s", member.pk)
    return sent


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
            "link": Link("/partner/"),
            "together": Link("/partner/together/"),
        },
        dedup_key=f"partner-month:{month.slug}:{member.pk}",
    )
