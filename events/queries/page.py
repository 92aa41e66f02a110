"""One event as its page shows it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from events.models import Event, EventSession, EventSpeaker
from events.queries import listing
from events.queries.listing import Line
from events.states import EventState
from hub.core.times import BERLIN

SCHEMA = "https://schema.org"


def for_page(events: QuerySet[Event]) -> QuerySet[Event]:
    """With programme and people, in the same number of queries for any programme."""
    sessions = EventSession.objects.prefetch_related("speakers")
    return listing.with_seats(events.select_related("track")).prefetch_related(
        Prefetch("sessions", queryset=sessions), "speakers"
    )


@dataclass(frozen=True, slots=True)
class Page:
    line: Line
    sessions: list[EventSession]
    speakers: list[EventSpeaker]

    @property
    def days(self) -> list[tuple[datetime, list[EventSession]]]:
        """The programme by days: of an event that takes several, each has its own head."""
        found: dict[object, list[EventSession]] = {}
        for session in self.sessions:
            found.setdefault(session.starts_at.astimezone(BERLIN).date(), []).append(session)
        return [(group[0].starts_at, group) for group in found.values()]


def page(event: Event, now: datetime) -> Page:
    line = Line(event, listing.room(event, now), event.is_over_at(now))
    return Page(line, list(event.sessions.all()), list(event.speakers.all()))


def as_data(shown: Page) -> dict[str, object]:
    """The event in the words of schema.org; a link that only participants get is not in it."""
    event, room = shown.line.event, shown.line.room
    said: dict[str, object] = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": event.title,
        "description": event.summary or event.text,
        "url": settings.SITE_URL + event.get_absolute_url(),
        "startDate": event.starts_at.astimezone(BERLIN).isoformat(),
        "endDate": event.ends_at.astimezone(BERLIN).isoformat(),
        "eventStatus": f"{SCHEMA}/{_status(event)}",
        "eventAttendanceMode": f"{SCHEMA}/{_mode(event)}EventAttendanceMode",
        "inLanguage": event.languages,
        "location": _locations(event),
        "organizer": {
            "@type": "Organization",
            "name": settings.SITE_NAME,
            "url": settings.SITE_URL,
        },
        "performer": [{"@type": "Person", "name": speaker.name} for speaker in shown.speakers],
        "maximumAttendeeCapacity": event.seats,
        "remainingAttendeeCapacity": room.left if room.is_open else None,
        "previousStartDate": event.moved_from.astimezone(BERLIN).isoformat()
        if event.moved_from
        else "",
    }
    return {name: value for name, value in said.items() if value not in ("", None, [])}


def _status(event: Event) -> str:
    if event.state == EventState.CANCELLED:
        return "EventCancelled"
    return "EventRescheduled" if event.moved_from else "EventScheduled"


def _mode(event: Event) -> str:
    if not event.is_online:
        return "Offline"
    return "Mixed" if event.place_name or event.city else "Online"


def _locations(event: Event) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    if event.place_name or event.city:
        address = {"@type": "PostalAddress", "streetAddress": event.address}
        postcode = event.city[: len(event.city) - len(event.town)].strip()
        address |= {"postalCode": postcode, "addressLocality": event.town, "addressCountry": "DE"}
        known = {name: value for name, value in address.items() if value}
        found.append({"@type": "Place", "name": event.place_name or event.town, "address": known})
    if event.is_online:
        public = event.online_url if event.shows_link else event.get_absolute_url()
        url = public if public.startswith("http") else settings.SITE_URL + public
        found.append({"@type": "VirtualLocation", "url": url})
    return found
