"""A partner's pilots by stage: the board, its columns and cards."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.core.workflow import Transition
from partners.models import Pilot, PilotSide
from partners.queries import pilot_status
from partners.queries.pilot_silence import quiet_since
from partners.states import PILOT_LINE, PILOT_OPEN, PilotState

# What is over has its place in the list.
COLUMNS = [*(stop for stop in PILOT_LINE if stop in PILOT_OPEN), PilotState.ON_HOLD]
ORDER = [*COLUMNS, PilotState.ROLLOUT, PilotState.ENDED]
CARDS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Card:
    """A pilot at a glance; `step` is the move its button makes, if nothing is missing for it."""

    pilot: Pilot
    next_words: str
    step: Transition | None
    is_stuck: bool


@dataclass(frozen=True, slots=True)
class Column:
    state: PilotState
    cards: list[Card]
    count: int

    @property
    def more(self) -> int:
        """How many stand only in the list."""
        return self.count - len(self.cards)


def rows(pilots: QuerySet[Pilot]) -> QuerySet[Pilot]:
    """With everything a card needs, the stages in order and the longest silent first."""
    places = [When(state=state, then=Value(place)) for place, state in enumerate(ORDER)]
    related = ("partner", "startup__track", "partner_owner__person", "startup_owner__person")
    return (
        pilots.select_related(*related)
        .annotate(place=Case(*places, output_field=IntegerField()))
        .order_by("place", "last_sign_at", "pk")
    )


def board(pilots: QuerySet[Pilot], *, side: PilotSide) -> list[Column]:
    """The open stages as columns, a side's next step on each card."""
    found: dict[str, list[Card]] = defaultdict(list)
    counts: dict[str, int] = defaultdict(int)
    now = timezone.now()
    for pilot in rows(pilots.filter(state__in=COLUMNS)):
        counts[pilot.state] += 1
        if len(found[pilot.state]) < CARDS_SHOWN:
            found[pilot.state].append(card(pilot, side=side, now=now))
    return [Column(state, found[state], counts[state]) for state in COLUMNS]


def cards(pilots: Iterable[Pilot], *, side: PilotSide) -> list[Card]:
    now = timezone.now()
    return [card(pilot, side=side, now=now) for pilot in pilots]


def card(pilot: Pilot, *, side: PilotSide, now: datetime) -> Card:
    """One pilot as a side sees it; where the other side is gone, nothing comes next."""
    step = pilot_status.next_step(pilot)
    if step is None or pilot.is_frozen_on(timezone.localdate(now)):
        return Card(pilot, "", None, is_stuck=False)
    parts = pilot_status.missing(pilot, step.target)
    if pilot.state == PilotState.IDEA and not pilot.confirmed_at(side):
        words = _("Zustimmen oder ablehnen")
    elif parts:
        words = _("Es fehlt: %(parts)s") % {"parts": pilot_status.listed(parts)}
    else:
        words = pilot_status.step_label(step)
    quiet = pilot.last_sign_at < quiet_since(now)
    return Card(pilot, words, None if parts else step, is_stuck=quiet)


def counts(pilots: QuerySet[Pilot]) -> dict[str, int]:
    """How many there are in each state, every state named."""
    found = dict(pilots.order_by().values_list("state").annotate(Count("pk")))
    return {state: found.get(state, 0) for state in ORDER}
