"""Figures from rows: each indicator is one query, and all that a page needs travel together."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from django.core.exceptions import EmptyResultSet

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from hub.core import numbers, prepared
from hub.core.compiled import Slot, slot
from hub.reports.indicators.definition import Indicator, Measure
from hub.reports.periods import Window

# Which of track, batch and part a line of the answer is not about: PostgreSQL's GROUPING().
OF_ALL, OF_TRACK, OF_BATCH, OF_BOTH, OF_PART = 0b111, 0b011, 0b101, 0b001, 0b110
MEASURED = {
    Measure.COUNT: "COUNT(DISTINCT row_key)::float8",
    Measure.SUM: "COALESCE(SUM(row_value), 0)",
    Measure.MEDIAN: "PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY row_value)",
    Measure.SHARE: (
        "100 * (COUNT(DISTINCT row_key) FILTER (WHERE row_value = 1))::float8"
        " / NULLIF(COUNT(DISTINCT row_key), 0)"
    ),
    Measure.RATIO: (
        "CASE WHEN SUM(row_weight) > {above} AND COUNT(DISTINCT row_key) >= {rows}"
        " THEN 100 * SUM(row_value) / SUM(row_weight) END"
    ),
}


@dataclass(frozen=True, slots=True)
class Reply:
    """One way to answer a question: its SQL, and the columns that it reads of the rows (none: all).

    %s in front is the number of the question; the rows are what the ORM wrote, their values apart.
    The last column is for the rows themselves.
    """

    sql: str
    columns: tuple[str, ...] = ()


GROUPED = Reply(
    """
SELECT %s::int, GROUPING(row_track, row_batch, row_part), row_track, row_batch, row_part,
       COUNT(DISTINCT row_key), {measured}, NULL::text
FROM ({rows}) AS counted
GROUP BY GROUPING SETS ((), (row_track), (row_batch), (row_track, row_batch), (row_part))
""",
    ("row_key", "row_track", "row_batch", "row_part", "row_value", "row_weight"),
)
# 7 is OF_ALL.
TOTAL = Reply(
    """
SELECT %s::int, 7, NULL::int, NULL::int, NULL::text,
       COUNT(DISTINCT row_key), {measured}, NULL::text
FROM ({rows}) AS counted
""",
    ("row_key", "row_value", "row_weight"),
)
ROWS = Reply("""
SELECT %s::int, NULL::int, NULL::int, NULL::int, NULL::text, NULL::bigint, NULL::float8,
       to_json(counted)::text
