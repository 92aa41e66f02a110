"""Mails about a profile's release: to the hub that something waits, to the team what came of it."""

from django.urls import reverse
from django.utils import timezone, translation

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from hub.mail import outbox
from hub.mail.values import Block, Link
from startups.models import Startup, StartupMember


def tell_staff(startup: Startup, *, key: str) -> None:
    """One mail to each of the hub's staff; `key` names the occasion, so that none comes twice."""
    held = RoleGrant.objects.held_at(timezone.now()).filter(role=Role.STAFF)
    with translation.override("de"):
        page = reverse("admin:startups_startup_review", args=[startup.pk])
    for person in User.objects.filter(pk__in=held.values("person"), is_active=True):
        outbox.queue(
            "startups/profile_waiting",
            to=person,
            values={"startup": startup.name, "link": Link(page)},
            dedup_key=f"profile-waiting|{key}|{person.pk}",
            about=page,
        )


def released(startup: Startup) -> None:
    _tell_team(startup, "startups/profile_released", {}, "startups:startup-detail")


def returned(startup: Startup, note: str) -> None:
    _tell_team(
        startup, "startups/profile_returned", {"message": Block(note)}, "startups:profile-edit"
    )


def _tell_team(startup: Startup, kind: str, more: dict[str, object], page: str) -> None:
    with translation.override("de"):
        path = reverse(page, args=[startup.slug])
    team = StartupMember.objects.current().filter(startup=startup).select_related("person")
    for member in team:
        values = {"startup": startup.name, "link": Link(path), **more}
        outbox.queue(kind, to=member.person, values=values, about=path)
