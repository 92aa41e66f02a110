"""Challenges as the public sees them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, F, Min, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.programme.models import Track
from partners.models import Challenge, Partner
from partners.states import ChallengeState

OPEN, OVER = "open", "closed"
STATES = ((OPEN, _("offen")), (OVER, _("beendet")))


@dataclass(frozen=True, slots=True)
class Choice:
    """What a list was narrowed to; what is no choice counts as none, and `is_odd` says so."""

    track: Track | None = None
    state: str = ""
    is_odd: bool = False


def choice(track: str, state: str, tracks: list[Track]) -> Choice:
    found = next((one for one in tracks if one.slug == track), None)
    known = state if state in {OPEN, OVER} else ""
    return Choice(found, known, bool(track and not found) or state != known)


def listed(challenges: QuerySet[Challenge], chosen: Choice, now: datetime) -> QuerySet[Challenge]:
    """Open ones first, the nearest deadline on top; then what is over, the newest first."""
    if chosen.track:
        challenges = challenges.filter(tracks=chosen.track)
    is_open = Q(state=ChallengeState.PUBLISHED, deadline__gte=now)
    if chosen.state:
        challenges = challenges.filter(is_open if chosen.state == OPEN else ~is_open)
    return for_cards(challenges).order_by(
        Case(When(is_open, then=0), default=1),
        Case(When(is_open, then=F("deadline"))).asc(nulls_last=True),
        "-deadline",
        "pk",
    )


def for_cards(challenges: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """With all that a card shows, in as many queries for three as for three hundred."""
    return challenges.select_related("partner").prefetch_related("tracks")


def open_now(track: Track | None = None, *, of: Partner | None = None) -> list[Challenge]:
    """Those that take entries, the nearest deadline first."""
    found = Challenge.objects.open_at(timezone.now())
    if track:
        found = found.filter(tracks=track)
    if of:
        found = found.filter(partner=of)
    return list(for_cards(found).order_by("deadline", "pk"))


def next_turn() -> datetime | None:
    """When the next one closes: until then pages about challenges hold."""
    now = timezone.now()
    running = Challenge.objects.filter(state=ChallengeState.PUBLISHED, deadline__gte=now)
    moment: datetime | None = running.aggregate(closes=Min("deadline"))["closes"]
    return moment
