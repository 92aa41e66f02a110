"""How many rows each filter would show, given all the others.

One grouped query reads every combination there is. Each value of each facet then becomes one long
number with a bit for every row that has it, and so do the hits of a search: any choice of filters is
a few ANDs. The numbers are of the whole list, so they are kept until something public changes.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any, TypeVar

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import QuerySet

T = TypeVar("T")
Chosen = Mapping[str, frozenset[str]]
YES = "yes"


@dataclass(frozen=True, slots=True)
class Crowd:
    """All rows that may be found: the place of each key, and for each facet who has which value."""

    places: dict[int, int]
    having: tuple[dict[str, int], ...]

    @property
    def octets(self) -> int:
        """How many bytes it takes to hold a bit for each row."""
        return len(self.places) // 8 + 1

    @property
    def everybody(self) -> int:
        return (1 << len(self.places)) - 1

    def within(self, keys: Iterable[int], bits: int) -> list[int]:
        """Those of the keys whose bit is among `bits`, in their order."""
        held = bits.to_bytes(self.octets, "little")
        return [
            key
            for key in keys
            if (place := self.places.get(key)) is not None and held[place >> 3] >> (place & 7) & 1
        ]

    def among(self, keys: Iterable[int]) -> int:
        """The bits of these rows; what came after the crowd was read is not among it."""
        held = bytearray(self.octets)
        for key in keys:
            if (place := self.places.get(key)) is not None:
                held[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(held, "little")


@dataclass(frozen=True, slots=True)
class Counts:
    """`total` rows fit all filters; `by_facet` says what each value would give."""

    total: int
    by_facet: dict[str, dict[str, int]]


def crowd(rows: QuerySet[Any], columns: Sequence[str]) -> Crowd:
    """One query, however many rows there are; each column is a facet, in this order."""
    grouped = rows.order_by().values_list(*columns).annotate(keys=ArrayAgg("pk"))
    # Those alike in everything stand side by side: a value's rows are few spans of places.
    places: dict[int, int] = {}
    spans: list[dict[str, list[tuple[int, int]]]] = [defaultdict(list) for _ in columns]
    for *row, keys in grouped:
        span = (len(places), len(keys))
        for held, value in zip(spans, row, strict=True):
            for key in _values(value):
                held[key].append(span)
        places.update(zip(keys, range(len(places), len(places) + len(keys)), strict=True))
    size = len(places)
    return Crowd(places, tuple({key: _bits(held[key], size) for key in held} for held in spans))


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


def count(crowd: Crowd, hits: int, names: Sequence[str], chosen: Chosen) -> Counts:
    """Of the rows whose bits are in `hits`. Values of one facet are alternatives, facets narrow each
    other."""
    fits = _fits(crowd, names, chosen)
    by_facet = {}
    for name, having in zip(names, crowd.having, strict=True):
        others = reduce(and_, (fit for other, fit in fits.items() if other != name), hits)
        by_facet[name] = {value: (others & bits).bit_count() for value, bits in having.items()}
    return Counts(reduce(and_, fits.values(), hits).bit_count(), by_facet)


def fitting(crowd: Crowd, names: Sequence[str], chosen: Chosen) -> int:
    """The bits of the rows that fit all that is chosen."""
    return reduce(and_, _fits(crowd, names, chosen).values(), crowd.everybody)


def _fits(crowd: Crowd, names: Sequence[str], chosen: Chosen) -> dict[str, int]:
    return {
        name: reduce(or_, (having.get(value, 0) for value in chosen[name]))
        for name, having in zip(names, crowd.having, strict=True)
        if chosen.get(name)
    }


def _bits(spans: Iterable[tuple[int, int]], size: int) -> int:
    """The first row's bit is the lowest one."""
    digits = bytearray(b"0") * size
    for start, count in spans:
        digits[start : start + count] = b"1" * count
    return int(digits[::-1] or b"0", 2)


def _values(value: object) -> tuple[str, ...]:
    """A column's value as the filters write it: a list has many, an empty one none."""
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, bool):
        return (YES,) if value else ()
    return (str(value),) if value else ()
