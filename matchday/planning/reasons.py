"""Why a wish is not in the timetable: found in the timetable itself, so it holds for every version."""

from collections.abc import Iterable
from enum import StrEnum

from matchday.planning.problem import Meeting, Party, Problem


class Reason(StrEnum):
    NOT_THERE = "not_there"
    NEVER_TOGETHER = "never_together"
    GUEST_FULL = "guest_full"
    TABLE_FULL = "table_full"
    NO_FREE_SLOT = "no_free_slot"
    OUTWEIGHED = "outweighed"


def why_not(problem: Problem, meetings: Iterable[Meeting], guest: int, table: int) -> Reason:
    """The plainest reason why these two do not meet."""
    guests = {party.key: party for party in problem.guests}
    tables = {party.key: party for party in problem.tables}
    if guest not in guests or table not in tables:
        return Reason.NOT_THERE
    common = guests[guest].free & tables[table].free
    if not common:
        return Reason.NEVER_TOGETHER
    held = tuple(meetings)
    of_guest = {one.slot for one in held if one.guest == guest}
    of_table = {one.slot for one in held if one.table == table}
    if _is_full(guests[guest], of_guest):
        return Reason.GUEST_FULL
    if _is_full(tables[table], of_table):
        return Reason.TABLE_FULL
    return Reason.OUTWEIGHED if common - of_guest - of_table else Reason.NO_FREE_SLOT


def _is_full(party: Party, taken: set[int]) -> bool:
    return len(taken) >= min(party.most, len(party.free))
