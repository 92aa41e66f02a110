"""A report as a PDF: the page's figures on paper."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from hub.core import pdf, times
from hub.reports.models import FundingReport
from hub.reports.queries import shown
from hub.reports.queries.names import Content
from hub.reports.queries.shown import Line, Shown


def made(
    content: Content,
    *,
    language: str,
    frozen: FundingReport | None = None,
    now: datetime | None = None,
) -> bytes:
    """The PDF of a content; of a frozen report it says which, and is the same whenever it is made."""
    at = frozen.frozen_at if frozen else now
    assert at is not None
    said = shown.of(content, language=language)
    with translation.override(language):
        return pdf.made("reports/report.typ", _data(said, frozen), at=at)


def _data(said: Shown, frozen: FundingReport | None) -> dict[str, Any]:
    return {
        "lang": said.language,
        "site": settings.SITE_NAME,
        "title": said.title,
        "lead": said.lead,
        "page": _("Seite"),
        "facts": facts(said, frozen),
        "all": {
            "title": _("Alle Kennzahlen"),
            "head": said.heads,
            "rows": [_row(line) for line in said.lines],
        },
        "batches": {
            "title": _("Nach Klassen"),
            "tables": [
                {"head": some.heads, "rows": [_row(line) for line in some.lines]}
                for some in said.classes
            ],
        },
        "charts": {
            "title": _("Im Einzelnen"),
            "all": [
                {
                    "title": chart.title,
                    "alt": chart.alt,
                    "bars": [{"label": bar.label, "count": bar.count} for bar in chart.bars],
                }
                for chart in said.charts
            ],
        },
        "aims": _aims(said),
        "definitions": {
            "title": _("Was gezählt wird"),
            "all": [
                {"name": line.name, "text": f"{line.definition} {line.source_said}"}
                for line in said.lines
            ],
        },
    }


def _row(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "unit": line.unit_besides,
        "missing": line.missing,
        "cells": [cell.text for cell in line.cells],
    }


def _aims(said: Shown) -> dict[str, Any]:
    return {
        "title": _("Ziele des Jahres"),
        "note": forecast_note(),
        "lines": _("Gepunktet: Ziel, durchgezogen: bisher, gestrichelt: Hochrechnung."),
        "head": said.aim_heads,
        "rows": [[aim.name, *aim.texts] for aim in said.aims],
        "courses": [
            {
                "title": aim.name,
                "alt": aim.course.alt,
                "svg": render_to_string("reports/course.svg", {"course": aim.course}),
            }
            for aim in said.aims
        ],
    }


def forecast_note() -> str:
    return _(
        "Die Hochrechnung nimmt an, dass es im Rest des Jahres so weitergeht wie bisher. Was einen "
        "Bestand zählt, bleibt, wie es ist."
    )


def facts(said: Shown, frozen: FundingReport | None) -> list[tuple[str, str]]:
    """What the report is, as pairs of words: for paper and workbook."""
    found = []
    if said.award:
        found += [
            (_("Förderung"), said.award["name"]),
            (_("Zuwendungsgeber"), said.award["funder"]),
            (_("Aktenzeichen"), said.award["number"] or shown.NOTHING),
        ]
    if said.batch:
        found.append((_("Klasse"), said.batch))
    if frozen is None:
        return [*found, (_("Fassung"), _("laufende Zahlen, nicht eingefroren"))]
    found += [
        (_("Fassung"), _("Version %(number)s") % {"number": frozen.version}),
        (_("Eingefroren am"), times.long_moment(frozen.frozen_at)),
    ]
    if frozen.reason:
        found.append((_("Berichtigt"), frozen.reason))
    return [*found, (_("Prüfsumme (SHA-256)"), frozen.checksum)]
