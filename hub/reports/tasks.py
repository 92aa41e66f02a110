from celery import shared_task
from django.utils import timezone

from hub.reports.services import figure_files, runs


@shared_task
def make_waiting() -> None:
    # The short ones first: somebody waits for each.
    figure_files.make_waiting(now=timezone.now())
    runs.make_waiting(now=timezone.now())
