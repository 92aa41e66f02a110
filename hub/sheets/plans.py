"""What an import would do, row by row; it writes nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from hub.core.desk import fingerprint
from hub.core.text import german_slug, one_line, sort_key
from hub.sheets.cells import EXCEL_ERRORS, Wrong
from hub.sheets.reading import tidy
from hub.sheets.subjects import NAME, SLUG, Column, Subject, Values
from hub.sheets.tables import as_typed

# A cell with one of these empties the field; an empty cell leaves it as it is.
DASHES = frozenset("-–—")


class Kind(models.TextChoices):
    WRONG = "wrong"
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in the file."""

    row: int
    column: str
    value: str
    cause: str


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(slots=True)
class Row:
    """One row of the file and what it would do; `values` are those that would be written."""

    number: int
    title: str
    note: str = ""
    found: Any | None = None
    values: Values = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
        if self.problems:
            return Kind.WRONG
        if self.found is None:
            return Kind.NEW
        return Kind.CHANGED if self.changes else Kind.UNCHANGED


@dataclass(slots=True)
class Plan:
    rows: list[Row] = field(default_factory=list)

    def of(self, kind: Kind) -> list[Row]:
        return [row for row in self.rows if row.kind == kind]

    @property
    def counts(self) -> dict[Kind, int]:
        found = Counter(row.kind for row in self.rows)
        return {kind: found[kind] for kind in Kind}

    @property
    def problems(self) -> list[Problem]:
        return [problem for row in self.rows for problem in row.problems]

    @property
    def stamp(self) -> str:
        """Names all that would be written and what stands there now: another plan, another stamp."""
        return fingerprint(
            {
                f"{row.number}": repr(
                    (row.kind, row.found and row.found.pk, row.changes, row.problems)
                )
                for row in self.rows
            }
        )


def build(subject: Subject, rows: list[tuple[int, dict[str, str]]], *, lock: bool = False) -> Plan:
    """The plan for rows of cells by column; `lock` holds what it found until the transaction ends."""
    known = _Known(subject, rows, lock=lock)
    columns = {column.name: column for column in subject.columns}
    plan = Plan()
    for number, cells in rows:
        row = Row(number, title=_title(cells))
        plan.rows.append(row)
        try:
            row.found = known.of(cells, number)
        except Wrong as wrong:
            _note(row, columns[NAME if NAME in cells else SLUG], cells, str(wrong))
            continue
        if row.found is not None:
            row.title, row.note = str(row.found), subject.note(row.found)
        _read(subject, row, cells, columns)
        _judge(subject, row, cells, columns)
    return plan


class _Known:
    """The objects that the rows speak of, found with one query; each by one row only."""

    def __init__(
        self, subject: Subject, rows: list[tuple[int, dict[str, str]]], *, lock: bool
    ) -> None:
        slugs = [_cell(cells, SLUG) for _number, cells in rows]
        keys = [sort_key(one_line(_cell(cells, NAME))) for _number, cells in rows]
        matching = subject.matching(filter(None, slugs), filter(None, keys)).order_by("pk")
        found = list(matching.select_for_update(of=("self",)) if lock else matching)
        self.by_slug = {one.slug: one for one in found}
        self.by_name: dict[str, list[Any]] = {}
        for one in found:
            self.by_name.setdefault(one.sort_key, []).append(one)
        self.seen: dict[object, int] = {}

    def of(self, cells: Mapping[str, str], number: int) -> Any | None:
        """The object of a row, None for a new one; raises Wrong where that is not clear."""
        slug, key = _cell(cells, SLUG), sort_key(one_line(_cell(cells, NAME)))
        found = self._find(slug, key)
        mark: object = found.pk if found else f"slug {slug or german_slug(key)}"
        first = self.seen.setdefault(mark, number)
        if first != number:
            raise Wrong(_("Davon handelt schon Zeile %(row)d.") % {"row": first})
        return found

    def _find(self, slug: str, key: str) -> Any | None:
        if slug in self.by_slug:
            return self.by_slug[slug]
        same_name = self.by_name.get(key, [])
        slugs = ", ".join(sorted(one.slug for one in same_name))
        if slug and same_name:
            raise Wrong(
                _(
                    "Das Kürzel gibt es nicht, den Namen schon (Kürzel: %(slugs)s). Setzen Sie "
                    "dieses Kürzel ein oder lassen Sie die Zelle leer."
                )
                % {"slugs": slugs}
            )
        if len(same_name) > 1:
            raise Wrong(
                _(
                    "So heißen mehrere. Tragen Sie in der Spalte Kürzel ein, welches gemeint ist: %(slugs)s."
                )
                % {"slugs": slugs}
            )
        return same_name[0] if same_name else None


