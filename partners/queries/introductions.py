"""A request as the asking partner may know it.

The one place where «no», «not now» and silence become the same: pages, lists, mails and exports for
partners take what they show from here, so that nothing of the answer can get out by another way.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from hub.core import times
from partners.models import Introduction, IntroductionPause, Partner
from partners.states import IntroductionState
from startups.models import PartnerProfile

AGAIN_AFTER = timedelta(days=90)
# What the asking side may know of an end before its time: a «yes», and that the hub withdrew.
KNOWN_AT_ONCE = frozenset({IntroductionState.ACCEPTED, IntroductionState.WITHDRAWN})


class Heard(models.TextChoices):
    """What a partner knows of its request."""

    OPEN = "open", gettext_lazy("offen")
    YES = "yes", pgettext_lazy("an introduction", "Ja")
    NOT_POSSIBLE = "not_possible", gettext_lazy("gerade nicht möglich")
    WITHDRAWN = "withdrawn", gettext_lazy("vom Hub zurückgezogen")


@dataclass(frozen=True, slots=True)
class Shown:
    """One request, for the staff of the partner that asked."""

    uuid: UUID
    startup: str
    # Empty while the profile is not open to partners.
    slug: str
    reason: str
    asked_by: str
    asked_at: datetime
    until: datetime
    heard: Heard
    note: str
    contact: str
    contact_email: str
    answered_at: datetime | None
    again_on: date

    @property
    def is_yes(self) -> bool:
        return self.heard == Heard.YES

    @property
    def label(self) -> str:
        return str(self.heard.label)


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a partner may ask a startup now, and if not, why: a sentence for its staff."""

    refusal: str
    last: Shown | None
    left: int
    limit: int


def with_slug(rows: QuerySet[Introduction]) -> QuerySet[Introduction]:
    """What `shown` reads of each row, in one query."""
    profiles = PartnerProfile.objects.open().filter(startup=OuterRef("startup"))
    people = rows.select_related("asked_by", "answered_by")
    return people.annotate(open_slug=Subquery(profiles.values("slug")[:1]))


def shown(row: Introduction, *, now: datetime) -> Shown:
    """The row as the partner may read it; it must come from `with_slug`."""
    heard = heard_of(row, now=now)
    is_told = heard != Heard.OPEN
    answered_by = row.answered_by if heard == Heard.YES else None
    return Shown(
        uuid=row.uuid,
        startup=row.startup_name,
        slug=vars(row)["open_slug"] or "",
        reason=row.reason,
        asked_by=str(row.asked_by or ""),
        asked_at=row.asked_at,
        until=row.expires_at,
        heard=heard,
        note=row.note if is_told else "",
        contact=answered_by.name if answered_by else "",
        contact_email=answered_by.email if answered_by else "",
        answered_at=row.answered_at if heard == Heard.YES else None,
        again_on=again_on(row),
    )


def heard_of(row: Introduction, *, now: datetime) -> Heard:
    """By the clock, not by whether the clock's job has run: an outage tells nothing either."""
    if row.state == IntroductionState.ACCEPTED:
        return Heard.YES
    if row.state == IntroductionState.WITHDRAWN:
        return Heard.WITHDRAWN
    return Heard.OPEN if now < row.expires_at else Heard.NOT_POSSIBLE


def again_on(row: Introduction) -> date:
    """The day from which the same startup may be asked anew, however this one ends."""
    return timezone.localdate(row.expires_at) + AGAIN_AFTER


def open_count(partner: Partner, *, now: datetime) -> int:
    """How many requests the partner still hopes for."""
    running = Introduction.objects.filter(partner=partner, expires_at__gt=now)
    return running.exclude(state__in=KNOWN_AT_ONCE).count()


def left_this_month(partner: Partner, *, now: datetime) -> int:
    """How many requests may still be made: each counts in the month it was made, however it ends."""
    made = Introduction.objects.filter(
        partner=partner, asked_at__gte=times.start_of_month(now)
    ).count()
    return max(0, partner.introductions_per_month - made)


def standing(partner: Partner, startup_id: int, *, now: datetime) -> Standing:
    """Asked by the page, and under the partner's lock by the service."""
    rows = with_slug(Introduction.objects.filter(partner=partner, startup=startup_id))
    row = rows.order_by("-asked_at", "-pk").first()
    last = shown(row, now=now) if row else None
    left = left_this_month(partner, now=now)
    refusal = _about_last(last, now)
    if not refusal and IntroductionPause.objects.filter(startup=startup_id).exists():
        refusal = _("Das Startup nimmt gerade keine Anfragen an.")
    if not refusal and not left:
        refusal = used_up(partner, now)
    return Standing(refusal, last, left, partner.introductions_per_month)


def _about_last(last: Shown | None, now: datetime) -> str:
    """Why the last request to the same startup is in the way of a new one, if it is."""
    if last is None or last.heard == Heard.WITHDRAWN:
        return ""
    if last.heard == Heard.OPEN:
        return _("Ihre Anfrage ist unterwegs. Sie hören spätestens am %(until)s davon.") % {
            "until": times.day(last.until)
        }
    if timezone.localdate(now) >= last.again_on:
        return ""
    if last.is_yes:
        return _("Das Startup hat Ja gesagt. Die Kontaktdaten stehen bei der Anfrage.")
    return _("Gerade nicht möglich. Ab dem %(day)s können Sie dieses Startup wieder anfragen.") % {
        "day": times.day(last.again_on)
    }


def used_up(partner: Partner, now: datetime) -> str:
    limit = partner.introductions_per_month
    if not limit:
        return _("Für Ihre Organisation sind keine Kontaktanfragen vorgesehen.")
    values = {"limit": limit, "day": times.day(times.start_of_month(now, later=1).date())}
    return (
        ngettext(
            "Ihre Organisation hat ihre Kontaktanfrage für diesen Monat gestellt. Ab dem %(day)s "
            "ist wieder eine möglich.",
            "Ihre Organisation hat alle %(limit)d Kontaktanfragen für diesen Monat gestellt. Ab dem "
            "%(day)s sind wieder %(limit)d möglich.",
            limit,
        )
        % values
    )


def waiting_on(now: datetime, *, for_days: int) -> Q:
    """Requests nobody has answered for so long: the hub may ask the founders."""
    return Q(
        state=IntroductionState.ASKED,
        expires_at__gt=now,
        asked_at__lte=times.days_later(now, -for_days),
    )