FROM ({rows}) AS counted
""")
Number = int | float | None
# A window and a reader that there are not.
STAND_INS: dict[str, Any] = {
    "start": datetime(9000, 1, 1, tzinfo=UTC),
    "end": datetime(9000, 1, 2, tzinfo=UTC),
    "day": date(9000, 1, 3),
    "person": 2_147_400_001,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """What one indicator comes to: in all, by track, by batch, by both, and by its parts.

    None as a key stands for the rows without a track or batch. A median or share of nothing is None.
    """

    indicator: Indicator
    total: Number = None
    tracks: dict[int | None, Number] = field(default_factory=dict)
    batches: dict[int | None, Number] = field(default_factory=dict)
    both: dict[tuple[int | None, int | None], Number] = field(default_factory=dict)
    # Always counts: how many rows fall into each.
    parts: dict[str, int] = field(default_factory=dict)
    # How many rows stand behind the total.
    rows: int = 0

    def of(self, **group: int | None) -> Number:
        """The figure of a track, a batch, or both: `of(track=1)`, `of(track=1, batch=None)`."""
        if group.keys() == {"track", "batch"}:
            return self.both.get((group["track"], group["batch"]), self.nothing)
        found = self.tracks if "track" in group else self.batches
        [one] = group.values()
        return found.get(one, self.nothing)

    @property
    def nothing(self) -> Number:
        """What a group without rows comes to."""
        return 0 if self.indicator.is_whole else None


Question = tuple[Indicator, Window]
Place = tuple[str, Window]
Rows = list[dict[str, Any]]


def of(
    questions: Iterable[Question], *, user: User | None, totals: Iterable[Question] = ()
) -> dict[Place, Figures]:
    """The figures for each indicator in each window, in one round trip; of `totals` only the total.

    With a user only rows that they may read are counted; without one, all.
    """
    return _asked(_asked_for(questions, totals, (GROUPED,)), user)[0]


def with_rows(
    questions: Iterable[Question], *, totals: Iterable[Question] = ()
) -> tuple[dict[Place, Figures], dict[Place, Rows]]:
    """The figures of all rows, and the rows that each of them counts.

    One statement for both, so they are of one moment whoever writes meanwhile.
    """
    return _asked(_asked_for(questions, totals, (GROUPED, ROWS)), None)


def _asked_for(
    questions: Iterable[Question], totals: Iterable[Question], replies: tuple[Reply, ...]
) -> dict[Question, tuple[Reply, ...]]:
    """What is asked, once each, with the replies that it takes."""
    of_totals = (TOTAL, *replies[1:])
    return dict.fromkeys(totals, of_totals) | dict.fromkeys(questions, replies)


def _asked(
    asked: Mapping[Question, tuple[Reply, ...]], user: User | None
) -> tuple[dict[Place, Figures], dict[Place, Rows]]:
    parts, values = [], []
    for number, ((indicator, window), replies) in enumerate(asked.items()):
        measured = MEASURED[indicator.measure].format(
            above=indicator.told_above, rows=indicator.told_of
        )
        for reply in replies:
            if (statement := _statement(indicator, window, user, reply.columns)) is None:
                continue
            parts.append(reply.sql.format(measured=measured, rows=statement[0]))
            values += [number, *statement[1]]
    lines: list[list[Any]] = [[] for _question in asked]
    rows: list[Rows] = [[] for _question in asked]
    for number, *line, row in _fetched("\nUNION ALL\n".join(parts), values) if parts else []:
        if row is None:
            lines[number].append(line)
        else:
            rows[number].append(json.loads(row))
    places = [(indicator.key, window) for indicator, window in asked]
    told = [_figures(indicator, own) for (indicator, _w), own in zip(asked, lines, strict=True)]
    return dict(zip(places, told, strict=True)), dict(zip(places, rows, strict=True))


Statement = tuple[str, list[Any]]


def _statement(
    indicator: Indicator, window: Window, user: User | None, columns: tuple[str, ...]
) -> Statement | None:
    """The rows as the ORM writes them, with their values apart; nothing where there can be none."""
    is_personal = user is not None and indicator.readable is not None
    if user is not None and is_personal and not (user.is_superuser or user.has_role(*OFFICE)):
        return _written(indicator, window, user, columns)
    kept = _kept(indicator, columns, is_personal=is_personal)
    if kept is None:
        return None
    said = {
        "start": window.start,
        "end": window.end,
        "day": window.day,
        "person": user and user.pk,
    }
    return kept[0], [fill(said) for fill in kept[1]]


@cache
def _kept(
    indicator: Indicator, columns: tuple[str, ...], *, is_personal: bool
) -> tuple[str, list[Slot]] | None:
    """Written once per process, as writing took longer than counting; personal ones for the office,
    whose people differ in their conflicts alone. Of a window a query names moments and day as they
    are."""
    window = Window(*(STAND_INS[name] for name in ("start", "end", "day")))
    # Somebody of the office who is nobody.
    person = User(pk=STAND_INS["person"], is_superuser=True) if is_personal else None
    found = _written(indicator, window, person, columns)
    return found and (found[0], [slot(value, STAND_INS) for value in found[1]])


def _written(
    indicator: Indicator, window: Window, user: User | None, columns: tuple[str, ...]
) -> Statement | None:
    if indicator.rows is None:
        return None
    rows = indicator.rows(window, user).read(columns).order_by()
    try:
        sql, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return None
    return sql, list(values)


def _fetched(statement: str, values: list[Any]) -> list[Any]:
    # Planning them takes longer than counting: the statement is the same for all windows of a kind.
    with prepared.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _figures(indicator: Indicator, lines: list[Any]) -> Figures:
    figures = Figures(indicator)
    total, behind = figures.nothing, 0
    for level, track, batch, part, rows, measured in lines:
        number = _rounded(indicator, measured)
        if level == OF_ALL:
            total, behind = number, rows
        elif level == OF_TRACK:
            figures.tracks[track] = number
        elif level == OF_BATCH:
            figures.batches[batch] = number
        elif level == OF_BOTH:
            figures.both[track, batch] = number
        elif level == OF_PART:
            figures.parts[part or ""] = rows
    return Figures(
        indicator, total, figures.tracks, figures.batches, figures.both, figures.parts, behind
    )


def _rounded(indicator: Indicator, measured: float | None) -> Number:
    """People are told whole things whole, and anything else to one decimal."""
    if measured is None:
        return None
    return int(measured) if indicator.is_whole else numbers.to_one_decimal(measured)
