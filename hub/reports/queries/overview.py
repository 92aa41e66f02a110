"""What stands around the figures on their page: awards, what is frozen, the way to other periods."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from hub.accounts.models import User
from hub.reports import periods
from hub.reports.models import FundingAward, FundingReport
from hub.reports.periods import Kind, Period, Window


@dataclass(frozen=True, slots=True)
class Way:
    """A link to another view of the same figures."""

    label: str
    slug: str
    is_on: bool = False


def awards(user: User, period: Period) -> list[Any]:
    """All awards, those that run in the period first; each with its newest report on it, if any."""
    frozen = FundingReport.objects.filter(award=OuterRef("pk"), period_slug=period.slug)
    newest = frozen.order_by("-version")
    found = FundingAward.objects.visible_to(user).annotate(
        frozen_version=Subquery(newest.values("version")[:1]),
        frozen_uuid=Subquery(newest.values("uuid")[:1]),
        frozen_on=Subquery(newest.values("frozen_at")[:1]),
    )
    return sorted(found, key=lambda award: not is_running(award, period))


def is_running(award: FundingAward, period: Period) -> bool:
    return period.first <= award.ends_on and period.last >= award.starts_on


def chosen(found: Sequence[Any], uuid: str) -> Any | None:
    """The award that the address names, else the first."""
    named = [award for award in found if str(award.uuid) == uuid]
    return next(iter([*named, *found]), None)


def kinds(period: Period, now: datetime) -> list[Way]:
    """The same time as a week, month, quarter and year: the last one of each that has begun."""
    day = min(period.last, periods.current(Kind.WEEK, now).last)
    labels = {
        Kind.WEEK: _("Woche"),
        Kind.MONTH: _("Monat"),
        Kind.QUARTER: _("Quartal"),
        Kind.YEAR: _("Jahr"),
    }
    ways = []
    for kind, label in labels.items():
        other = periods.containing(kind, max(day, period.first))
        ways.append(Way(label, other.slug, kind == period.kind))
    return ways


def window(period: Period, until: str, *, now: datetime) -> Window:
    """What to list of a period: as far as it has come, or only up to the end of a part of it."""
    part = periods.parsed(until)
    if part is None or not period.first <= part.last <= period.last:
        return period.window(now)
    return periods.until(period.start, min(part.end, now))
