"""Barriers that people report: the hub owes an answer within a month."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from hub.programme.models import BarrierReport

ANSWER_WITHIN = timedelta(days=30)


@transaction.atomic
def report(*, text: str, page: str = "", email: str = "") -> BarrierReport:
    """Keep a report with the day by which somebody has to answer it."""
    return BarrierReport.objects.create(
        text=text, page=page, email=email, due_on=timezone.localdate() + ANSWER_WITHIN
    )
