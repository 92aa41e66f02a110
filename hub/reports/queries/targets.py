"""What was promised for a year, how far it has come, and where it leads if it goes on like this."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from hub.core import numbers
from hub.core.compiled import Compiled
from hub.reports.indicators.definition import Indicator
from hub.reports.indicators.registry import INDICATORS
from hub.reports.models import FundingAward, FundingTarget
from hub.reports.periods import Kind, Period, Window, containing, until
from hub.reports.queries.figures import Number, Question

TARGETS = Compiled(lambda award: FundingTarget.objects.filter(award=award), award=int)


@dataclass(frozen=True, slots=True)
class Planned:
    """A target of one year, and the stretches of it to be counted: up to each quarter's end so far."""

    indicator: Indicator
    year: int
    target: float
    windows: list[Window] = field(default_factory=list)
    # Which part of the year has passed, from 0 to 1.
    elapsed: float = 0.0


def planned(award: FundingAward, period: Period, *, now: datetime) -> list[Planned]:
    """The award's targets for the year of a period, counted up to the period's end."""
    year = containing(Kind.YEAR, period.first)
    end = min(period.end, now)
    of_year = {row.indicator: row for row in _known(award) if row.year == year.first.year}
    return [
        _planned(indicator, year, float(of_year[key].value), end)
        for key, indicator in INDICATORS.items()
        if key in of_year
    ]


def every_year(award: FundingAward, *, now: datetime) -> list[Planned]:
    """All targets of an award, year by year; of years to come nothing is counted yet."""
    found = []
    for row in _known(award):
        year = Period(
            Kind.YEAR, containing(Kind.YEAR, award.starts_on).first.replace(year=row.year)
        )
        end = min(year.end, now)
        found.append(_planned(INDICATORS[row.indicator], year, float(row.value), end))
    return found


def _known(award: FundingAward) -> list[FundingTarget]:
    """Without those of indicators that there are no longer."""
    return [row for row in TARGETS.rows(award=award.pk) if row.indicator in INDICATORS]


def _planned(indicator: Indicator, year: Period, target: float, end: datetime) -> Planned:
    ends = [min(quarter.end, end) for quarter in year.quarters() if quarter.start < end]
    windows = [until(year.start, one) for one in ends]
    elapsed = max(0.0, (end - year.start) / (year.end - year.start))
    return Planned(indicator, year.first.year, target, windows, elapsed)


def questions(plan: Iterable[Planned]) -> list[Question]:
    return [(one.indicator, window) for one in plan for window in one.windows]


def forecast(one: Planned, actual: Number) -> Number:
    """What the year comes to if it goes on as before: what adds up grows evenly, the rest stays."""
    if actual is None or not one.elapsed:
        return None
    return numbers.whole(actual / one.elapsed) if one.indicator.adds_up else actual
