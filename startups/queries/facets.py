"""How many rows each filter would show, given all the others.

One grouped query reads every combination there is. Each value of each facet then becomes one long
number with a bit for every row that has it, so that any choice of filters is a few ANDs. Without a
search the rows are those of the whole list, so the numbers are kept until something public changes.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, TypeVar

from django.db import models
from django.db.models import Count, QuerySet

T = TypeVar("T")
Chosen = Mapping[str, frozenset[str]]
YES = "yes"


@dataclass(frozen=True, slots=True)
class Crowd:
    """`size` rows; for each facet and each of its values, whose bits are set: theirs who have it."""

    size: int
    having: tuple[dict[str, int], ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """`total` rows fit all filters; `by_facet` says what each value would give."""

    total: int
    by_facet: dict[str, dict[str, int]]


def crowd(rows: QuerySet[Any], columns: Sequence[str]) -> Crowd:
    """One query, however many rows there are; each column is a facet, in this order."""
    grouped = rows.order_by().values_list(*columns).annotate(Count("pk"))
    # Where the rows of a combination stand among all: those alike stand side by side.
    spans: list[dict[str, list[tuple[int, int]]]] = [defaultdict(list) for _ in columns]
    size = 0
    for *row, count in grouped:
        for held, value in zip(spans, row, strict=True):
            for key in _values(value):
                held[key].append((size, count))
        size += count
    return Crowd(size, tuple({key: _bits(held[key], size) for key in held} for held in spans))


def everybody(audience: type[models.Model], columns: Sequence[str]) -> Crowd:
    """Everything that may be found in a table."""
    everything: Any = audience._default_manager.all()  # noqa: SLF001
    return crowd(everything.listed(), columns)


# By the number of what is public; never more than one of each.
_kept: dict[Hashable, tuple[int, Any]] = {}


def kept(key: Hashable, version: int, make: Callable[[], T]) -> T:
    """What `make` gives, made again only when the number of what is public has changed."""
    held = _kept.get(key)
    if held is None or held[0] != version:
        held = (version, make())
        _kept[key] = held
    made: T = held[1]
    return made


def forget_all() -> None:
    """Drop what is kept in this process."""
    _kept.clear()


def count(found: Crowd, names: Sequence[str], chosen: Chosen) -> Counts:
    """Values of one facet are alternatives, facets narrow each other."""
    whole = (1 << found.size) - 1
    fitting = {
        name: reduce(or_, (having.get(value, 0) for value in chosen[name]))
        for name, having in zip(names, found.having, strict=True)
        if chosen.get(name)
    }
    by_facet = {}
    for name, having in zip(names, found.having, strict=True):
        others = reduce(and_, (fit for other, fit in fitting.items() if other != name), whole)
        by_facet[name] = {value: (others & bits).bit_count() for value, bits in having.items()}
    return Counts(reduce(and_, fitting.values(), whole).bit_count(), by_facet)


def _bits(spans: Iterable[tuple[int, int]], size: int) -> int:
    digits = bytearray(b"0") * size
    for start, count in spans:
        digits[start : start + count] = b"1" * count
    return int(digits or b"0", 2)


def _values(value: object) -> tuple[str, ...]:
    """A column's value as the filters write it: a list has many, an empty one none."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, bool):
        return (YES,) if value else ()
    return (str(value),) if value else ()
