"""What the clock will write to those who registered, as it stands now."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q, QuerySet

from events.models import Registration
from events.queries import feedback as asking
from events.queries.reminders import guests
from events.states import END_LINE, EventState, RegistrationState
from hub.mail.announcements import Ahead
from hub.mail.planning import next_morning, out_of_the_night
from hub.mail.subjects import Occasion

FEEDBACK, LINE_ENDED, OFFER_EXPIRED = (
    "events/feedback",
    "events/line_ended",
    "events/offer_expired",
)


def feedback(ahead: Ahead) -> Iterator[Occasion]:
    """On the morning after an event, never in the night; what is late goes now."""
    for row in _read(asking.unasked(ahead.now).filter(event__ends_at__lte=ahead.until)):
        morning = next_morning(row.event.ends_at)
        at = out_of_the_night(max(morning, ahead.now), None)
        if at <= ahead.until:
            yield _occasion(FEEDBACK, row, at)


def lines(ahead: Ahead) -> Iterator[Occasion]:
    """Who is still on the list when an event begins, an offer that runs until then included."""
    waiting = Registration.objects.filter(
        Q(state=RegistrationState.WAITING) | Q(offered_until__gte=F("event__starts_at")),
        state__in=END_LINE.sources,
        event__state=EventState.PUBLISHED,
        event__starts_at__gt=ahead.now,
        event__starts_at__lte=ahead.until,
    )
    for row in _read(waiting):
        yield _occasion(LINE_ENDED, row, row.event.starts_at)


def offers(ahead: Ahead) -> Iterator[Occasion]:
    """Who lets the seat go that is offered."""
    offered = Registration.objects.filter(
        state=RegistrationState.OFFERED,
        offered_until__gt=ahead.now,
        offered_until__lte=ahead.until,
    )
    for row in _read(offered):
        assert row.offered_until
        yield _occasion(OFFER_EXPIRED, row, row.offered_until)


def _read(rows: QuerySet[Registration]) -> QuerySet[Registration]:
    texts = ("event__text_de", "event__text_en", "event__words")
    return rows.select_related("event").defer("answers", *texts).order_by("event", "place")


def _occasion(mail: str, row: Registration, at: datetime) -> Occasion:
    return Occasion(
        subject=mail,
        anchor="",
        object=f"registration:{row.uuid}",
        name=row.event.title,
        date=at,
        people=() if row.person_id is None else (row.person_id,),
        guests=guests(row),
        about=f"/admin/events/registration/{row.pk}/change/",
    )
