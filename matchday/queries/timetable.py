"""A published timetable as one side reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from matchday.models import MatchDay, MatchMeeting, MatchPlan, MatchSide, Slot, Wish
from matchday.queries import problem
from matchday.queries.problem import Unserved
from matchday.states import PlanState

# What the names of both ends are read from.
ENDS = ("guest__startup", "table__partner", "table__host")


@dataclass(frozen=True, slots=True)
class Row:
    """One round of a side; `other` is None where it is free. `is_gone`: the other cancelled."""

    slot: Slot
    other: MatchSide | None
    place: str
    is_gone: bool


@dataclass(frozen=True, slots=True)
class Timetable:
    version: int
    published_at: datetime
    rows: list[Row]

    @property
    def meetings(self) -> int:
        return sum(row.other is not None and not row.is_gone for row in self.rows)


def published(side: MatchSide) -> MatchPlan | None:
    return MatchPlan.objects.filter(day=side.day_id, state=PlanState.PUBLISHED).first()


def of(side: MatchSide, plan: MatchPlan) -> Timetable:
    """Every round in which the side is there."""
    mine = plan.meetings.filter(Q(guest=side) | Q(table=side))
    return _timetable(side, plan, side.day, mine.select_related(*ENDS))


def of_all(
    sides: list[MatchSide], plan: MatchPlan, day: MatchDay
) -> list[tuple[MatchSide, Timetable]]:
    """Of each side, with one query."""
    held = list(plan.meetings.select_related(*ENDS))
    return [
        (
            side,
            _timetable(
                side, plan, day, [one for one in held if side.pk in {one.guest_id, one.table_id}]
            ),
        )
        for side in sides
    ]


def _timetable(
    side: MatchSide, plan: MatchPlan, day: MatchDay, mine: Iterable[MatchMeeting]
) -> Timetable:
    met = {one.slot: one for one in mine}
    rows = []
    for slot in day.slots():
        meeting = met.get(slot.number)
        if meeting is None:
            if slot.number in side.free_slots(day.slot_count):
                rows.append(Row(slot, None, "", is_gone=False))
            continue
        other = meeting.guest if side.is_table else meeting.table
        is_gone = other.cancelled_at is not None
        rows.append(Row(slot, other, meeting.table.place, is_gone=is_gone))
    assert plan.published_at is not None
    return Timetable(plan.version, plan.published_at, rows)


def not_served(side: MatchSide, plan: MatchPlan) -> list[Unserved]:
    """What the side itself wished and did not get, with the reason; of others' wishes nothing."""
    sides = problem.sides_of(side.day)
    pairs = problem.pairs_of(sides, Wish.objects.filter(wisher=side))
    given = problem.problem_of(side.day, sides, pairs)
    return problem.unserved(given, pairs, problem.meetings_of(plan))
