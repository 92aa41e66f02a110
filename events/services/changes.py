"""An event that is public is called off or takes place otherwise: everybody concerned is told."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from events.models import Event, Registration
from events.services import letters, seats
from events.services.events import Desk, ensure_office, lock, move
from events.states import (
    CALL_OFF,
    CANCEL_EVENT,
    MOVE_EVENT,
    UNDO_ATTEND,
    EventState,
    RegistrationState,
)
from hub.accounts.models import User
from hub.core.workflow import DomainError

# A package that keeps times of its own for an event says here how they move along: called inside
# the move's transaction with the event as it is now, by how much it moved, and the time.
Follower = Callable[[Event, timedelta, datetime], None]
_followers: list[Follower] = []
# What a move may change.
WHERE = ("place_name", "address", "city", "online_url")
WHEN = ("starts_at", "ends_at")


class Nothing(DomainError):
    message = _("Zeit und Ort sind die alten: Es gibt nichts mitzuteilen.")


class Past(DomainError):
    message = _("Der neue Beginn liegt nicht in der Zukunft.")


def declare_follower(follower: Follower) -> None:
    """Once for each package, when it is loaded."""
    if follower not in _followers:
        _followers.append(follower)


def concerned(event: Event) -> int:
    """How many people a change is told to: those with a seat, an offer, or a place in the line."""
    return event.registrations.told_of_changes().count()


@transaction.atomic
def cancel(event: Event, *, notice_de: str, notice_en: str, by: User) -> int:
    """Call it off and tell everybody concerned, once each; how many that were.

    Their registrations end with it. Cancelled twice is cancelled once. Raises NotYours, InvalidTransition.
    """
    ensure_office(by)
    desk = lock(event.pk)
    if desk.event.state == EventState.CANCELLED:
        return 0
    move(
        desk,
        CANCEL_EVENT,
        by=by,
        cancelled_at=desk.now,
        notice_de=notice_de,
        notice_en=notice_en,
    )
    told = _concerned(desk)
    for registration in told:
        _out_again(desk, registration, by)
        registration.offered_until, registration.ended_at = None, desk.now
        changed = ("offered_until", "ended_at")
        seats.move(desk, registration, CALL_OFF, by=by, changed=changed)
        letters.event_cancelled(registration)
    return len(told)


@transaction.atomic
def reschedule(
    event: Event, *, values: Mapping[str, Any], notice_de: str, notice_en: str, by: User
) -> int:
    """Give it another time or place and tell everybody concerned; how many that were.

    Its programme, the end of its registration and what other packages keep for it move along. The same move again changes nothing
    and tells nobody. Raises NotYours, InvalidTransition, Past, Nothing.
    """
    ensure_office(by)
    desk = lock(event.pk)
    event, before = desk.event, desk.event.starts_at
    MOVE_EVENT.ensure_allowed_from(event.state)
    changed = [name for name in (*WHEN, *WHERE) if getattr(event, name) != values[name]]
    if not changed:
        raise Nothing
    if values["starts_at"] <= desk.now:
        raise Past
    by_how_much = values["starts_at"] - before
    changes: dict[str, Any] = {name: values[name] for name in changed}
    if by_how_much:
        changes["moved_from"] = event.moved_from or before
        changes |= _shifted(event, by_how_much, ends_at=values["ends_at"])
    move(desk, MOVE_EVENT, by=by, notice_de=notice_de, notice_en=notice_en, **changes)
    for follow in _followers if by_how_much else ():
        follow(desk.event, by_how_much, desk.now)
    told = _concerned(desk)
    for registration in told:
        if by_how_much:
            _out_again(desk, registration, by)
        letters.event_moved(registration, before=before)
    return len(told)


def _shifted(event: Event, by_how_much: timedelta, *, ends_at: datetime) -> dict[str, Any]:
    """Move its programme; what else of the event itself changes with its time."""
    for session in event.sessions.all():
        session.starts_at += by_how_much
        session.ends_at += by_how_much
        session.save(update_fields=["starts_at", "ends_at"])
    if event.registration_until is None:
        return {}
    return {"registration_until": min(event.registration_until + by_how_much, ends_at)}


def _concerned(desk: Desk) -> list[Registration]:
    rows = desk.event.registrations.told_of_changes()
    found = list(rows.select_related("person").order_by("place"))
    for registration in found:
        registration.event = desk.event
    return found


def _out_again(desk: Desk, registration: Registration, by: User) -> None:
    """Who was noted at the door of what does not take place now was not there."""
    if registration.state == RegistrationState.ATTENDED:
        seats.move(desk, registration, UNDO_ATTEND, by=by)
