"""Weeks, months, quarters and years of Berlin's calendar: what a report is about."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hub.core import times
from hub.core.times import BERLIN

YEARS = range(2000, 2101)
MONTHS, QUARTERS = 12, 4
SLUG = re.compile(
    r"(?P<year>\d{4})(?:-(?:W(?P<week>\d{2})|Q(?P<quarter>[1-4])|(?P<month>\d{2})))?", re.ASCII
)


class Kind(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Window:
    """What is counted: what happened from `start` on and before `end`, or how it stood on `day`."""

    start: datetime
    end: datetime
    day: date


@dataclass(frozen=True, slots=True)
class Period:
    """One stretch of the calendar, from its first day to its last, both in it."""

    kind: Kind
    first: date

    @property
    def after(self) -> date:
        """The first day that is no longer in it."""
        if self.kind == Kind.WEEK:
            return self.first + timedelta(days=7)
        months = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.YEAR: MONTHS}[self.kind]
        ahead = self.first.year * MONTHS + self.first.month - 1 + months
        return date(ahead // MONTHS, ahead % MONTHS + 1, 1)

    @property
    def last(self) -> date:
        return self.after - timedelta(days=1)

    @property
    def start(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return midnight(self.after)

    @property
    def slug(self) -> str:
        """«2026-W40», «2026-10», «2026-Q4», «2026»."""
        if self.kind == Kind.WEEK:
            year, week, _day = self.first.isocalendar()
            return f"{year}-W{week:02}"
        if self.kind == Kind.MONTH:
            return f"{self.first:%Y-%m}"
        if self.kind == Kind.QUARTER:
            return f"{self.first.year}-Q{self.number}"
        return str(self.first.year)

    @property
    def number(self) -> int:
        """Which quarter of its year begins there."""
        return (self.first.month - 1) // 3 + 1

    @property
    def label(self) -> str:
        """«4. Quartal 2026», in the reader's language."""
        if self.kind == Kind.WEEK:
            return _("Woche vom %(first)s") % {"first": times.day(self.first)}
        if self.kind == Kind.MONTH:
            return date_format(self.first, "F Y")
        if self.kind == Kind.QUARTER:
            values = {"number": self.number, "year": self.first.year}
            return _("%(number)s. Quartal %(year)s") % values
        return str(self.first.year)

    def is_over(self, now: datetime) -> bool:
        return now >= self.end

    def window(self, now: datetime) -> Window:
        """The period as far as it has come; once it is over, the same for ever."""
        return until(self.start, min(self.end, now))

    def previous(self) -> "Period":
        return containing(self.kind, self.first - timedelta(days=1))

    def following(self) -> "Period":
        return containing(self.kind, self.after)

    def quarters(self) -> Iterator["Period"]:
        """The four of its year."""
        for number in range(QUARTERS):
            yield Period(Kind.QUARTER, date(self.first.year, number * 3 + 1, 1))


def until(start: datetime, end: datetime) -> Window:
    """From one moment to another; how things stand is read on the last day that lies in it."""
    last = end - timedelta(microseconds=1)
    return Window(start, end, timezone.localdate(max(start, last), BERLIN))


def containing(kind: Kind, day: date) -> Period:
    """The week, month, quarter or year in which a day lies."""
    if kind == Kind.WEEK:
        return Period(kind, day - timedelta(days=day.weekday()))
    month = {Kind.MONTH: day.month, Kind.QUARTER: (day.month - 1) // 3 * 3 + 1}.get(kind, 1)
    return Period(kind, date(day.year, month, 1))


def current(kind: Kind, now: datetime) -> Period:
    return containing(kind, timezone.localdate(now, BERLIN))


def parsed(slug: str) -> Period | None:
    """The period that a slug names, or None: it comes from an address."""
    found = SLUG.fullmatch(slug)
    if found is None or int(found["year"]) not in YEARS:
        return None
    year = int(found["year"])
    try:
        if found["week"]:
            return Period(Kind.WEEK, date.fromisocalendar(year, int(found["week"]), 1))
        if found["month"]:
            return Period(Kind.MONTH, date(year, int(found["month"]), 1))
    except ValueError:
        return None
    if found["quarter"]:
        return Period(Kind.QUARTER, date(year, int(found["quarter"]) * 3 - 2, 1))
    return Period(Kind.YEAR, date(year, 1, 1))


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=BERLIN)
