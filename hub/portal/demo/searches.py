"""Searches that the demo's partner staff keep: one that told of something, one that is paused."""

from datetime import datetime, timedelta

from hub.accounts.models import User
from partners.models import Frequency, Partner, SavedSearch

# Whose account, name, address, how often, saved and last mail so many days ago, paused or not.
KEPT = (
    ("partner", "Energie mit Pilotwunsch", "?track=energy&seeks=pilot", "weekly", 40, 6, False),
    ("partner", "Speicher", "?q=Speicher", "daily", 21, None, False),
    ("partner", "Wachstum in Sachsen", "?stage=growth&region=saxony", "daily", 60, 33, True),
    ("partner2", "Neues für Stationen", "?q=Station&track=ehealth", "weekly", 15, None, False),
)


def load(people: dict[str, User], *, now: datetime) -> None:
    for account, name, query, frequency, saved, told, is_paused in KEPT:
        person, at = people[account], now - timedelta(days=saved)
        SavedSearch.objects.create(
            partner=Partner.objects.get(members__person=person),
            owner=person,
            name=name,
            query=query,
            frequency=Frequency(frequency),
            created_at=at,
            watching_since=at,
            checked_at=now,
            sent_at=None if told is None else now - timedelta(days=told),
            paused_at=now - timedelta(days=10) if is_paused else None,
        )