def _cell(cells: Mapping[str, str], name: str) -> str:
    return as_typed(cells.get(name, ""))


def _title(cells: Mapping[str, str]) -> str:
    return one_line(_cell(cells, NAME) or _cell(cells, SLUG))[:80] or "–"


def _note(row: Row, column: Column, cells: Mapping[str, str], cause: str) -> None:
    value = cells.get(column.name, "")
    row.problems.append(Problem(row.number, str(column.label), value, cause))


def _read(
    subject: Subject, row: Row, cells: Mapping[str, str], columns: Mapping[str, Column]
) -> None:
    """Fill in what the cells of a row change, and what is wrong with them."""
    for name, column in columns.items():
        cell = cells.get(name, "")
        shown = tidy(subject.cell(column, row.found)) if row.found else ""
        # What an export wrote is no change, whatever rules have come since.
        if not cell or cell == shown or as_typed(cell) == shown:
            continue
        try:
            value = _value(column, as_typed(cell))
        except Wrong as wrong:
            _note(row, column, cells, str(wrong))
            continue
        _set(subject, row, column, value)
    for name, value in subject.follows(row.found, row.values).items():
        _set(subject, row, columns[name], value)


def _value(column: Column, cell: str) -> Any:
    if cell in DASHES:
        if column.name in {NAME, SLUG}:
            raise Wrong(_("Dieses Feld darf nicht leer sein."))
        return column.empty
    if cell.upper() in EXCEL_ERRORS:
        raise Wrong(_("Hier steht ein Rechenfehler aus Excel, kein Wert."))
    return column.read(cell)


def _set(subject: Subject, row: Row, column: Column, value: Any) -> None:
    old = subject.value(row.found, column.name) if row.found else column.empty
    if _same(value, old):
        return
    shown = "" if old is None else column.show(old)
    row.values[column.name] = value
    row.changes.append(
        Change(str(column.label), shown, "" if value is None else column.show(value))
    )


def _same(value: Any, old: Any) -> bool:
    """Of several, the order says nothing."""
    if isinstance(value, list) and isinstance(old, list):
        return len(value) == len(old) and all(one in old for one in value)
    return bool(value == old)


def _judge(
    subject: Subject, row: Row, cells: Mapping[str, str], columns: Mapping[str, Column]
) -> None:
    """The rules over the row as a whole, with the values as they would be."""
    wrong_already = {problem.column for problem in row.problems}
    for name, cause in [
        *_missing(subject, row),
        *subject.problems(row.found, would_be(subject, row)),
    ]:
        if str(columns[name].label) not in wrong_already:
            _note(row, columns[name], cells, cause)


def would_be(subject: Subject, row: Row) -> Values:
    """All values of the object when the row is written."""
    found = row.found
    before = {
        column.name: subject.value(found, column.name) if found else column.empty
        for column in subject.columns
    }
    return before | row.values


def _missing(subject: Subject, row: Row) -> Iterator[tuple[str, str]]:
    values = would_be(subject, row)
    for name in subject.required:
        if values[name] in {"", None}:
            yield name, str(_("Diese Angabe fehlt."))
