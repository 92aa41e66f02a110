"""Tables as files, for spreadsheets that must not run what people wrote."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils import timezone

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

# What spreadsheets take for a formula when it stands first, wide forms and marks before it included.
STARTS_FORMULA = re.compile(
    "^'*(?:[\\s\ufeff\u200b]*[=+\\-@|%\uff1d\uff0b\uff0d\uff20\uff5c\uff05]|[\t\r\n])"
)
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MAX_CELL = 32_000
# Columns of a workbook, in letters.
NARROWEST, WIDEST = 8, 60
BOM = "\ufeff"
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    head: list[str]
    # Numbers stay numbers in a workbook, everything else is text.
    rows: Sequence[Sequence[str | int | float]]


def xlsx(content: Table) -> bytes:
    """A workbook of one sheet."""
    return workbook([content])


def workbook(sheets: Sequence[Table], *, at: datetime | None = None) -> bytes:
    """A workbook in which no text is a formula. With `at` as its date the same sheets give the same bytes."""
    # Loaded with the first workbook: most workers never write one.
    import xlsxwriter  # noqa: PLC0415

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(out, options) as book:
        if at is not None:
            created = at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
            book.set_properties({"created": created})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for content in sheets:
            _fill(book.add_worksheet(content.title), content, bold, wrapped)
    return out.getvalue()


def _fill(sheet: "Worksheet", content: Table, bold: "Format", wrapped: "Format") -> None:
    sheet.freeze_panes(1, 2)
    rows = [content.head, *content.rows]
    for column in range(max(len(row) for row in rows)):
        sheet.set_column(
            column, column, _width([row[column] for row in rows if column < len(row)])
        )
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            look = wrapped if number else bold
            if isinstance(value, str):
                sheet.write_string(number, column, _cell(value), look)
            else:
                sheet.write_number(number, column, value, look)


def _width(cells: Sequence[str | int | float]) -> int:
    """As wide as its longest line, within what is still read at a glance; longer ones are wrapped."""
    longest = max(len(line) for cell in cells for line in str(cell).split("\n"))
    return min(max(longest + 2, NARROWEST), WIDEST)


def csv_text(content: Table) -> bytes:
    """Semicolons and a byte order mark, as German spreadsheets expect."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in [content.head, *content.rows]:
        writer.writerow([harmless(_cell(str(value))) for value in row])
    return (BOM + out.getvalue()).encode()


def harmless(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would see a formula."""
    return f"'{text}" if STARTS_FORMULA.match(text) else text


def as_typed(cell: str) -> str:
    """What `harmless` was given."""
    return cell[1:] if cell.startswith("'") and STARTS_FORMULA.match(cell) else cell


def download(content: Table, kind: str, name: str) -> HttpResponse:
    """The table as a file of a kind of TYPES, named after what it holds and the day."""
    return _named(xlsx(content) if kind == "xlsx" else csv_text(content), kind, name)


def download_workbook(sheets: Sequence[Table], name: str) -> HttpResponse:
    """Several tables in one workbook, named alike."""
    return _named(workbook(sheets), "xlsx", name)


def _named(made: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type=TYPES[kind])
    file_name = f"{name}-{timezone.localdate():%Y-%m-%d}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _cell(text: str) -> str:
    return CONTROLS.sub("", text)[:MAX_CELL]
