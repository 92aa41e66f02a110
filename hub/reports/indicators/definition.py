"""What an indicator is: a name, a definition and the rows that are counted.

The figure and the list behind it come from the same rows, so they cannot differ.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import CharField, DateTimeField, F, FloatField, IntegerField, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast
from django.utils.functional import Promise

from hub.accounts.models import User
from hub.accounts.roles import OFFICE, Role
from hub.reports.periods import Window

Lines = QuerySet[Any, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class RowSet:
    """Rows that are counted, and what each of their columns is made of."""

    rows: QuerySet[Any]
    columns: dict[str, Combinable]

    def read(self, names: Iterable[str] = ()) -> Lines:
        """The rows with these columns, or all: the database joins and groups only what is read."""
        wanted = names or self.columns
        return self.rows.values(**{name: self.columns[name] for name in wanted})


# The rows of an indicator in a window, as far as somebody may read them; None reads them all.
Rows = Callable[[Window, User | None], RowSet]
Labels = Sequence[tuple[str, str | Promise]]


class Measure(StrEnum):
    COUNT = "count"
    # The rows' values added up.
    SUM = "sum"
    # The middle of the rows' values.
    MEDIAN = "median"
    # How many per cent of the rows have the value 1.
    SHARE = "share"
    # How many per cent the rows' values are of their weights.
    RATIO = "ratio"


class Counted(StrEnum):
    """Whether it adds up over a period or says how things stand at its end."""

    FLOW = "flow"
    STOCK = "stock"


@dataclass(frozen=True, slots=True, eq=False)
class Indicator:
    """One figure of the report. German and English come from the catalogue."""

    key: str
    name: str | Promise
    definition: str | Promise
    unit: str | Promise
    # Where in the portal the rows come from.
    source: str | Promise
    rows: Rows | None = None
    measure: Measure = Measure.COUNT
    counted: Counted = Counted.FLOW
    # What the rows fall into besides tracks and batches: regions, stages.
    parts: Labels = ()
    part_name: str | Promise = ""
    # A row may stand in several tracks: in the list it is one line all the same.
    in_many_tracks: bool = False
    # What the rows' values are, where the list should show them.
    value_name: str | Promise = ""
    # Why there is no figure: said instead of one.
    missing: str | Promise = ""
    # Of a ratio: only told where the weights add up to more than that, and never row by row.
    told_above: int = 0
    # And only of so many rows together: a large one alone is nobody's business either.
    told_of: int = 1
    # The page of a row in the admin, who may open it, and who may read names in the list.
    page: str = ""
    opened_by: frozenset[Role] = frozenset(OFFICE)
    named_for: frozenset[Role] = frozenset(OFFICE)
    # Which rows somebody may know of, where a conflict of interest keeps some from them.
    readable: Callable[[User | None], QuerySet[Any]] | None = None
    # Whether the list that is frozen with a report names its rows. Only what stays as proof does:
    # who took part, under contract or in a pilot. Of everything else it keeps an identifier, so
    # that no name outlives the row that retention or its owner has removed.
    named_for_good: bool = False

    def __str__(self) -> str:
        return str(self.name)

    @property
    def shows_value(self) -> bool:
        return bool(self.value_name)

    @property
    def is_whole(self) -> bool:
        """A whole number, and 0 where there is nothing."""
        return self.measure in {Measure.COUNT, Measure.SUM} and not self.missing

    @property
    def adds_up(self) -> bool:
        """Whether a year is the sum of its parts."""
        return self.counted == Counted.FLOW and self.is_whole


def counted(
    rows: QuerySet[Any],
    *,
    title: Any,
    ident: Any = "uuid",
    other: Any = None,
    at: Any = None,
    track: Any = None,
    batch: Any = None,
    part: Any = None,
    value: Any = None,
    weight: Any = None,
) -> RowSet:
    """The rows with the columns that every indicator's rows have: names of fields, or expressions.

    `title` and `other` name a row, `ident` says which it is without a name, `at` says when it happened, `part` and `value` what it falls into
    and what it measures, `weight` of how much; what is left out is NULL.
    """
    return RowSet(
        rows,
        {
            "row_key": F("pk"),
            "row_track": Cast(_of(track), IntegerField()),
            "row_batch": Cast(_of(batch), IntegerField()),
            "row_part": Cast(_of(part), CharField()),
            "row_value": Cast(_of(value), FloatField()),
            "row_weight": Cast(_of(weight), FloatField()),
            "row_id": Cast(_of(ident), CharField()),
            "row_title": Cast(_of(title), CharField()),
            "row_with": Cast(_of(other), CharField()),
            "row_at": Cast(_of(at), DateTimeField()),
        },
    )


def _of(column: Any) -> Combinable:
    if column is None:
        return Value(None)
    return F(column) if isinstance(column, str) else column
