"""Barriers that people report: the hub owes an answer within a month."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from hub.programme.models import BarrierReport

ANSWER_WITHIN = timedelta(days=30)
KEPT = timedelta(days=365)


@transaction.atomic
def report(*, text: str, page: str = "", email: str = "") -> BarrierReport:
    """Keep a report with the day by which somebody has to answer it."""
    return BarrierReport.objects.create(
        text=text, page=page, email=email, due_on=timezone.localdate() + ANSWER_WITHIN
    )


def forget_old(*, now: datetime) -> int:
    """Delete reports that were answered more than twelve months ago; return how many."""
    return BarrierReport.objects.filter(answered_at__lt=now - KEPT).delete()[0]
