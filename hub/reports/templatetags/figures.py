"""Numbers in tables, each with the way to the list behind it: a report has so many that a loop in
the template takes most of the page's time."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.html import format_html, format_html_join

from hub.core.charts import Bar
from hub.reports.queries.shown import Cell

register = template.Library()
CELL, LINK = '<td class="num">{}</td>', '<a href="{}">{}</a>'
PART = f'<tr><th scope="row">{{}}</th>{CELL}</tr>'


@register.simple_tag
def figure_cells(cells: Sequence[Cell]) -> str:
    """The cells of a line, in one go."""
    return format_html_join("", CELL, ((_linked(cell),) for cell in cells))


def _linked(cell: Cell) -> str:
    return format_html(LINK, cell.url, cell.text) if cell.url else cell.text


@register.simple_tag
def figure_parts(bars: Iterable[Bar]) -> str:
    """What a figure falls into, a row each."""
    return format_html_join("", PART, ((bar.label, _count(bar)) for bar in bars))


def _count(bar: Bar) -> str | int:
    return format_html(LINK, bar.url, bar.count) if bar.count and bar.url else bar.count
