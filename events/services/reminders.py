"""What the portal reminds people with a seat of: their event, before it begins."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from events.queries import ahead
from events.queries.reminders import EVENT, STARTS, seats
from events.services import letters
from hub.mail.announcements import Announcement, announce
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
announce(
    Announcement(
        ahead.FEEDBACK,
        _("am Morgen nach dem Termin, an alle, die da waren oder dann einen Platz haben"),
        find=ahead.feedback,
    )
)
announce(
    Announcement(
        ahead.LINE_ENDED,
        _("wenn der Termin beginnt, an alle, die dann noch auf der Warteliste stehen"),
        find=ahead.lines,
    )
)
announce(
    Announcement(
        ahead.OFFER_EXPIRED,
        _("wenn niemand den angebotenen Platz annimmt"),
        find=ahead.offers,
    )
)
announce(
    Announcement(
        "events/seat_offered",
        _("sobald ein Platz frei wird, an die Nächsten auf der Warteliste"),
    )
)
announce(
    Announcement(
        "events/not_published",
        _("wenn ein Termin zu seiner Zeit nicht öffentlich werden kann, weil etwas fehlt"),
    )
)
