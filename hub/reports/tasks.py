from celery import shared_task
from django.utils import timezone

from hub.reports.services import runs


@shared_task
def make_waiting() -> None:
    runs.make_waiting(now=timezone.now())
