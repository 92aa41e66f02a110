"""Who has a seat and who is next. All of it under the lock of the event's row: two who come at the
same moment come one after the other, so no seat is given twice and no number is left out."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Sum

from events.models import Event, Registration, RegistrationMove
from events.services import letters
from events.services.events import Desk, lock
from events.states import (
    EXPIRE_SEAT,
    JOIN_LINE,
    OFFER_SEAT,
    TAKE_SEAT,
    EventState,
    RegistrationState,
)
from hub.accounts.models import User
from hub.core.workflow import Transition
from hub.programme import public

OFFER_FOR = timedelta(hours=24)


def free(event: Event) -> int | None:
    """How many seats nobody has; None where they are without number. May be below zero where staff
    took seats away."""
    if event.seats is None:
        return None
    seated = event.registrations.seated().aggregate(taken=Sum("seats"))["taken"] or 0
    return int(event.seats - seated)


def allot(desk: Desk, registration: Registration, *, by: User | None) -> Registration:
    """Give a seat if there is one, else the next place in the line; the mail says which.

    A number is given each time somebody comes, so a second try stands at the end.
    """
    left = free(desk.event)
    has_room = left is None or left >= registration.seats
    registration.place = _next_place(desk.event)
    registration.registered_at = desk.now
    registration.ended_at = None
    move(
        desk,
        registration,
        TAKE_SEAT if has_room else JOIN_LINE,
        by=by,
        changed=("place", "registered_at", "ended_at"),
    )
    letters.registered(registration, position=0 if has_room else position(registration))
    if left is not None and left == registration.seats:
        public.touch()
    return registration


def offer_free(desk: Desk) -> int:
    """Offer each free seat to who waits longest; how many offers that were.

    A group waits until as many seats are free at once; meanwhile single seats go to who is next.
    """
    event, offered = desk.event, 0
    if event.state != EventState.PUBLISHED or desk.now >= event.starts_at:
        return 0
    left = free(event)
    for registration in event.registrations.in_line():
        if left is not None and left < 1:
            break
        if left is None or registration.seats <= left:
            registration.offered_until = min(desk.now + OFFER_FOR, event.starts_at)
            move(desk, registration, OFFER_SEAT, by=None, changed=("offered_until",))
            letters.offered(registration)
            offered += 1
            left = None if left is None else left - registration.seats
    public.touch()
    return offered


@transaction.atomic
def fill(event_pk: int) -> int:
    """After seats were added: offer them; how many offers that were."""
    return offer_free(lock(event_pk))


def expire_due(*, now: datetime) -> int:
    """End the offers nobody took in time, and offer the seats to the next; how many ended."""
    due = Registration.objects.filter(state=RegistrationState.OFFERED, offered_until__lt=now)
    events = due.order_by("event").values_list("event", flat=True).distinct()
    return sum(_expire(event_pk, now) for event_pk in events)


@transaction.atomic
def _expire(event_pk: int, now: datetime) -> int:
    """Asked again under the lock: somebody may just have said yes."""
    desk = Desk(lock(event_pk).event, now)
    due = desk.event.registrations.filter(
        state=RegistrationState.OFFERED, offered_until__lt=now
    ).order_by("place")
    ended = 0
    for registration in due:
        expire(desk, registration)
        ended += 1
    offer_free(desk)
    return ended


def expire(desk: Desk, registration: Registration) -> None:
    """The seat goes to somebody else; who did not answer reads how to come back."""
    registration.offered_until, registration.ended_at = None, desk.now
    move(desk, registration, EXPIRE_SEAT, by=None, changed=("offered_until", "ended_at"))
    letters.expired(registration)


def position(registration: Registration) -> int:
    """The how-many-th in the line somebody is."""
    ahead = Registration.objects.in_line().filter(
        event=registration.event_id, place__lte=registration.place
    )
    return ahead.count()


def move(
    desk: Desk,
    registration: Registration,
    transition: Transition,
    *,
    by: User | None,
    changed: tuple[str, ...] = (),
) -> None:
    """The one way a registration changes its state, under the event's lock: checked, written down."""
    transition.ensure_allowed_from(registration.state)
    registration.event = desk.event
    before, registration.state = registration.state, transition.target
    registration.save(update_fields=["state", *changed])
    RegistrationMove.objects.create(
        registration=registration,
        transition=transition.name,
        from_state=before,
        to_state=transition.target,
        by=by,
        at=desk.now,
    )


def _next_place(event: Event) -> int:
    Event.objects.filter(pk=event.pk).update(last_place=F("last_place") + 1)
    event.last_place += 1
    return event.last_place
