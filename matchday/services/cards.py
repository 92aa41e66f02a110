"""Cards to print: the timetable of a side, one page each."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hub.core import pdf, times
from matchday.models import MatchDay, MatchSide
from matchday.queries.timetable import Row, Timetable


def made(cards: Iterable[tuple[MatchSide, Timetable]], day: MatchDay, *, at: datetime) -> bytes:
    """A PDF with a page for each side, in the reader's language.

    `at` is when the version was published: the same card has the same bytes whenever it is loaded.
    """
    event = day.event
    data = {
        "lang": (get_language() or "de")[:2],
        "site": settings.SITE_NAME,
        "title": event.title,
        "lead": " · ".join(part for part in (times.day(event.starts_at), event.where) if part),
        "page": _("Seite"),
        "head": [_("Runde"), _("Zeit"), _("Wen"), _("Tisch")],
        "cards": [_card(side, table) for side, table in cards],
    }
    return pdf.made("matchday/cards.typ", data, at=at)


def _card(side: MatchSide, table: Timetable) -> dict[str, Any]:
    count = ngettext("ein Treffen", "%(count)d Treffen", table.meetings) % {
        "count": table.meetings
    }
    of_version = _("Fassung %(version)d vom %(moment)s") % {
        "version": table.version,
        "moment": times.short_moment(table.published_at),
    }
    at = _("Tisch")
    seat = f"{at} {side.place}" if side.is_table and side.place else ""
    return {
        "name": side.name,
        "note": " · ".join(part for part in (seat, count, of_version) if part),
        "rows": list(_rows(table.rows, with_table=not side.is_table)),
    }


def _rows(rows: list[Row], *, with_table: bool) -> Iterator[list[str]]:
    for row in rows:
        yield _row(row, with_table=with_table)
        # After the last round everybody is free anyway.
        if row.slot.break_until and row is not rows[-1]:
            yield ["", _span(row.slot.ends_at, row.slot.break_until), _("Pause"), ""]


def _row(row: Row, *, with_table: bool) -> list[str]:
    if row.other is None:
        who = "–"
    elif row.is_gone:
        who = _("%(name)s (abgesagt)") % {"name": row.other.name}
    else:
        who = row.other.name
    at = _span(row.slot.starts_at, row.slot.ends_at)
    return [str(row.slot.number), at, who, row.place if with_table else ""]


def _span(starts: datetime, ends: datetime) -> str:
    """«10:00–10:15» by Berlin's clock; the day stands above."""
    first, last = (at.astimezone(times.BERLIN) for at in (starts, ends))
    return f"{date_format(first, 'H:i')}–{date_format(last, 'H:i')}"


def download(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    word = _("Treffen")
    response["Content-Disposition"] = f'attachment; filename="{word}-{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
