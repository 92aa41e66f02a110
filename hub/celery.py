import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")

app = Celery("hub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["hub.mail", "hub.portal", "hub.reports"])


@signals.beat_init.connect
def catch_up(**kwargs: Any) -> None:
    """After an outage what is overdue runs at once, not after the first interval."""
    app.send_task("hub.portal.tasks.tick", expires=55)
