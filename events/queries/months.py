"""A month of events as a calendar shows it: weeks of seven days, from Monday on."""

import re
from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self

from django.db.models import QuerySet
from django.utils.formats import date_format

from events.models import Event
from hub.core.desk import YEARS
from hub.core.times import BERLIN

WRITTEN = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
# So many are named in a day of the table; the others stand in the list below it.
MOST_IN_A_DAY = 3


@dataclass(frozen=True, slots=True)
class Day:
    """A field of the table; `is_other` is a day of the month before or after."""

    date: date
    is_other: bool
    is_today: bool
    events: list[Event] = field(default_factory=list)

    @property
    def named(self) -> list[Event]:
        return self.events[:MOST_IN_A_DAY]

    @property
    def more(self) -> int:
        return max(0, len(self.events) - MOST_IN_A_DAY)


@dataclass(frozen=True, slots=True)
class Month:
    first: date

    @classmethod
    def read(cls, text: str) -> Self | None:
        """«2027-03»; None for what is no month."""
        found = WRITTEN.fullmatch(text)
        if found is None or int(found[1]) not in YEARS:
            return None
        return cls(date(int(found[1]), int(found[2]), 1))

    @classmethod
    def at(cls, moment: datetime) -> Self:
        return cls(moment.astimezone(BERLIN).date().replace(day=1))

    def __str__(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def name(self) -> str:
        return date_format(self.first, "F Y")

    @property
    def before(self) -> "Month":
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def after(self) -> "Month":
        return Month((self.first + timedelta(days=32)).replace(day=1))

    @property
    def weekdays(self) -> list[date]:
        """Seven days to read the names from."""
        return Calendar().monthdatescalendar(self.first.year, self.first.month)[0]

    def of(self, events: QuerySet[Event]) -> QuerySet[Event]:
        """Those that touch the month by Berlin's clock."""
        begins, ends = (
            datetime.combine(one.first, datetime.min.time(), tzinfo=BERLIN)
            for one in (self, self.after)
        )
        return events.filter(starts_at__lt=ends, ends_at__gt=begins)

    def weeks(self, events: Iterable[Event], now: datetime) -> list[list[Day]]:
        """The table; an event of several days stands in each of them."""
        today = now.astimezone(BERLIN).date()
        by_day: dict[date, list[Event]] = {}
        for event in events:
            for day in _days(event):
                by_day.setdefault(day, []).append(event)
        return [
            [
                Day(day, day.month != self.first.month, day == today, by_day.get(day, []))
                for day in week
            ]
            for week in Calendar().monthdatescalendar(self.first.year, self.first.month)
        ]


def _days(event: Event) -> list[date]:
    """The days it takes; an end at midnight does not begin another one."""
    first = event.starts_at.astimezone(BERLIN).date()
    last = (event.ends_at - timedelta(microseconds=1)).astimezone(BERLIN).date()
    return [first + timedelta(days=number) for number in range(min((last - first).days, 31) + 1)]
