"""What a list is about: its columns, and how a row finds the object that it speaks of."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise

from hub.core.text import plain_words, sort_key
from hub.sheets import cells
from hub.sheets.tables import Table

Values = dict[str, Any]
SLUG, NAME = "slug", "name"
# «Teamgröße (Personen)» is «Teamgröße».
IN_BRACKETS = re.compile(r"[(\[].*?[)\]]")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `read` makes a value of a cell or raises Wrong, `show` the cell of a value."""

    name: str
    label: str | Promise
    read: cells.Read
    show: Callable[[Any], str] = str
    # Further names under which people's lists have it; case, signs and umlauts do not matter.
    heads: tuple[str, ...] = ()
    empty: Any = ""
    sample: str = ""
    hint: str | Promise = ""

    def names(self) -> Iterator[str]:
        """All heads that mean this column, in plain letters."""
        for head in (self.name, *cells.both(self.label), *self.heads):
            yield plain_head(head)


def plain_head(text: str) -> str:
    return "".join(plain_words(text)).replace("_", "")


SUBJECTS: dict[str, type["Subject"]] = {}


class Subject(ABC):
    """Describes one model to the lists. Made anew for each request: columns may need the database."""

    key: ClassVar[str]
    title: ClassVar[str | Promise]
    model: type[models.Model]
    columns: list[Column]
    # Without these a new object cannot be.
    required: Collection[str] = (NAME,)
    # What else to know before reading in new ones.
    note_on_new: str | Promise = ""

    def __init_subclass__(cls) -> None:
        """Known by its key from then on."""
        SUBJECTS.setdefault(cls.key, cls)

    @abstractmethod
    def objects(self) -> models.QuerySet[Any]:
        """All that a list may speak of, with what `value` needs."""

    @abstractmethod
    def problems(self, found: Any | None, values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What is wrong with a row as a whole: columns with sentences. `values` is what would be."""

    @abstractmethod
    def create(self, rows: list[Values]) -> list[Any]:
        """New objects with these values."""

    @abstractmethod
    def change(self, found: Any, values: Values) -> None:
        """Write the values to an object whose row is locked."""

    @abstractmethod
    def written(self) -> None:
        """What follows, once, when all rows are written."""

    @abstractmethod
    def stem(self, name: str) -> str:
        """What the slug of a new object begins with; never empty, with room for seven more."""

    def slugs(self, rows: list[Values]) -> list[str]:
        """One for each new row that nobody has: what the list says, or made of the name."""
        stems = [self.stem(values[NAME]) for values in rows]
        held = self.model._default_manager.filter(slug__in=stems)  # noqa: SLF001
        taken = {*held.values_list("slug", flat=True), *(values.get(SLUG) for values in rows)}
        found = []
        for stem, values in zip(stems, rows, strict=True):
            free = stem if stem not in taken else f"{stem}-{uuid4().hex[:6]}"
            found.append(values.get(SLUG) or free)
            taken.add(found[-1])
        return found

    def write(self, found: Any, values: Values) -> None:
        """The values into the object's own columns."""
        for name, value in values.items():
            setattr(found, name, value)
        found.sort_key = sort_key(found.name)
        found.save(update_fields=[*values, "sort_key"])

    def value(self, found: Any, name: str) -> Any:
        return getattr(found, name)

    def follows(self, found: Any | None, values: Values) -> Values:
        """Further values that come of these."""
        return {}

    def note(self, found: Any) -> str:
        """What to know before one changes this object."""
        return ""

    def matching(self, slugs: Iterable[str], keys: Iterable[str]) -> models.QuerySet[Any]:
        """The objects with one of these slugs, or one of these names as sort keys."""
        return self.objects().filter(Q(slug__in=set(slugs)) | Q(sort_key__in=set(keys)))

    def cell(self, column: Column, found: Any) -> str:
        value = self.value(found, column.name)
        return "" if value is None else column.show(value)

    def table(self, found: Iterable[Any]) -> Table:
        """The objects as a list that can be read in again."""
        head = [str(column.label) for column in self.columns]
        rows = [[self.cell(column, one) for column in self.columns] for one in found]
        return Table(str(self.title), head, rows)

    def template(self) -> Table:
        """The heads, and one invented row."""
        head = [str(column.label) for column in self.columns]
        return Table(str(self.title), head, [[column.sample for column in self.columns]])


@dataclass(slots=True)
class Heads:
    """Which column stands where, and what nobody understood."""

    at: dict[int, Column] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


def heads(row: list[str], columns: Iterable[Column]) -> Heads:
    names = {name: column for column in columns for name in column.names()}
    found = Heads()
    for position, head in enumerate(row):
        column = names.get(plain_head(head)) or names.get(plain_head(IN_BRACKETS.sub("", head)))
        if column is None:
            found.unknown += [head[:80]] if head else []
        elif column in found.at.values():
            found.twice.append(head[:80])
        else:
            found.at[position] = column
    return found
