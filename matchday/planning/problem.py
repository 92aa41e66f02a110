"""What a timetable has to solve, and what a solution is."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

# To move a meeting that was published costs less than a wish that must be served, more than one
# that would be nice; to drop it costs more than anything that could be had for it.
MOVED, DROPPED = 4, 200


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the day: in which slots it is there, and how many meetings it wants at most."""

    key: int
    free: frozenset[int]
    most: int


@dataclass(frozen=True, slots=True, order=True)
class Meeting:
    slot: int
    guest: int
    table: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Guests go to tables. `weights` says by (guest, table) what their meeting is worth.

    `before` are the meetings of the timetable that people already know: each that can stay, stays.
    """

    guests: tuple[Party, ...]
    tables: tuple[Party, ...]
    weights: Mapping[tuple[int, int], int]
    before: frozenset[Meeting] = frozenset()

    def possible(self) -> list[Meeting]:
        """Every meeting that somebody wishes and for which both are there, in a fixed order."""
        guests = {party.key: party for party in self.guests}
        tables = {party.key: party for party in self.tables}
        return [
            Meeting(slot, guest, table)
            for (guest, table), weight in sorted(self.weights.items())
            if weight > 0 and guest in guests and table in tables
            for slot in sorted(guests[guest].free & tables[table].free)
        ]

    def value_of(self, meetings: Iterable[Meeting]) -> int:
        """What the wishes that these meetings serve are worth together."""
        return sum(self.weights.get((one.guest, one.table), 0) for one in meetings)

    def as_json(self) -> str:
        return json.dumps(
            {
                "guests": [[party.key, sorted(party.free), party.most] for party in self.guests],
                "tables": [[party.key, sorted(party.free), party.most] for party in self.tables],
                "weights": [[*pair, weight] for pair, weight in sorted(self.weights.items())],
                "before": [[one.slot, one.guest, one.table] for one in sorted(self.before)],
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        data = json.loads(text)
        return cls(
            guests=tuple(_party(row) for row in data["guests"]),
            tables=tuple(_party(row) for row in data["tables"]),
            weights={(guest, table): weight for guest, table, weight in data["weights"]},
            before=frozenset(Meeting(*row) for row in data["before"]),
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """Meetings without a clash. `bound` is what no timetable can exceed in `value`, proven."""

    meetings: tuple[Meeting, ...]
    value: int
    bound: int

    def as_data(self) -> dict[str, Any]:
        return asdict(self) | {"meetings": [[m.slot, m.guest, m.table] for m in self.meetings]}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        meetings = tuple(Meeting(*row) for row in data["meetings"])
        return cls(meetings, value=data["value"], bound=data["bound"])


def _party(row: list[Any]) -> Party:
    key, free, most = row
    return Party(key, frozenset(free), most)
