"""Everybody hears in a week: who has to choose is reminded, who waits is told where it takes longer."""

from collections.abc import Iterator
from datetime import datetime

from hub.core import times
from partners.models import Challenge
from partners.queries.entries import ROUND, answer_by
from partners.services import choices
from partners.services import entry_letters as letters
from partners.states import WAITING_ENTRIES, ChallengeState

# Days after the deadline, or after each week that went by without a decision.
NOTICES = (3, 6)


def remind_of_choices(*, now: datetime) -> int:
    """Queue what is due and not past; how many mails. Of several notices only the newest goes."""
    queued = 0
    for challenge in _undecided(now):
        assert challenge.deadline
        until = answer_by(challenge, now=now)
        begun = times.days_later(until, -ROUND)
        if begun > challenge.deadline:
            for entry in choices.waiting(challenge):
                entry.challenge = challenge
                queued += letters.delayed(entry, until=until)
        due = [days for days in NOTICES if times.days_later(begun, days) <= now]
        if due:
            queued += letters.choice_due(
                challenge,
                count=choices.waiting(challenge).count(),
                until=until,
                notice=f"{until.isoformat()}:{due[-1]}",
            )
    return queued


def _undecided(now: datetime) -> Iterator[Challenge]:
    found = Challenge.objects.filter(
        state__in=[ChallengeState.PUBLISHED, ChallengeState.CLOSED],
        deadline__lt=now,
        entries__state__in=WAITING_ENTRIES,
    )
    return found.select_related("partner").distinct().iterator(chunk_size=100)
