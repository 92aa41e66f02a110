"""Queries whose SQL is put together once per process; each use only fills in its values.

On a page that is asked for all the time, the ORM spends more time on writing a query than the
database on answering it, and the database more on planning than on reading. The queryset stays
where the rule lives (`visible_to`, `of_team`): this keeps the SQL that it compiles to.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from hub.core import prepared

R = TypeVar("R", bound=Model)
# A model's objects, or the dicts of `values()`.
M = TypeVar("M")

# Values that stand in a query for those of its later uses: no queryset of ours names them itself.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 2_147_400_000 + number,
    str: lambda number: f"stand-in {number}",
    UUID: lambda number: UUID(int=2**127 + number),
    datetime: lambda number: datetime(9000, 1, 1, number, tzinfo=UTC),
    date: lambda number: date(9000, 1, 1) + timedelta(days=number),
    list: lambda number: [2_147_300_000 + number],
}


Slot = Callable[[dict[str, Any]], Any]


class Makes(Protocol[M]):
    """Makes what a query finds of its rows."""

    def made_of(self, rows: Iterable[Any]) -> list[M]: ...


class Kept(NamedTuple, Generic[M]):
    sql: str
    slots: list[Slot]
    locks: bool
    rows: Makes[M]


class Rows(Generic[R]):
    """Makes objects of the rows that a compiled queryset finds, as Django's own iterable does."""

    def __init__(self, compiler: SQLCompiler) -> None:
        fields = [selected[0] for selected in compiler.select]
        info = compiler.klass_info
        assert info is not None
        first, *_between = info["select_fields"]
        self.columns = slice(first, info["select_fields"][-1] + 1)
        self.model: type[R] = info["model"]
        self.names = [field.target.attname for field in fields[self.columns]]
        populators: Any = get_related_populators
        self.joined = populators(info, compiler.select, DEFAULT_DB_ALIAS)
        self.annotations = list((compiler.annotation_col_map or {}).items())
        self.compiler, self.converters = compiler, compiler.get_converters(fields)

    def made_of(self, rows: Iterable[Any]) -> list[R]:
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [self.made(row) for row in rows]

    def made(self, row: Any) -> R:
        found = self.model.from_db(DEFAULT_DB_ALIAS, self.names, row[self.columns])
        for joined in self.joined:
            joined.populate(row, found)
        for name, column in self.annotations:
            setattr(found, name, row[column])
        return found


class Dicts:
    """Makes what a compiled queryset with `values()` finds, as Django's own iterable does."""

    def __init__(self, compiler: SQLCompiler, names: Iterable[str]) -> None:
        self.names, self.compiler = list(names), compiler
        self.converters = compiler.get_converters([selected[0] for selected in compiler.select])

    def made_of(self, rows: Iterable[Any]) -> list[dict[str, Any]]:
        if self.converters:
            rows = self.compiler.apply_converters(rows, self.converters)
        return [dict(zip(self.names, row, strict=True)) for row in rows]


class Asked(NamedTuple, Generic[M]):
    """A query under way."""

    cursor: CursorWrapper
    made: Makes[M]

    def rows(self) -> list[M]:
        with self.cursor:
            return self.made.made_of(self.cursor.fetchall())


class Compiled(Generic[M]):
    """`build` is called once, with a stand-in for each named value, and returns a queryset.

    Values are plain, no None; a list only where the query takes it as one value, for an array.
    Rows can be joined and annotated, but not prefetched; with `values()` they are dicts.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any, M]"], **values: type) -> None:
        self.build, self.types = build, values
        self.kept: Kept[M] | None = None

    def rows(self, **values: Any) -> list[M]:
        return self.ask(**values).rows()

    def ask(self, **values: Any) -> "Asked[M]":
        """Send the query; several that are sent inside `prepared.together` travel in one go."""
        kept = self.kept or self.compile()
        if kept.locks and not connections[DEFAULT_DB_ALIAS].in_atomic_block:
            raise transaction.TransactionManagementError("rows are locked inside a transaction")
        cursor = prepared.cursor()
        cursor.execute(kept.sql, [fill(values) for fill in kept.slots])
        return Asked(cursor, kept.rows)

    def first(self, **values: Any) -> M | None:
        rows = self.rows(**values)
        return rows[0] if rows else None

    def compile(self) -> "Kept[M]":
        stand_ins = {
            name: STAND_INS[type_](number)
            for number, (name, type_) in enumerate(self.types.items())
        }
        queryset = self.build(**stand_ins)
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        if not all(value in parameters for value in stand_ins.values()):
            raise ValueError("a value does not stand in the query as it was given")
        slots = [slot(parameter, stand_ins) for parameter in parameters]
        names = queryset.query.selected
        made: Any = Dicts(compiler, names) if names else Rows(compiler)
        self.kept = Kept(sql, slots, queryset.query.select_for_update, made)
        return self.kept


def slot(parameter: Any, stand_ins: dict[str, Any]) -> Slot:
    """What makes one parameter from the values of a use: one of them, or what it always is."""
    for name, stand_in in stand_ins.items():
        if parameter == stand_in:
            if isinstance(parameter, int):
                # The backend wraps whole numbers in types of its own.
                wrap = type(parameter)
                return lambda values: wrap(values[name])
            return lambda values: values[name]
    return lambda _values: parameter
