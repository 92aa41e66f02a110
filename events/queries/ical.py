"""Events as calendars read them (RFC 5545): the same bytes for the same state."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from events.models import CALLED_OFF, Event, Registration
from events.states import SEATED, RegistrationState
from hub.accounts.models import User
from hub.core.times import BERLIN

if TYPE_CHECKING:
    from icalendar import Calendar
    from icalendar import Event as Entry

FETCH_AGAIN = timedelta(hours=1)
# As the European Union has kept it since 1996; written out, so that no library's update and no
# range of years makes other bytes of it.
ZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """An event, and what it is to whoever's calendar it stands in."""

    event: Event
    changed_at: datetime
    # Takes up their time; all events of the hub do not.
    is_own: bool = False
    waits: bool = False
    knows_link: bool = False


def for_calendar(events: QuerySet[Event]) -> QuerySet[Event]:
    """With what a calendar shows, in one query."""
    return events.defer("text_de", "text_en", "words")


def public(events: Iterable[Event]) -> Iterator[Shown]:
    for event in events:
        yield Shown(event, event.changed_at)


def own(person: User) -> Iterator[Shown]:
    """What somebody has a seat at or waits for, also what was cancelled since."""
    registrations = (
        Registration.objects.filter(
            Q(state__in=SEATED | {RegistrationState.WAITING}) | CALLED_OFF,
            person=person,
            event__in=Event.objects.public(),
        )
        .select_related("event")
        .defer("event__text_de", "event__text_en", "event__words")
        # Their own step from the line to a seat is a change, too.
        .annotate(changed_at=Greatest("event__changed_at", Max("moves__at")))
        .order_by("event__starts_at", "event")
    )
    for one in registrations:
        waits = one.state in {RegistrationState.WAITING, RegistrationState.OFFERED}
        comes = not waits and one.state in SEATED
        yield Shown(one.event, one.changed_at, is_own=True, waits=waits, knows_link=comes)


def calendar(shown: Iterable[Shown], *, name: str = "") -> bytes:
    """One file of them, in the language that is spoken now; `name` is for what is subscribed to."""
    # Seven megabytes that a worker whom nobody asks for a calendar does without.
    from icalendar import Calendar, Timezone  # noqa: PLC0415

    made = Calendar()
    made.add("prodid", f"-//{settings.SITE_NAME}//Events//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    if name:
        _subscribe(made, name)
    made.add_component(Timezone.from_ical(ZONE))
    for one in shown:
        made.add_component(_entry(one))
    content: bytes = made.to_ical()
    return content


def _subscribe(made: "Calendar", name: str) -> None:
    for key in ("name", "x-wr-calname"):
        made.add(key, name)
    made.add("x-wr-timezone", BERLIN.key)
    made.add("refresh-interval", FETCH_AGAIN, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")


def _entry(shown: Shown) -> "Entry":
    from icalendar import Event as Entry  # noqa: PLC0415

    event, entry = shown.event, Entry()
    # Without our host: the event stays the same one when the portal moves to another.
    entry.add("uid", str(event.uuid))
    entry.add("sequence", event.sequence)
    for key in ("dtstamp", "last-modified"):
        entry.add(key, shown.changed_at.astimezone(UTC))
    for key, moment in zip(("dtstart", "dtend"), _moments(event), strict=True):
        entry.add(key, moment)
    entry.add("status", _status(shown))
    entry.add("summary", _summary(shown))
    entry.add("description", _description(shown))
    if location := _location(shown):
        entry.add("location", location)
    entry.add("url", _url(event))
    entry.add("categories", [event.get_kind_display()])
    is_busy = shown.is_own and not shown.waits and not event.is_cancelled
    entry.add("transp", "OPAQUE" if is_busy else "TRANSPARENT")
    return entry


def _moments(event: Event) -> tuple[datetime, datetime]:
    """By Berlin's clock; in UTC where that clock shows a time twice, in the night it is set back."""
    there = event.starts_at.astimezone(BERLIN), event.ends_at.astimezone(BERLIN)
    if any(_is_twice(moment) for moment in there):
        return event.starts_at.astimezone(UTC), event.ends_at.astimezone(UTC)
    return there


def _is_twice(moment: datetime) -> bool:
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def _status(shown: Shown) -> str:
    if shown.event.is_cancelled:
        return "CANCELLED"
    return "TENTATIVE" if shown.waits else "CONFIRMED"


def _summary(shown: Shown) -> str:
    """Cancelled in words, too: some calendars show no status."""
    title = shown.event.title
    if shown.event.is_cancelled:
        return _("Abgesagt: %(title)s") % {"title": title}
    return _("Warteliste: %(title)s") % {"title": title} if shown.waits else title


def _description(shown: Shown) -> str:
    event = shown.event
    link = event.online_url if _tells_link(shown) else ""
    return "\n\n".join(part for part in (event.notice, event.summary, link, _url(event)) if part)


def _location(shown: Shown) -> str:
    event = shown.event
    places = [event.place_name, event.address, event.city]
    if not any(places) and _tells_link(shown):
        return event.online_url
    return ", ".join(place for place in places if place) or (
        _("online") if event.is_online else ""
    )


def _tells_link(shown: Shown) -> bool:
    return shown.event.shows_link or shown.knows_link


def _url(event: Event) -> str:
    return settings.SITE_URL + event.get_absolute_url()
