"""The founders' access list: written when partners open something, forgotten after a year."""

from datetime import datetime, timedelta

from django.utils import timezone

from hub.accounts.models import User
from startups.models import ProfileVisit

KEPT = timedelta(days=365)


def note(*startup_ids: int, kind: str, organisation: str, by: User) -> None:
    """Remember that somebody opened profiles or a deck; the same day once more is no news."""
    now = timezone.now()
    visits = [
        ProfileVisit(
            startup_id=startup_id,
            person=by,
            organisation=organisation,
            kind=kind,
            day=timezone.localdate(now),
            at=now,
        )
        for startup_id in startup_ids
    ]
    ProfileVisit.objects.bulk_create(visits, ignore_conflicts=True)


def forget_old(*, now: datetime) -> int:
    """Drop what is older than twelve months; how many rows that were."""
    deleted, _by_model = ProfileVisit.objects.filter(
        day__lt=timezone.localdate(now) - KEPT
    ).delete()
    return deleted
