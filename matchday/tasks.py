from celery import shared_task
from django.utils import timezone

from matchday.services import plans


@shared_task
def make_waiting() -> None:
    plans.make_waiting(now=timezone.now())
