"""Everybody hears in a week; who waits is told where it takes longer."""

from collections.abc import Iterator
from datetime import datetime

from hub.core import times
from partners.models import Challenge
from partners.queries.entries import ROUND, answer_by
from partners.services import choices
from partners.services import entry_letters as letters
from partners.states import WAITING_ENTRIES, ChallengeState


def tell_of_delays(*, now: datetime) -> int:
    """Tell the teams the new date, once for each week that went by; how many mails."""
    queued = 0
    for challenge in _undecided(now):
        assert challenge.deadline
        until = answer_by(challenge, now=now)
        begun = times.days_later(until, -ROUND)
        if begun > challenge.deadline:
            for entry in choices.waiting(challenge):
                entry.challenge = challenge
                queued += letters.delayed(entry, until=until)
    return queued


def _undecided(now: datetime) -> Iterator[Challenge]:
    found = Challenge.objects.filter(
        state__in=[ChallengeState.PUBLISHED, ChallengeState.CLOSED],
        deadline__lt=now,
        entries__state__in=WAITING_ENTRIES,
    )
    return found.select_related("partner").distinct().iterator(chunk_size=100)
