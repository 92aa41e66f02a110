"""Registrations without their people: when the time is over for which it must be proved who came.

The row stays, with its state and its seats, so that every figure stays what it was. Names and
addresses go, and with them the ways back: links, the history with its times, what the outbox and
the desk's log say.
"""

from datetime import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.functions import RandomUUID
from django.db import transaction

from events.models import Event, Registration, RegistrationMove
from events.services import letters
from events.services.events import lock
from hub.mail import retention


@transaction.atomic
def forget_people(event_pk: int, *, now: datetime) -> int:
    """Empty the registrations of an event that is over, once; how many there were."""
    event = lock(event_pk).event
    if event.people_forgotten_at or event.ends_at > now:
        return 0
    rows = list(event.registrations.all())
    _forget_trails(rows)
    # A new key: tickets and links of old mails lead nowhere.
    event.registrations.update(
        uuid=RandomUUID(),
        person=None,
        name="",
        email="",
        startup=None,
        partner_key="",
        organisation="",
        answers={},
    )
    Event.objects.filter(pk=event.pk).update(people_forgotten_at=now)
    return len(rows)


def _forget_trails(rows: list[Registration]) -> None:
    keys = [row.pk for row in rows]
    RegistrationMove.objects.filter(registration__in=keys).delete()
    retention.forget_about([letters.about(row) for row in rows])
    kind = ContentType.objects.get_for_model(Registration)
    LogEntry.objects.filter(content_type=kind, object_id__in=map(str, keys)).update(object_repr="")
