"""Feedback on an event: asked once on the morning after it, answered once by each link.

Who asks the database must not learn who said what, also not from where rows lie or which of them
one transaction wrote. So an answer waits with the others until there are as many as may be shown,
and each new one writes all that wait anew, in another order and under other keys: the transaction
that marks a link as used is never that of one answer alone, unless it is the first to wait, and
that one is written again by the next.
"""

import logging
from datetime import datetime
from secrets import SystemRandom
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.db.models import DateTimeField, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import (
    FeedbackAnswer,
    FeedbackRound,
    FeedbackTicket,
    Registration,
)
from events.queries.feedback import FEWEST, unasked
from events.services import letters
from events.services.events import Desk, lock
from hub.core import times
from hub.core.times import BERLIN
from hub.core.workflow import DomainError
from hub.mail.planning import next_morning, out_of_the_night

logger = logging.getLogger(__name__)
OPEN_FOR = 14
# So many mails of an event a minute: a login code must not wait behind a whole conference.
MOST_AT_ONCE = 60
signer = signing.Signer(salt="events.feedback", sep=".")


class Closed(DomainError):
    message = _("Die Frist für Rückmeldungen ist vorbei.")


def token(ticket: FeedbackTicket) -> str:
    return signer.sign(ticket.pk.hex)


def read_token(token: str) -> UUID | None:
    """Which link it is; None for one that is none of ours."""
    try:
        return UUID(signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None


@transaction.atomic
def answer(ticket: UUID, *, first: int, second: int, comment: str) -> None:
    """Keep what somebody thinks, and that their link is used: the same link again changes nothing.

    Raises Closed, and FeedbackTicket.DoesNotExist for a link that was none.
    """
    key = FeedbackTicket.objects.values_list("round", flat=True).get(pk=ticket)
    rounds = FeedbackRound.objects.select_for_update(no_key=True)
    held = rounds.annotate(read_at=Now(output_field=DateTimeField())).get(pk=key)
    if FeedbackTicket.objects.get(pk=ticket).is_used:
        return
    if held.read_at >= held.closes_at:
        raise Closed
    FeedbackTicket.objects.filter(pk=ticket).update(is_used=True)
    waiting = held.answers.filter(is_shown=False)
    said = [*waiting.values_list("first", "second", "comment"), (first, second, comment)]
    waiting.delete()
    _write(held, said)


def _write(held: FeedbackRound, said: list[tuple[int, int, str]]) -> None:
    SystemRandom().shuffle(said)
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


def settle_due(*, now: datetime) -> int:
    """When nobody can answer any more, those that still wait count with the others; how many."""
    rest = FeedbackAnswer.objects.filter(is_shown=False, round__closes_at__lte=now)
    return rest.update(is_shown=True)


def ask_due(*, now: datetime) -> int:
    """Ask those who were at an event that ended, from the next morning on; how many mails.

    A run that stops half-way asks the others at its next; nobody is asked twice.
    """
    if out_of_the_night(now, None) != now:
        return 0
    return sum(_try(pk, now) for pk, ends_at in _ended(now) if next_morning(ends_at) <= now)


def _ended(now: datetime) -> QuerySet[Registration, tuple[int, datetime]]:
    """The events with somebody who is still to be asked."""
    found = unasked(now).filter(event__ends_at__lte=now)
    return found.order_by("event").values_list("event", "event__ends_at").distinct()


def _try(event_pk: int, now: datetime) -> int:
    """One that fails does not stop the others."""
    try:
        return _ask(event_pk, now)
    except Exception:
        logger.exception("asking for feedback failed: event %s", event_pk)
        return 0


@transaction.atomic
def _ask(event_pk: int, now: datetime) -> int:
    """Asked again under the lock: another clock may just have done it, or staff called it off."""
    desk = lock(event_pk)
    if desk.event.is_cancelled or desk.event.ends_at > now or not desk.event.asks_feedback:
        return 0
    rows = unasked(now).filter(event=desk.event).select_related("person").order_by("pk")
    people = list(rows[:MOST_AT_ONCE])
    if not people:
        return 0
    held = _round(desk, now)
    used = [ticket for person in people if (ticket := _invite(desk, held, person))]
    # In no order that would tell whose is which.
    SystemRandom().shuffle(used)
    FeedbackTicket.objects.bulk_create(used)
    Registration.objects.filter(pk__in=[person.pk for person in people]).update(
        feedback_asked=True
    )
    return len(used)


def _round(desk: Desk, now: datetime) -> FeedbackRound:
    """Open until the end of the fourteenth day, for those who are asked later, too."""
    last = timezone.localdate(times.days_later(now, OPEN_FOR), BERLIN)
    until = {"opened_at": now, "closes_at": times.end_of_day(last)}
    return FeedbackRound.objects.get_or_create(event=desk.event, defaults=until)[0]


def _invite(desk: Desk, held: FeedbackRound, registration: Registration) -> FeedbackTicket | None:
    """A link by mail; None for who does not want such mails."""
    registration.event = desk.event
    ticket = FeedbackTicket(round=held)
    until = timezone.localdate(held.closes_at, BERLIN)
    is_sent = letters.feedback(registration, token=token(ticket), until=until)
    return ticket if is_sent else None
