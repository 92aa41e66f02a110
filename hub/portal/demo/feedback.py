"""What those who came to the demo's past events thought of them, and the demo founder's open link."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from events.models import Event, FeedbackAnswer, FeedbackRound, FeedbackTicket
from events.queries.feedback import FEWEST
from events.services import feedback, letters
from events.states import RegistrationState
from hub.core import times
from hub.core.times import BERLIN
from hub.mail.models import Email, EmailState
from hub.mail.planning import next_morning


def load(event: Event, row: dict[str, Any]) -> None:
    """Everybody who came was asked on the morning after; called once for an event."""
    opened = next_morning(event.ends_at)
    last = timezone.localdate(opened + timedelta(days=feedback.OPEN_FOR), BERLIN)
    held = FeedbackRound.objects.create(
        event=event, opened_at=opened, closes_at=times.end_of_day(last)
    )
    came = event.registrations.filter(state=RegistrationState.ATTENDED)
    said = [*row["feedback"]]
    for first, second, number in row.get("feedback_ratings", []):
        said += [(first, second, "")] * number
    FeedbackAnswer.objects.bulk_create(
        FeedbackAnswer(
            round=held,
            first=first,
            second=second,
            comment=comment,
            is_shown=len(said) >= FEWEST,
        )
        for first, second, comment in said
    )
    tickets = [
        FeedbackTicket(round=held, is_used=number < len(said)) for number in range(came.count())
    ]
    FeedbackTicket.objects.bulk_create(tickets)
    came.update(feedback_asked=True)
    known = came.exclude(person=None).select_related("person").first()
    if known is not None and held.closes_at > timezone.now():
        known.event = event
        letters.feedback(known, token=feedback.token(tickets[-1]), until=last)
        went = {"attempts": 1, "created_at": opened, "sent_at": opened + timedelta(seconds=4)}
        Email.objects.filter(kind="events/feedback").update(state=EmailState.SENT, **went)
