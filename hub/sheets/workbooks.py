"""Excel's workbooks, read with limits: what would unpack to more than a list can need is not opened."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from hub.sheets.reading import MAX_COLUMNS, Grid, Unreadable, tidy

# Unpacked. Of the largest list that we take, each with room to spare.
MAX_UNPACKED = 24 * 1024 * 1024
MAX_ELEMENTS = 600_000
MAX_PARTS = 500
LAST_ROW = 1_048_576
CHUNK = 1024 * 1024


def rows(data: bytes) -> Grid:
    """The first sheet that can be seen. Formulas count as what they came to."""
    ensure_small(data)
    try:
        # Whatever a broken file makes the library do, what we say of it is the same.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(data)
    except Unreadable:
        raise
    except Exception as error:
        raise broken() from error


def ensure_small(data: bytes) -> None:
    """Before anything is parsed: how much it would be, and how many elements."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            size, elements = _measure(archive, parts)
    except Exception as error:
        raise broken() from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise Unreadable(
            _("Das ist keine Excel-Datei. Speichern Sie die Liste als .xlsx oder .csv.")
        )
    if len(parts) > MAX_PARTS or size > MAX_UNPACKED or elements > MAX_ELEMENTS:
        raise too_large()


def _measure(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> tuple[int, int]:
    """Bytes and elements of all parts, whatever their names say; what is too large is not unpacked."""
    size = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS or size > MAX_UNPACKED:
        return size, 0
    return size, sum(_elements(archive, part) for part in parts)


def _elements(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """About how many elements there are; a part never yields more bytes than it declares."""
    signs = ends = 0
    with archive.open(part) as stream:
        for chunk in iter(lambda: stream.read(CHUNK), b""):
            signs += chunk.count(b"<")
            ends += chunk.count(b"</")
    # Ends that only a comment pretends must not hide beginnings.
    return max(signs - ends, signs // 2)


def too_large() -> Unreadable:
    return Unreadable(
        _(
            "Die Excel-Datei enthält zu viel. Kopieren Sie nur die Liste in eine neue Datei, ohne "
            "leere formatierte Zeilen, weitere Blätter und Bilder."
        )
    )


def broken() -> Unreadable:
    return Unreadable(
        _("Die Excel-Datei ist beschädigt. Öffnen Sie sie in Excel und speichern Sie sie neu.")
    )


def _read(data: bytes) -> Grid:
    # It brings numpy where that is installed: 20 MB that a worker holds only once it reads a list.
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(
        io.BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if not sheets:
        raise broken()
    first, *others = sheets
    grid = Grid(sheet=first.title, unread=[sheet.title for sheet in others])
    # What the file says of its size may be wrong.
    first.reset_dimensions()
    found = first.iter_rows(max_col=MAX_COLUMNS + 1, values_only=True)
    for number, cells in enumerate(found, 1):
        if number > LAST_ROW:
            raise broken()
        grid.add(number, list(_texts(cells)))
    return grid


def _texts(cells: tuple[Any, ...]) -> Iterator[str]:
    for value in cells:
        yield "" if value is None else tidy(as_text(value))


def as_text(value: Any) -> str:
    """A value as a German spreadsheet shows it."""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime | date):
        return value.strftime("%d.%m.%Y")
    if isinstance(value, float) and isfinite(value):
        return str(int(value)) if value.is_integer() else repr(value).replace(".", ",")
    return str(value)
