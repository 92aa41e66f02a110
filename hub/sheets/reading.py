"""A file as people's spreadsheets write it, as rows of texts; refused with a sentence when it is none."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hub.core.workflow import DomainError
from hub.sheets.tables import BOM, CONTROLS

MAX_BYTES = 4 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_CELL = 10_000
DELIMITERS = ";,\t"
# Old Excel files, and new ones with a password.
OLE = b"\xd0\xcf\x11\xe0"


class Unreadable(DomainError):
    """The file as a whole cannot be taken; nothing is kept of it."""


@dataclass(slots=True)
class Grid:
    """The rows that hold something, each with its number in the spreadsheet."""

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    # Of a workbook, what was read of it: the rest is named, not lost in silence.
    sheet: str = ""
    unread: list[str] = field(default_factory=list)

    def add(self, number: int, cells: list[str]) -> None:
        """Keep a row, unless it is empty; raises Unreadable beyond the limits."""
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            return
        if len(cells) > MAX_COLUMNS:
            raise Unreadable(
                _(
                    "Zeile %(row)d hat mehr als %(most)d Spalten. So breit darf eine Liste nicht sein."
                )
                % {"row": number, "most": MAX_COLUMNS}
            )
        if any(len(cell) > MAX_CELL for cell in cells):
            raise Unreadable(
                _("In Zeile %(row)d ist eine Zelle länger als %(most)s Zeichen.")
                % {"row": number, "most": number_format(MAX_CELL, force_grouping=True)}
            )
        # One more than the limit, for the heads.
        if len(self.rows) > MAX_ROWS:
            raise Unreadable(
                _(
                    "Die Liste hat mehr als %(most)s Zeilen. Teilen Sie sie auf mehrere Dateien auf."
                )
                % {"most": number_format(MAX_ROWS, force_grouping=True)}
            )
        self.rows.append((number, cells))


def ensure_size(size: int) -> None:
    """Raises Unreadable for a file with nothing in it, or with more than a list can need."""
    if not size:
        raise Unreadable(_("Die Datei ist leer."))
    if size > MAX_BYTES:
        raise Unreadable(
            _("Die Datei hat mehr als %(most)d MB. Teilen Sie die Liste auf mehrere Dateien auf.")
            % {"most": MAX_BYTES // 1024**2}
        )


def tidy(text: str) -> str:
    """A cell without what nobody sees: control characters, Excel's line ends, spaces around it."""
    text = CONTROLS.sub("", text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n"))
    return text.strip().strip(BOM).strip()


def csv_rows(data: bytes) -> Grid:
    """The rows of a CSV file, whatever its coding and its delimiter are."""
    text = decoded(data)
    # Excel's own line for the delimiter; it counts as no row there either.
    if text[:4].lower() == "sep=":
        first, _end, text = text.partition("\n")
        delimiter = first[4:5]
    else:
        delimiter = ""
    grid, number = Grid(), 0
    try:
        for number, cells in enumerate(records(text, delimiter or likely_delimiter(text)), 1):
            grid.add(number, [tidy(cell) for cell in cells])
    except csv.Error:
        raise Unreadable(
            _(
                "Ab Zeile %(row)d stimmen die Anführungszeichen nicht: Eines fehlt, oder es steht "
                "mitten in einer Zelle. Öffnen Sie die Datei in Excel und speichern Sie sie neu."
            )
            % {"row": number + 1}
        ) from None
    return grid


def decoded(data: bytes) -> str:
    """UTF-8 with or without a mark, Excel's «Unicode text», else what German Windows writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if b"\x00" in data:
        raise Unreadable(
            _("Das ist keine Tabelle. Speichern Sie die Liste in Excel als .xlsx oder als .csv.")
        )
    for coding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        _(
            "Die Zeichen der Datei sind nicht zu lesen. Speichern Sie sie als „CSV UTF-8“ oder .xlsx."
        )
    )


def likely_delimiter(text: str) -> str:
    """What cuts the first row that holds something into the most cells."""
    for line in text.split("\n", 20):
        if line.strip(f"{DELIMITERS} \r"):
            return max(DELIMITERS, key=lambda sign: _cells_in(line, sign))
    return DELIMITERS[0]


def _cells_in(line: str, delimiter: str) -> int:
    try:
        return len(next(records(line, delimiter, strict=False), []))
    except csv.Error:
        return 0


def records(text: str, delimiter: str, *, strict: bool = True) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)
