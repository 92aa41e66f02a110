"""Signs of life of the background jobs: how the portal notices that one of them stopped."""

from datetime import datetime, timedelta

from django.utils import timezone

from hub.mail.models import Heartbeat

MAIL = "mail"
CLOCK = "clock"


def note(name: str) -> None:
    """The job `name` runs now."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=timezone.now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at"],
    )


def age(name: str, *, now: datetime) -> timedelta | None:
    """How long ago the job last ran; None when it never did."""
    last = Heartbeat.objects.filter(name=name).values_list("at", flat=True).first()
    return None if last is None else now - last
