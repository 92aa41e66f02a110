"""What the hub team hears about an event by mail."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from events.models import Event
from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from hub.mail import outbox
from hub.mail.values import Block, Link

# Who plans events.
TEAM = (Role.STAFF, Role.SELECTION_LEAD)


def not_published(event: Event, problems: Mapping[str, str | Promise], *, now: datetime) -> int:
    """That an event was to be public by now and what it lacks, once for each time it was set to.

    To who planned it, as long as they are on the team; else to the whole team. How many mails.
    """
    assert event.publish_at is not None
    with translation.override("de"):
        page = reverse("admin:events_event_change", args=[event.pk])
    sent = 0
    for person in _responsible(event, now):
        with translation.override(person.language):
            title = event.title
            lacking = Block("\n".join(str(sentence) for sentence in problems.values()))
        sent += outbox.queue(
            "events/not_published",
            to=person,
            values={
                "event": title,
                "due": event.publish_at,
                "missing": lacking,
                "link": Link(page),
            },
            dedup_key=f"events/not-published:{event.pk}:{event.publish_at:%Y%m%d%H%M}:{person.pk}",
            about=page,
        )
    return sent


def _responsible(event: Event, now: datetime) -> QuerySet[User]:
    held = RoleGrant.objects.held_at(now).filter(role__in=TEAM)
    team = User.objects.filter(pk__in=held.values("person"), is_active=True)
    planner = team.filter(pk__in=[event.created_by_id])
    return planner if planner.exists() else team
