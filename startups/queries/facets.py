"""How many rows each filter would show, given all the others.

One grouped query counts every combination there is; the rest is adding up. Without a search the
combinations are those of the whole list, so they are kept until something public changes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, QuerySet

from hub.core.pagecache import public_version

Chosen = Mapping[str, frozenset[str]]
YES = "yes"


@dataclass(frozen=True, slots=True)
class Cell:
    """All rows that are alike in every facet."""

    values: tuple[tuple[str, ...], ...]
    count: int


@dataclass(frozen=True, slots=True)
class Counts:
    """`total` rows fit all filters; `by_facet` says what each value would give."""

    total: int
    by_facet: dict[str, Counter[str]]


def cells(rows: QuerySet[Any], columns: Sequence[str]) -> list[Cell]:
    """One query, however many rows there are; each column is a facet, in this order."""
    grouped = rows.order_by().values_list(*columns).annotate(Count("pk"))
    return [Cell(tuple(_values(value) for value in row), count) for *row, count in grouped]


# Of each whole list, by the number of what is public; never more than one of each.
_kept: dict[type[models.Model], tuple[int, list[Cell]]] = {}


def all_cells(audience: type[models.Model], columns: Sequence[str]) -> list[Cell]:
    """The cells of everything that may be found in a table.

    One small query, or two when something has changed.
    """
    version = public_version()
    held = _kept.get(audience)
    if held is None or held[0] != version:
        everything: Any = audience._default_manager.all()  # noqa: SLF001
        held = (version, cells(everything.listed(), columns))
        _kept[audience] = held
    return held[1]


def forget_all() -> None:
    """Drop what is kept in this process."""
    _kept.clear()


def count(found: Iterable[Cell], names: Sequence[str], chosen: Chosen) -> Counts:
    """Values of one facet are alternatives, facets narrow each other."""
    total = 0
    by_facet: dict[str, Counter[str]] = {name: Counter() for name in names}
    wanted = [chosen.get(name, frozenset()) for name in names]
    for cell in found:
        misses = [
            name
            for name, values, ask in zip(names, cell.values, wanted, strict=True)
            if ask and ask.isdisjoint(values)
        ]
        if not misses:
            total += cell.count
        for name, values in zip(names, cell.values, strict=True):
            if not misses or misses == [name]:
                for value in values:
                    by_facet[name][value] += cell.count
    return Counts(total, by_facet)


def _values(value: object) -> tuple[str, ...]:
    """A column's value as the filters write it: a list has many, an empty one none."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, bool):
        return (YES,) if value else ()
    return (str(value),) if value else ()
