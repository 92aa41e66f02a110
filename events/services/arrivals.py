"""At the door: who came, noted by scan or by name, at once or when the network is back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from events.models import Event, Registration
from events.services import seats
from events.services.events import Desk, ensure_office, lock
from events.states import ATTEND, UNDO_ATTEND, EventState, RegistrationState
from hub.accounts.models import User
from hub.core.times import BERLIN
from hub.core.workflow import DomainError

AT_THE_DOOR = Q(moves__transition__in=[ATTEND.name, UNDO_ATTEND.name])


class DoorClosed(DomainError):
    message = _("Einlass gibt es für einen Termin, der stattfindet, vom Tag des Beginns an.")


class Outcome(StrEnum):
    CAME = "came"
    # Noted before, here or at another door.
    KNOWN = "known"
    UNDONE = "undone"
    # On the list, but without a seat.
    REFUSED = "refused"
    # Nobody of this event.
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Scan:
    """That somebody came, or that this was a mistake, and when it was seen."""

    ticket: UUID
    at: datetime
    is_here: bool


@dataclass(frozen=True, slots=True)
class Noted:
    scan: Scan
    outcome: Outcome
    registration: Registration | None = None


@transaction.atomic
def note(event: Event, scans: Iterable[Scan], *, by: User) -> list[Noted]:
    """Note who came, in the order in which it was seen; what each scan came to, in that order.

    Of a ticket what was seen last holds, whenever it is sent: so the same scans again, or older
    ones from another door, change nothing. Raises NotYours, DoorClosed.
    """
    ensure_office(by)
    desk = lock(event.pk)
    if not is_open(desk.event, desk.now):
        raise DoorClosed
    in_order = sorted(scans, key=lambda scan: scan.at)
    rows = desk.event.registrations.filter(uuid__in={scan.ticket for scan in in_order})
    found = {row.uuid: row for row in rows.annotate(door_at=Max("moves__at", filter=AT_THE_DOOR))}
    return [_note(desk, scan, found.get(scan.ticket), by) for scan in in_order]


def is_open(event: Event, now: datetime) -> bool:
    """From the day it begins on; lists are put right after it, too."""
    takes_place = event.state in {EventState.PUBLISHED, EventState.DONE}
    on = event.starts_at.astimezone(BERLIN).date()
    return takes_place and now.astimezone(BERLIN).date() >= on


def _note(desk: Desk, scan: Scan, registration: Registration | None, by: User) -> Noted:
    if registration is None:
        return Noted(scan, Outcome.UNKNOWN)
    # A clock that is ahead must not overrule what is seen later.
    at = min(scan.at, desk.now)
    transition = ATTEND if scan.is_here else UNDO_ATTEND
    last: datetime | None = registration.door_at  # type: ignore[attr-defined]
    is_news = last is None or at > last
    if is_news and registration.state in transition.sources:
        seats.move(Desk(desk.event, at), registration, transition, by=by)
        registration.door_at = at  # type: ignore[attr-defined]
        return Noted(scan, Outcome.CAME if scan.is_here else Outcome.UNDONE, registration)
    return Noted(scan, _as_it_is(registration), registration)


def _as_it_is(registration: Registration) -> Outcome:
    if registration.state == RegistrationState.ATTENDED:
        return Outcome.KNOWN
    return Outcome.UNDONE if registration.state in ATTEND.sources else Outcome.REFUSED
