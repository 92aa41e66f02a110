"""What the portal reminds people with a seat of: their event, before it begins."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from events.queries.reminders import EVENT, STARTS, seats
from events.services import letters
from hub.mail.recipients import Recipient
from hub.mail.reminders import left
from hub.mail.subjects import Occasion, Subject, declare
from hub.mail.values import Link


def _about_event(occasion: Occasion, to: Recipient, now: datetime) -> dict[str, object]:
    registration = occasion.row
    return {
        **letters.common(registration, to),
        "place": letters.place(registration),
        "left": left(occasion.date, now=now),
        "calendar": Link(f"/events/{registration.event.slug}/calendar.ics"),
    }


declare(
    Subject(
        EVENT,
        _("Termin"),
        {STARTS: _("Beginn")},
        _("alle mit einem Platz, auch ohne Konto"),
        mail="events/event_reminder",
        find=seats,
        values=_about_event,
    )
)
