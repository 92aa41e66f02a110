"""How long the text of a mail is kept. That it was sent, to whom and when, stays."""

from collections.abc import Collection
from datetime import datetime, timedelta

from hub.mail.models import Email, EmailState

KEPT = timedelta(days=30)


def blank_old_bodies(*, now: datetime) -> int:
    """Empty the text of every finished mail older than thirty days; return how many."""
    finished = Email.objects.filter(state__in=[EmailState.SENT, EmailState.DEAD])
    return finished.filter(created_at__lt=now - KEPT).exclude(body="").update(body="")


def forget_about(paths: Collection[str]) -> int:
    """Drop the finished mails about what no longer says whose it is; return how many."""
    finished = Email.objects.filter(state__in=[EmailState.SENT, EmailState.DEAD])
    return finished.filter(about__in=paths).delete()[0]
