"""What somebody may do about an event, and how their registration stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from events.models import CALLED_OFF, Event, EventQuestion, Registration
from events.queries import listing
from events.queries.listing import Room
from events.states import CONCERNED, END_LINE, GONE, RegistrationState
from hub.accounts.models import User
from hub.core import prepared
from hub.core.compiled import Compiled
from startups.models import Startup, StartupMember

MOST_COMING_UP = 10


@dataclass(frozen=True, slots=True)
class Desk:
    """What the page for registering shows; `own` is what the reader has there already."""

    event: Event
    room: Room
    questions: Sequence[EventQuestion]
    person: User | None
    own: Registration | None
    teams: Sequence[Startup]

    @property
    def is_registered(self) -> bool:
        return self.own is not None and not self.own.may_begin_anew


EVENT = Compiled(
    lambda slug: (
        listing.with_seats(Event.objects.visible_to(AnonymousUser()).filter(slug=slug))
        .defer("text_de", "text_en", "words")
        .order_by()
    ),
    slug=str,
)
QUESTIONS = Compiled(lambda slug: EventQuestion.objects.filter(event__slug=slug), slug=str)


def desk(slug: str, user: User | AnonymousUser, now: datetime) -> Desk | None:
    """Of a public event; None where there is none."""
    with prepared.together():
        asked = EVENT.ask(slug=slug), QUESTIONS.ask(slug=slug)
    events, questions = asked[0].rows(), asked[1].rows()
    if not events:
        return None
    event = events[0]
    person = user if isinstance(user, User) else None
    return Desk(
        event=event,
        room=listing.room(event, now),
        questions=questions,
        person=person,
        own=own(event, person),
        teams=_teams(event, person),
    )


def own(event: Event, person: User | None) -> Registration | None:
    return event.registrations.filter(person=person).first() if person else None


def active(event: Event, user: User | AnonymousUser) -> Registration | None:
    """A registration that holds a seat or a place in the line; None for visitors."""
    found = own(event, user) if isinstance(user, User) else None
    return None if found is None or found.may_begin_anew else found


def coming_up(person: User, now: datetime) -> list[Registration]:
    """What somebody has registered for and is not over, the next first; also what was called off."""
    found = Registration.objects.filter(
        Q(state__in=CONCERNED) | CALLED_OFF, person=person, event__ends_at__gt=now
    )
    return list(found.select_related("event").order_by("event__starts_at", "pk")[:MOST_COMING_UP])


@dataclass(frozen=True, slots=True)
class Own:
    """A registration as its own page shows it."""

    registration: Registration
    room: Room
    now: datetime
    position: int

    @property
    def event(self) -> Event:
        return self.registration.event

    @property
    def is_over(self) -> bool:
        return self.event.is_over_at(self.now)

    @property
    def has_begun(self) -> bool:
        return self.event.starts_at <= self.now

    @property
    def state(self) -> str:
        """As it is now: an offer ends with its hour, and the line with the event's beginning, not with
        the job that writes it down."""
        held = self.registration
        ran_out = held.offered_until is not None and held.offered_until < self.now
        if ran_out or (self.has_begun and held.state in END_LINE.sources):
            return RegistrationState.EXPIRED
        return held.state

    @property
    def may_cancel(self) -> bool:
        return self.state in CONCERNED and not self.is_over and not self.event.is_cancelled

    @property
    def may_come_back(self) -> bool:
        return self.state in GONE and self.room.is_open

    @property
    def has_ticket(self) -> bool:
        """Where there is a door, and a seat behind it."""
        is_coming = self.state == RegistrationState.CONFIRMED and not self.is_over
        return is_coming and not self.event.is_cancelled and bool(self.event.place_name)

    @property
    def shows_link(self) -> bool:
        """The way in is for those who have a seat."""
        has_seat = self.state in {RegistrationState.CONFIRMED, RegistrationState.ATTENDED}
        return self.event.is_online and has_seat and not self.event.is_cancelled


def of(uuid: UUID | None, now: datetime) -> Own | None:
    """A registration by what its secret address says."""
    if uuid is None:
        return None
    found = Registration.objects.filter(uuid=uuid).select_related("person").first()
    if found is None:
        return None
    events = listing.with_seats(Event.objects.select_related("track"))
    found.event = events.get(pk=found.event_id)
    return Own(found, listing.room(found.event, now), now, position(found))


def position(registration: Registration) -> int:
    """The how-many-th in the line somebody is; 0 for who does not wait."""
    if registration.state != RegistrationState.WAITING:
        return 0
    line = Registration.objects.in_line().filter(event=registration.event_id)
    return line.filter(place__lte=registration.place).count()


def _teams(event: Event, person: User | None) -> list[Startup]:
    """For which startups somebody could take more than one seat."""
    if person is None or event.team_seats < 2:  # noqa: PLR2004
        return []
    members = StartupMember.objects.current().filter(person=person).select_related("startup")
    return [member.startup for member in members.order_by("startup__name", "pk")]
