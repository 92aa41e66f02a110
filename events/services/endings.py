"""What the beginning and the end of an event mean for those who registered: by the clock.

With the beginning the waiting list is over, and with it every open offer. After the end those of
the list at the door who were not seen are noted as missing, where anybody was seen at all.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from events.models import Registration, RegistrationMove
from events.services import letters, registrations, seats
from events.services.events import Desk, ensure_office, lock
from events.states import (
    END_LINE,
    MISS,
    TOOK_PLACE,
    UNDO_MISS,
    RegistrationState,
)
from hub.accounts.models import User

# After an outage: that it did not work out two days ago is no news any more.
TOLD_FOR = timedelta(days=2)
# So long after the end the list at the door is put right and followed.
FOLLOWED_FOR = timedelta(days=30)


def end_lines_due(*, now: datetime) -> int:
    """End the waiting list of what has begun and tell who is on it, once; how many that were."""
    left = Registration.objects.filter(state__in=END_LINE.sources, event__starts_at__lte=now)
    events = left.order_by("event").values_list("event", flat=True).distinct()
    return sum(_end_line(event_pk, now) for event_pk in events)


@transaction.atomic
def _end_line(event_pk: int, now: datetime) -> int:
    """Asked again under the lock: staff may just have moved it."""
    desk = Desk(lock(event_pk).event, now)
    if desk.event.starts_at > now:
        return 0
    rows = desk.event.registrations.filter(state__in=END_LINE.sources)
    left = list(rows.select_related("person").order_by("place"))
    for registration in left:
        registration.offered_until, registration.ended_at = None, now
        changed = ("offered_until", "ended_at")
        seats.move(desk, registration, END_LINE, by=None, changed=changed)
        if now < desk.event.starts_at + TOLD_FOR:
            letters.line_ended(registration)
    return len(left)


def miss_due(*, now: datetime) -> int:
    """Note who had a seat and was not seen; how many that were.

    Once for each: what staff take back stays taken back.
    """
    due = _missing(now).order_by("event").values_list("event", flat=True).distinct()
    return sum(_miss(event_pk, now) for event_pk in due)


def _missing(now: datetime) -> QuerySet[Registration]:
    seen = Registration.objects.filter(event=OuterRef("event"), state=RegistrationState.ATTENDED)
    noted = RegistrationMove.objects.filter(registration=OuterRef("pk"), transition=MISS.name)
    return Registration.objects.filter(
        Exists(seen),
        ~Exists(noted),
        state__in=MISS.sources,
        event__state__in=TOOK_PLACE,
        event__ends_at__lte=now,
        event__ends_at__gt=now - FOLLOWED_FOR,
    )


@transaction.atomic
def _miss(event_pk: int, now: datetime) -> int:
    """Asked again under the lock: somebody may just have been let in."""
    desk = Desk(lock(event_pk).event, now)
    missing = list(_missing(now).filter(event=event_pk).order_by("place"))
    for registration in missing:
        seats.move(desk, registration, MISS, by=None)
    return len(missing)


@transaction.atomic
def undo_miss(registration: Registration, *, by: User) -> bool:
    """Say that somebody is not known to have stayed away; False where nobody said so.

    Raises NotYours.
    """
    ensure_office(by)
    desk, held = registrations.lock_one(registration.uuid)
    if held.state not in UNDO_MISS.sources:
        return False
    seats.move(desk, held, UNDO_MISS, by=by)
    return True
