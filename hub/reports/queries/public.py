"""The few figures that everybody may read: the same indicators as in the reports, as of now."""

from dataclasses import dataclass
from datetime import datetime

from hub.reports.indicators.registry import INDICATORS
from hub.reports.periods import Kind, current
from hub.reports.queries import figures, shown

# Nothing of applications, requests or pilots: they are their sides' business.
FOR_EVERYBODY = ("startups_active", "startups_alumni", "partners_active", "events")


@dataclass(frozen=True, slots=True)
class PublicFigure:
    label: str
    value: str
    note: str


def as_of(now: datetime) -> list[PublicFigure]:
    """How things stand, and of what adds up the year so far; one query. What is 0 is left out."""
    year = current(Kind.YEAR, now)
    window = year.window(now)
    asked = [INDICATORS[key] for key in FOR_EVERYBODY]
    counted = figures.of([], user=None, totals=[(indicator, window) for indicator in asked])
    return [
        PublicFigure(
            str(indicator),
            shown.as_text(counted[indicator.key, window].total),
            year.label if indicator.adds_up else "",
        )
        for indicator in asked
        if counted[indicator.key, window].total
    ]
