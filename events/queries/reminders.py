"""Events that somebody with a seat can be reminded of, with an account or without one."""

from collections.abc import Iterator

from django.db.models import OuterRef, Subquery

from events.models import EventMove, Registration, RegistrationMove
from events.states import MOVE_EVENT, EventState, RegistrationState
from hub.mail.recipients import Guest
from hub.mail.subjects import Occasion, Wanted

EVENT, STARTS = "events/event", "starts"
SEAT = "registration"


def seats(wanted: Wanted) -> Iterator[Occasion]:
    """Each seat at an event that is still to begin: one date and one recipient.

    Who was told of the date just now is not reminded of it at once: what was due before the seat
    was given, or before the event was moved, is nobody's any more.
    """
    until = wanted.before(EVENT, STARTS)
    if until is None:
        return
    seated = RegistrationMove.objects.filter(
        registration=OuterRef("pk"), to_state=RegistrationState.CONFIRMED
    )
    moved = EventMove.objects.filter(event=OuterRef("event"), transition=MOVE_EVENT.name)
    rows = Registration.objects.filter(
        wanted.named(SEAT),
        state=RegistrationState.CONFIRMED,
        event__state=EventState.PUBLISHED,
        event__starts_at__gt=wanted.now,
        event__starts_at__lte=until,
    ).annotate(
        seated_at=Subquery(seated.order_by("-at").values("at")[:1]),
        moved_at=Subquery(moved.order_by("-at").values("at")[:1]),
    )
    texts = ("event__text_de", "event__text_en", "event__words")
    for row in rows.select_related("event", "person").defer("answers", *texts):
        told = (row.registered_at, row.seated_at, row.moved_at)
        yield Occasion(
            subject=EVENT,
            anchor=STARTS,
            object=f"{SEAT}:{row.uuid}",
            name=row.event.title,
            date=row.event.starts_at,
            people=() if row.person_id is None else (row.person_id,),
            guests=guests(row),
            about=f"/admin/events/registration/{row.pk}/change/",
            since=max(at for at in told if at is not None),
            over=row.event.starts_at,
            row=row,
            guard=row.event,
        )


def guests(row: Registration) -> tuple[Guest, ...]:
    """Who registered, if they have no account."""
    if row.person_id is not None:
        return ()
    return (Guest(row.email, row.name, row.language, row.uuid),)
