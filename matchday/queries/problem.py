"""A day as the problem the planner solves, and what came of each wish."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.core.text import sort_key
from matchday.models import MatchDay, MatchPlan, MatchSide, Rank, Wish
from matchday.planning.problem import Meeting, Party, Problem
from matchday.planning.reasons import Reason, why_not

# What a meeting is worth: the wishes of both sides, and more where both wish it.
WEIGHTS = {Rank.MUST: 5, Rank.LIKE: 2}
MUTUAL = 3

WORDS: dict[Reason, str | Promise] = {
    Reason.NOT_THERE: _("{gone} hat abgesagt."),
    Reason.NEVER_TOGETHER: _("Die beiden sind nie zur selben Zeit da."),
    Reason.GUEST_FULL: _("{guest} hat schon so viele Treffen wie möglich."),
    Reason.TABLE_FULL: _("{table} ist in jeder Runde belegt."),
    Reason.NO_FREE_SLOT: _("Beide haben noch Zeit, aber nicht in derselben Runde."),
    Reason.OUTWEIGHED: _("Der Wunsch oder die Zeit kam erst nach dem Planen dazu."),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides of which at least one wishes the other; the ranks are empty where one does not."""

    guest: MatchSide
    table: MatchSide
    guest_rank: str = ""
    table_rank: str = ""

    @property
    def weight(self) -> int:
        ranks = [Rank(rank) for rank in (self.guest_rank, self.table_rank) if rank]
        return sum(WEIGHTS[rank] for rank in ranks) + MUTUAL * (len(ranks) > 1)

    @property
    def is_mutual(self) -> bool:
        return bool(self.guest_rank and self.table_rank)

    @property
    def has_must(self) -> bool:
        return Rank.MUST in {self.guest_rank, self.table_rank}

    @property
    def guest_label(self) -> str:
        return str(Rank(self.guest_rank).label) if self.guest_rank else ""

    @property
    def table_label(self) -> str:
        return str(Rank(self.table_rank).label) if self.table_rank else ""


@dataclass(frozen=True, slots=True)
class Unserved:
    pair: Pair
    why: str


def sides_of(day: MatchDay) -> list[MatchSide]:
    """Everybody of the day, those who cancelled too, by name."""
    return sorted(day.sides.named(), key=lambda side: sort_key(side.name))


def pairs_of(sides: Iterable[MatchSide], wishes: Iterable[Wish]) -> list[Pair]:
    """Every pair that somebody wishes; a wish inside one's own sort counts for nothing."""
    by_key = {side.pk: side for side in sides}
    ranks: dict[tuple[int, int], dict[str, str]] = {}
    for wish in wishes:
        one, other = by_key.get(wish.wisher_id), by_key.get(wish.wished_id)
        if one is None or other is None or one.is_table == other.is_table:
            continue
        if one.is_table:
            ranks.setdefault((other.pk, one.pk), {})["table_rank"] = wish.rank
        else:
            ranks.setdefault((one.pk, other.pk), {})["guest_rank"] = wish.rank
    return [Pair(by_key[guest], by_key[table], **found) for (guest, table), found in ranks.items()]


def problem_of(
    day: MatchDay,
    sides: Iterable[MatchSide],
    pairs: Iterable[Pair],
    before: Iterable[Meeting] = (),
) -> Problem:
    """Who cancelled is no part of it, nor is what of `before` was theirs."""
    coming = [side for side in sides if side.cancelled_at is None]
    keys = {side.pk for side in coming}
    return Problem(
        guests=tuple(_party(side, day) for side in coming if not side.is_table),
        tables=tuple(_party(side, day) for side in coming if side.is_table),
        weights={(pair.guest.pk, pair.table.pk): pair.weight for pair in pairs},
        before=frozenset(one for one in before if {one.guest, one.table} <= keys),
    )


def meetings_of(plan: MatchPlan | None) -> list[Meeting]:
    if plan is None:
        return []
    rows = plan.meetings.values_list("slot", "guest_id", "table_id")
    return [Meeting(*row) for row in rows]


def unserved(
    problem: Problem, pairs: Iterable[Pair], meetings: Iterable[Meeting]
) -> list[Unserved]:
    """Each pair that does not meet, the weightiest first, with the reason in words."""
    held = list(meetings)
    met = {(one.guest, one.table) for one in held}
    left = [pair for pair in pairs if (pair.guest.pk, pair.table.pk) not in met]
    left.sort(key=lambda pair: (-pair.weight, pair.guest.name, pair.table.name))
    return [Unserved(pair, _words(problem, held, pair)) for pair in left]


def _words(problem: Problem, held: list[Meeting], pair: Pair) -> str:
    reason = why_not(problem, held, pair.guest.pk, pair.table.pk)
    gone = pair.guest if pair.guest.cancelled_at else pair.table
    return str(WORDS[reason]).format(gone=gone.name, guest=pair.guest.name, table=pair.table.name)


def _party(side: MatchSide, day: MatchDay) -> Party:
    # A table takes what its time allows, unless somebody said less.
    most = side.most_meetings or (day.slot_count if side.is_table else day.most_meetings)
    return Party(side.pk, side.free_slots(day.slot_count), most)
