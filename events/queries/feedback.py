"""What is asked after an event, where a link leads, and what came of it all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import (
    SATISFIED,
    Event,
    FeedbackAnswer,
    FeedbackRound,
    FeedbackSlot,
    FeedbackTicket,
    Rating,
    Registration,
)
from events.states import TOOK_PLACE, RegistrationState
from hub.core import numbers
from hub.core.charts import Bars

# Results are shown of more than five answers, and new ones so many at a time: what one answer
# changes nobody is to see.
FEWEST = 6
# What could not go out by then, because the portal stood still, is not asked late.
ASKED_FOR = timedelta(days=7)
WORDS = {
    FeedbackSlot.FIRST: gettext_lazy("Wie gut war der Termin insgesamt?"),
    FeedbackSlot.SECOND: gettext_lazy("Wie gut hilft er bei der eigenen Arbeit weiter?"),
    FeedbackSlot.COMMENT: gettext_lazy("Was sollen wir beibehalten, was anders machen?"),
}
RATED = {FeedbackSlot.FIRST: "first", FeedbackSlot.SECOND: "second"}


def questions(event: Event) -> dict[int, str]:
    """The words of the three questions, in the active language."""
    own = {one.slot: one.label for one in event.feedback_questions.all()}
    return {slot: own.get(slot) or str(words) for slot, words in WORDS.items()}


@dataclass(frozen=True, slots=True)
class Invited:
    """Where the link of a mail leads."""

    ticket: FeedbackTicket
    event: Event
    is_over: bool

    @property
    def is_used(self) -> bool:
        return self.ticket.is_used


def invited(ticket: UUID | None, now: datetime) -> Invited | None:
    """None for a link that is none of ours."""
    if ticket is None:
        return None
    found = FeedbackTicket.objects.select_related("round__event").filter(pk=ticket).first()
    if found is None:
        return None
    return Invited(found, found.round.event, now >= found.round.closes_at)


@dataclass(frozen=True, slots=True)
class Spread:
    """How one question was rated."""

    question: str
    counts: Mapping[int, int]

    @property
    def chart(self) -> Bars:
        parts = [(str(rating.label), self.counts[rating], "") for rating in reversed(Rating)]
        return Bars.of(self.question, parts)

    @property
    def satisfied(self) -> int:
        """How many per cent said good or very good."""
        good = sum(self.counts[rating] for rating in SATISFIED)
        return numbers.whole(100 * good / sum(self.counts.values()))


@dataclass(frozen=True, slots=True)
class Results:
    """What came of it; spreads and comments are empty as long as too few have answered."""

    round: FeedbackRound
    asked: int
    answered: int
    shown: int
    is_over: bool
    spreads: list[Spread]
    comment_question: str
    comments: list[str]

    @property
    def is_enough(self) -> bool:
        return self.shown >= FEWEST

    @property
    def waiting(self) -> int:
        """Those that come with the next ones."""
        return self.answered - self.shown


def results(event: Event, now: datetime) -> Results | None:
    """None before anybody was asked."""
    held = FeedbackRound.objects.filter(event=event).first()
    if held is None:
        return None
    shown = held.answers.filter(is_shown=True)
    columns = {
        f"{field}_{rating}": Count("pk", filter=Q(**{field: rating}))
        for field in RATED.values()
        for rating in Rating.values
    }
    counted = shown.aggregate(number=Count("pk"), **columns)
    asked, is_enough = questions(event), counted["number"] >= FEWEST
    spreads = [
        Spread(asked[slot], {one: counted[f"{field}_{one}"] for one in Rating.values})
        for slot, field in RATED.items()
    ]
    return Results(
        round=held,
        asked=held.tickets.count(),
        answered=held.answers.count(),
        shown=counted["number"],
        is_over=now >= held.closes_at,
        spreads=spreads if is_enough else [],
        comment_question=asked[FeedbackSlot.COMMENT],
        comments=_comments(shown) if is_enough else [],
    )


def _comments(shown: QuerySet[FeedbackAnswer]) -> list[str]:
    """By the alphabet: the order in which they came is not known, and none is to be read into it."""
    found = shown.exclude(comment="").values_list("comment", flat=True)
    return sorted(found, key=lambda text: (text.casefold(), text))


def in_brief(found: Results) -> str:
    """The results in a sentence, for the event's page at the desk."""
    said = {"answered": found.answered, "asked": found.asked}
    text = _("%(answered)d von %(asked)d haben geantwortet.") % said
    if not found.is_enough:
        return " ".join([text, _("Noch zu wenige Antworten.")])
    shares = ", ".join(f"{one.question} {one.satisfied} %" for one in found.spreads)
    return " ".join([text, _("Gut oder sehr gut:"), shares])


def unasked(now: datetime) -> QuerySet[Registration]:
    """Who is to be asked of events that are to come or not long over: those let in at the door or,
    where nobody stood at it, everybody with a seat.
    """
    let_in = Registration.objects.filter(
        event=OuterRef("event"), state=RegistrationState.ATTENDED
    ).order_by()
    came = Q(state=RegistrationState.ATTENDED)
    return Registration.objects.filter(
        came | Q(state=RegistrationState.CONFIRMED) & ~Exists(let_in),
        feedback_asked=False,
        event__state__in=TOOK_PLACE,
        event__asks_feedback=True,
        event__ends_at__gt=now - ASKED_FOR,
    )
