"""Events as the list shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format

from events.models import Event, Registration
from hub.core import times
from hub.core.text import german_slug
from hub.core.times import BERLIN

# Below this the number itself is said; above, that there is room is enough.
FEW = 10


def towns(events: QuerySet[Event]) -> list[tuple[str, str]]:
    """The towns in which events take place, by name."""
    cities = events.exclude(city="").order_by("city").values_list("city", flat=True).distinct()
    named = {german_slug(town)[:80]: town for city in cities if (town := Event(city=city).town)}
    return sorted(named.items())


def with_seats(events: QuerySet[Event]) -> QuerySet[Event]:
    """With `taken`: how many seats have somebody, or are kept for somebody."""
    seated = Registration.objects.seated().filter(event=OuterRef("pk")).order_by()
    taken = seated.values("event").annotate(taken=Sum("seats")).values("taken")
    return events.annotate(taken=Coalesce(Subquery(taken, output_field=IntegerField()), 0))


def for_cards(events: QuerySet[Event]) -> QuerySet[Event]:
    """With all that a line of the list shows, in one query."""
    return with_seats(events.select_related("track")).defer("text_de", "text_en", "words")


@dataclass(frozen=True, slots=True)
class Room:
    """Whether there is a seat, in words; `left` is None where seats are without number."""

    left: int | None
    is_open: bool

    @property
    def is_full(self) -> bool:
        return self.left == 0

    @property
    def is_scarce(self) -> bool:
        return self.left is not None and 0 < self.left <= FEW


def room(event: Event, now: datetime) -> Room:
    """Of an event read by `with_seats`."""
    taken: int = event.taken  # type: ignore[attr-defined]
    is_open = (
        event.is_public
        and not event.is_cancelled
        and event.takes_registrations
        and now < event.closes_at
    )
    return Room(None if event.seats is None else max(0, event.seats - taken), is_open)


@dataclass(frozen=True, slots=True)
class Line:
    """An event in the list."""

    event: Event
    room: Room
    is_over: bool

    @property
    def starts(self) -> datetime:
        return self.event.starts_at.astimezone(BERLIN)

    @property
    def span(self) -> str:
        return times.span(self.event.starts_at, self.event.ends_at)


@dataclass(frozen=True, slots=True)
class Month:
    name: str
    key: str
    lines: list[Line]


def months(events: Iterable[Event], now: datetime) -> list[Month]:
    """The events under the months they begin in, in the order they come."""
    lines = [Line(event, room(event, now), event.is_over_at(now)) for event in events]
    found = groupby(lines, key=lambda line: f"{line.starts:%Y-%m}")
    groups = [(key, list(group)) for key, group in found]
    return [Month(date_format(group[0].starts, "F Y"), key, group) for key, group in groups]


def next_turn() -> datetime | None:
    """When the next event begins, ends or closes its registration: until then pages hold."""
    now = timezone.now()
    turns = ("starts_at", "ends_at", "registration_until")
    moments = (
        Event.objects.public()
        .upcoming_at(now)
        .order_by()
        .aggregate(**{name: Min(name, filter=Q(**{f"{name}__gt": now})) for name in turns})
    )
    return min((moment for moment in moments.values() if moment), default=None)
