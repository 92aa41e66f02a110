"""The hub team's Monday: what moved last week, what waits, and what presses."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from hub.core.times import BERLIN
from hub.mail import choices, outbox
from hub.mail.announcements import Ahead, Announcement, announce
from hub.mail.models import Email
from hub.mail.subjects import Occasion
from hub.mail.values import Block, Link
from hub.portal import today
from hub.reports import periods
from hub.reports.indicators.registry import INDICATORS
from hub.reports.periods import Kind, Period
from hub.reports.queries import figures
from hub.reports.queries.shown import as_text

logger = logging.getLogger(__name__)
KIND = "portal/weekly"
READERS = (Role.STAFF, Role.SELECTION_LEAD)
# From eight o'clock on Monday; what could not go out until Wednesday is not sent late.
HOUR = 8
LATEST = timedelta(days=2)


def send_due(*, now: datetime) -> int:
    """Tell everybody of the hub team about last week, once; how many mails that were."""
    running = periods.current(Kind.WEEK, now)
    slot = _slot(running)
    if not slot <= now < slot + LATEST:
        return 0
    sent = 0
    for person in _due(running.previous(), slot, now):
        try:
            sent += _tell(person, running.previous(), now)
        except Exception:
            logger.exception("the weekly mail to the hub team failed: %s", person.pk)
    return sent


def coming(ahead: Ahead) -> Iterator[Occasion]:
    """Each Monday's, to those who are on the team now."""
    week = periods.current(Kind.WEEK, ahead.now)
    if ahead.now < _slot(week):
        week = week.previous()
    people = [person.pk for person in _due(week, _slot(week.following()), ahead.now)]
    while (slot := _slot(week.following())) <= ahead.until:
        with translation.override("de"):
            page = reverse("reports:period", args=[week.slug])
        yield Occasion(KIND, "", f"week:{week.slug}", week.label, slot, tuple(people), page)
        week = week.following()


def _slot(week: Period) -> datetime:
    """When the mail about the week before leaves."""
    return week.start.astimezone(BERLIN).replace(hour=HOUR)


def _due(week: Period, slot: datetime, now: datetime) -> QuerySet[User]:
    """Who was on the team when it was due, still is, wants it and has no mail about the week."""
    team = RoleGrant.objects.filter(role__in=READERS, person=OuterRef("pk"), granted_at__lt=slot)
    key = Concat(Value(f"weekly:{week.slug}:"), Cast(OuterRef("pk"), CharField()))
    told = Email.objects.filter(dedup_key=key)
    spared = choices.decliners(KIND).values("person")
    people = User.objects.filter(Exists(team.held_at(now)), ~Exists(told), is_active=True)
    return people.exclude(pk__in=spared).order_by("pk")


def _tell(person: User, week: Period, now: datetime) -> bool:
    with translation.override(person.language):
        waiting = today.waiting(person)
        presses = [_line(one) for one in waiting if one.tone != today.PLAIN]
        waits = [_line(one) for one in waiting if one.tone == today.PLAIN]
        moved, label, nothing = _moved(person, week, now), week.label, _("Nichts.")
    with translation.override("de"):
        page, desk = reverse("reports:period", args=[week.slug]), reverse("admin:index")
    return outbox.queue(
        KIND,
        to=person,
        values={
            "week": label,
            "moved": Block("\n".join(moved or [nothing])),
            "presses": Block("\n".join([*presses, *today.stopped()] or [nothing])),
            "waits": Block("\n".join(waits or [nothing])),
            "link": Link(page),
            "desk": Link(desk),
        },
        dedup_key=f"weekly:{week.slug}:{person.pk}",
    )


def _moved(person: User, week: Period, now: datetime) -> list[str]:
    """What came in the week, with the week before beside it; of what the person may read."""
    window, before = week.window(now), week.previous().window(now)
    told = [one for one in INDICATORS.values() if one.adds_up]
    asked = [(one, at) for one in told for at in (window, before)]
    counted = figures.of([], user=person, totals=asked)
    lines = []
    for one in told:
        new, old = counted[one.key, window].total, counted[one.key, before].total
        if new or old:
            values = {"name": one, "new": as_text(new), "old": as_text(old)}
            lines.append(_("%(name)s: %(new)s (Woche davor: %(old)s)") % values)
    return lines


def _line(one: today.Waiting) -> str:
    return f"{one.count} {one.label}" + (f" ({one.hint})" if one.hint else "")


announce(Announcement(KIND, gettext_lazy("montags um acht, an das Hub-Team"), find=coming))
