"""An award on its page: years with targets, and the quarters that can be reported."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from hub.accounts.models import User
from hub.reports.models import FundingAward
from hub.reports.periods import Kind, Period, containing
from hub.reports.queries import addresses, contents, figures, shown, targets
from hub.reports.queries.shown import Aim


@dataclass(frozen=True, slots=True)
class AwardYear:
    year: int
    slug: str
    is_running: bool
    aims: list[Aim] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Due:
    """A quarter that is over, and how many versions of its report there are."""

    period: Period
    versions: int


def years(award: FundingAward, *, user: User, now: datetime) -> list[AwardYear]:
    """Every year of the award with what it promised and what came so far, in one query of figures."""
    plan = targets.every_year(award, now=now)
    counted = figures.of([], user=user, totals=targets.questions(plan))
    aims = shown.aims((contents.told(one, counted) for one in plan), addresses.Running())
    running = containing(Kind.YEAR, timezone.localdate(now)).first.year
    every = {*award.years, *(aim.year for aim in aims)}
    found = {year: AwardYear(year, str(year), year == running) for year in every}
    for aim in aims:
        found[aim.year].aims.append(aim)
    return [found[year] for year in sorted(found)]


def to_freeze(award: FundingAward, *, now: datetime) -> list[Due]:
    """The quarters of the award that are over, the last one first."""
    versions: dict[str, int] = {}
    for slug, version in award.reports.values_list("period_slug", "version"):
        versions[slug] = max(versions.get(slug, 0), version)
    found, period = [], containing(Kind.QUARTER, award.starts_on)
    while period.is_over(now) and period.first <= award.ends_on:
        found.append(Due(period, versions.get(period.slug, 0)))
        period = period.following()
    return found[::-1]
