"""The list of those who came, on paper and for a spreadsheet."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from events.models import Event
from events.queries import arrivals
from events.queries.arrivals import Door
from hub.core import pdf, times
from hub.sheets.tables import Table


def paper(event: Event, *, now: datetime) -> bytes:
    """A PDF with a line for each who has a seat, to tick by hand or to keep."""
    door = arrivals.door(event)
    data: dict[str, Any] = {
        "lang": (get_language() or "de")[:2],
        "site": settings.SITE_NAME,
        "title": event.title,
        "lead": f"{times.long_moment(event.starts_at)} · {_count(door)}",
        "page": _("Seite"),
        "head": [_("Name"), _("Organisation"), pgettext("an event", "Plätze"), _("da seit")],
        "rows": [
            [one.registration.called, one.origin, str(one.registration.seats), one.clock]
            for one in door.guests
        ],
        "empty": "" if door.guests else _("Noch hat niemand einen Platz."),
    }
    return pdf.made("events/attendance.typ", data, at=now)


def table(event: Event) -> Table:
    """The same as a table, with what was answered at registration."""
    questions = list(event.questions.all())
    head = [
        _("Nummer"),
        _("Name"),
        _("Organisation"),
        pgettext("an event", "Plätze"),
        _("Stand"),
        _("da seit"),
        *(question.label for question in questions),
    ]
    said = dict(event.registrations.values_list("pk", "answers")) if questions else {}
    rows: list[list[str | int | float]] = [
        [
            one.registration.place or 0,
            one.registration.called,
            one.origin,
            one.registration.seats,
            one.registration.get_state_display(),
            one.clock,
            *(said[one.registration.pk].get(str(question.uuid), "") for question in questions),
        ]
        for one in arrivals.door(event).guests
    ]
    return Table(_("Anwesenheit"), head, rows)


def _count(door: Door) -> str:
    said = _("anwesend: %(here)d von %(expected)d")
    return said % {"here": door.here, "expected": door.expected}
