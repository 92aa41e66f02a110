"""What the team sees of a day: who wished, which versions there are, and one of them in full."""

from dataclasses import dataclass, field

from django.utils import timezone

from hub.core.text import sort_key
from matchday.models import MatchDay, MatchPlan, MatchSide, Slot, Wish
from matchday.planning.problem import Meeting
from matchday.queries import problem
from matchday.queries.problem import Pair, Unserved
from matchday.states import PlanState


@dataclass(frozen=True, slots=True)
class Person:
    """One side with the number of its wishes, and of those for it."""

    side: MatchSide
    wishes: int
    wished_by: int


@dataclass(frozen=True, slots=True)
class Change:
    """One meeting that is new, or no more, against the published version."""

    slot: Slot
    guest: str
    table: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One round: the guest of each table, empty where it is free."""

    slot: Slot
    guests: list[MatchSide | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """One version in full."""

    plan: MatchPlan
    tables: list[MatchSide]
    lines: list[Line]
    meetings: int
    mutual: int
    musts: int
    wanted_musts: int
    unserved: list[Unserved]
    changes: list[Change]
    affected: list[str]


@dataclass(frozen=True, slots=True)
class Desk:
    day: MatchDay
    people: list[Person]
    pairs: list[Pair]
    plans: list[MatchPlan]
    running: MatchPlan | None
    published: MatchPlan | None
    shown: Shown | None
    silent: list[str] = field(default_factory=list)

    @property
    def takes_wishes(self) -> bool:
        return self.day.takes_wishes_at(timezone.now())

    @property
    def mutual(self) -> int:
        return sum(pair.is_mutual for pair in self.pairs)

    @property
    def wishes(self) -> int:
        return sum(one.wishes for one in self.people)


def of(day: MatchDay, version: str = "") -> Desk:
    """The page of a day; `version` chooses what is shown, else the newest that was made."""
    sides = problem.sides_of(day)
    wishes = list(Wish.objects.filter(wisher__day=day))
    plans = list(day.plans.select_related("ordered_by"))
    made = [one for one in plans if one.made_at]
    chosen = next((one for one in made if str(one.version) == version), made[0] if made else None)
    published = next((one for one in plans if one.state == PlanState.PUBLISHED), None)
    pairs = problem.pairs_of(sides, wishes)
    people = [
        Person(
            side,
            sum(wish.wisher_id == side.pk for wish in wishes),
            sum(wish.wished_id == side.pk for wish in wishes),
        )
        for side in sides
    ]
    return Desk(
        day=day,
        people=people,
        pairs=pairs,
        plans=plans,
        running=next((one for one in plans if one.is_in_work), None),
        published=published,
        shown=_shown(day, chosen, published, sides, pairs) if chosen else None,
        silent=[
            one.side.name for one in people if not one.wishes and one.side.cancelled_at is None
        ],
    )


def _shown(
    day: MatchDay,
    plan: MatchPlan,
    published: MatchPlan | None,
    sides: list[MatchSide],
    pairs: list[Pair],
) -> Shown:
    by_key = {side.pk: side for side in sides}
    meetings = problem.meetings_of(plan)
    seats = {(one.slot, one.table): by_key[one.guest] for one in meetings}
    tables = [
        side
        for side in sides
        if side.is_table
        and (side.cancelled_at is None or any(one.table == side.pk for one in meetings))
    ]
    met = {(one.guest, one.table) for one in meetings}
    served = [pair for pair in pairs if (pair.guest.pk, pair.table.pk) in met]
    differs = published is not None and published.pk != plan.pk
    before = problem.meetings_of(published) if differs else meetings
    changed = sorted(set(before) ^ set(meetings))
    touched = {one.guest for one in changed} | {one.table for one in changed}
    return Shown(
        plan=plan,
        tables=tables,
        lines=[
            Line(slot, [seats.get((slot.number, table.pk)) for table in tables])
            for slot in day.slots()
        ],
        meetings=len(meetings),
        mutual=sum(pair.is_mutual for pair in served),
        musts=sum(pair.has_must for pair in served),
        wanted_musts=sum(pair.has_must for pair in pairs),
        unserved=problem.unserved(problem.problem_of(day, sides, pairs), pairs, meetings),
        changes=_changes(day, changed, set(meetings), by_key),
        affected=sorted((by_key[key].name for key in touched), key=sort_key),
    )


def _changes(
    day: MatchDay, changed: list[Meeting], now: set[Meeting], by_key: dict[int, MatchSide]
) -> list[Change]:
    slots = {slot.number: slot for slot in day.slots()}
    return [
        Change(slots[one.slot], by_key[one.guest].name, by_key[one.table].name, one in now)
        for one in changed
        if one.slot in slots
    ]
