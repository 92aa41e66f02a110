"""A profile as somebody else will see it, drawn from the rows its readers are shown."""

import json
from collections.abc import Iterable
from dataclasses import replace

from django.db import models

from startups.models import (
    FOR_PARTNERS,
    Audience,
    PartnerProfile,
    ProfileChange,
    PublicProfile,
    Startup,
)
from startups.queries import directory
from startups.queries.directory import Profile


class Viewer(models.TextChoices):
    VISITOR = "visitor"
    PARTNER = "partner"
    HUB = "hub"


# Milestones for everybody that staff have not released yet.
WAITING = "waiting"
# The database's own rule, put to values that are not stored.
SHOWN = """
SELECT shown.* FROM startups_startup AS stored, startups_shown(
    jsonb_populate_record(stored, %s::jsonb), %s::text[], %s::text[]) AS shown WHERE stored.id = %s
"""


def seen_by(viewer: str, startup: Startup, change: ProfileChange | None = None) -> Profile:
    """What that viewer sees now; with a `change`, what they would see once it is released."""
    logo = directory.logo_of(startup, is_shown=True)
    if change:
        logo = directory.logo_of(startup, is_shown=False) or logo
    return replace(_seen_by(viewer, startup, change), logo_large=logo)


def _seen_by(viewer: str, startup: Startup, change: ProfileChange | None) -> Profile:
    if viewer == Viewer.HUB:
        return _shown(startup, change, FOR_PARTNERS, [*Audience.values, WAITING])
    released, audiences = list(startup.released_fields), [str(Audience.ALL)]
    if viewer == Viewer.PARTNER:
        released += startup.partner_fields
        audiences.append(Audience.PARTNERS)
    if change:
        return _shown(startup, change, [*released, *change.released], [*audiences, WAITING])
    if viewer == Viewer.PARTNER:
        row = PartnerProfile.objects.select_related("track", "batch").get(startup=startup)
        return directory.partner_profile(row)
    public = PublicProfile.objects.select_related("track", "batch").get(startup=startup)
    return directory.profile(public)


def _shown(
    startup: Startup,
    change: ProfileChange | None,
    released: Iterable[str],
    audiences: Iterable[str],
) -> Profile:
    values = columns(change.values) if change else {}
    asked = [json.dumps(values), list(released), list(audiences), startup.pk]
    return directory.partner_profile(PartnerProfile.objects.raw(SHOWN, asked)[0])


def columns(texts: dict[str, str]) -> dict[str, object]:
    """Texts as JSON that PostgreSQL reads into the columns of a startup."""
    lists = {"seeks", "tags"}
    found: dict[str, object] = {}
    for name, text in texts.items():
        if name in lists:
            found[name] = text.split("\n") if text else []
        else:
            found[name] = text or (None if name in {"team_size", "founded_on"} else "")
    return found
