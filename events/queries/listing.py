"""Events as the list shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Event, Registration
from hub.core import times
from hub.core.compiled import Compiled
from hub.core.text import german_slug
from hub.core.times import BERLIN
from startups.queries import facets
from startups.queries.facets import Crowd
from startups.queries.search import among

# Below this the number itself is said; above, that there is room is enough.
FEW = 10
# What a line of the list and a field of the month's table show, and what says whether there is room.
CARD = (
    "slug",
    "kind",
    "state",
    "title_de",
    "title_en",
    "summary_de",
    "summary_en",
    "starts_at",
    "ends_at",
    "place_name",
    "city",
    "online_url",
    "languages",
    "takes_registrations",
    "registration_until",
    "seats",
    "moved_from",
)
TRACK = ("track__colour", "track__name_de", "track__name_en")


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
    """With all that a line of the list shows but the seats, which go by the minute."""
    return events.select_related("track").only(*CARD, *TRACK)


SEATS = Compiled(
    lambda keys: (
        with_seats(among(Event.objects.filter(seats__isnull=False), keys)).only("pk").order_by()
    ),
    keys=list,
)


def taken(events: Iterable[Event]) -> dict[int, int]:
    """How many seats have somebody, by event, where they are counted."""
    keys = [event.pk for event in events]
    return {row.pk: row.taken for row in SEATS.rows(keys=keys)}  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Coming:
    """What was to come when it was read, the next one first, and the facets of all of it."""

    events: dict[int, Event]
    crowd: Crowd

    def at(self, now: datetime) -> list[int]:
        """The keys of those that are still to come."""
        return [key for key, event in self.events.items() if event.ends_at > now]

    def read(self, keys: list[int]) -> dict[int, Event]:
        return {key: self.events[key] for key in keys if key in self.events}


def coming(events: QuerySet[Any], columns: Sequence[str]) -> Coming:
    rows = for_cards(events).order_by("starts_at", "pk")
    return Coming({event.pk: event for event in rows}, facets.crowd(events, columns))


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

    @property
    def words(self) -> str:
        if not self.is_open:
            return ""
        if self.is_full:
            return _("ausgebucht, Warteliste offen")
        if self.left is None or not self.is_scarce:
            return _("Plätze frei")
        words = ngettext("noch %(number)s Platz", "noch %(number)s Plätze", self.left)
        return words % {"number": self.left}


def room(event: Event, now: datetime) -> Room:
    """Of an event read by `with_seats`."""
    return room_beside(event.taken, event, now)  # type: ignore[attr-defined]


def room_beside(taken: int, event: Event, now: datetime) -> Room:
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


def months(events: Sequence[Event], now: datetime) -> list[Month]:
    """The events under the months they begin in, in the order they come."""
    seated = taken(events)
    lines = [
        Line(event, room_beside(seated.get(event.pk, 0), event, now), event.is_over_at(now))
        for event in events
    ]
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
