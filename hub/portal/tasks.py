from celery import shared_task
from django.utils import timezone

from hub.portal import clock


@shared_task
def tick() -> None:
    clock.run_due(timezone.now())
