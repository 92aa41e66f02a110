"""A report as an Excel file: the page's figures as numbers one can go on with."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from hub.reports.models import FundingReport
from hub.reports.queries import shown
from hub.reports.queries.figures import Number
from hub.reports.queries.names import Content
from hub.reports.queries.shown import Line, Shown
from hub.reports.services.paper import facts, forecast_note
from hub.sheets import tables
from hub.sheets.tables import Table


def made(
    content: Content,
    *,
    language: str,
    frozen: FundingReport | None = None,
    now: datetime | None = None,
) -> bytes:
    """The workbook of a content; of a frozen report it is the same whenever it is made."""
    said = shown.of(content, language=language)
    with translation.override(language):
        return tables.workbook(_sheets(said, frozen), at=frozen.frozen_at if frozen else now)


def _sheets(said: Shown, frozen: FundingReport | None) -> list[Table]:
    sheets = [
        Table(_("Bericht"), [said.title, said.lead], facts(said, frozen)),
        Table(
            _("Kennzahlen"),
            [*said.heads, _("Einheit"), _("Definition"), _("Quelle")],
            [[*_row(line), line.unit, line.definition, line.source] for line in said.lines],
        ),
    ]
    if said.batch_lines:
        rows = [_row(line) for line in said.batch_lines]
        sheets.append(Table(_("Nach Klassen"), said.batch_heads, rows))
    parts: list[list[str | int | float]] = [
        [chart.title, bar.label, bar.count] for chart in said.charts for bar in chart.bars
    ]
    if parts:
        sheets.append(Table(_("Im Einzelnen"), [_("Kennzahl"), _("Gruppe"), _("Anzahl")], parts))
    if said.aims:
        head = [_("Kennzahl"), _("Jahr"), _("Ziel"), _("bisher"), _("Hochrechnung"), _("Hinweis")]
        aims: list[list[str | int | float]] = [
            [
                aim.name,
                aim.year,
                aim.target,
                _number(aim.actual),
                _number(aim.forecast),
                forecast_note(),
            ]
            for aim in said.aims
        ]
        sheets.append(Table(_("Ziele"), head, aims))
    return sheets


def _row(line: Line) -> list[str | int | float]:
    if line.missing:
        return [line.name, line.missing, *("" for _cell in line.cells[1:])]
    return [line.name, *(_number(cell.value) for cell in line.cells)]


def _number(value: Number) -> str | int | float:
    return shown.NOTHING if value is None else value
