"""The fields of a profile as texts: what may be edited, who sees it, and how it is told in words.

A text is what a form shows, what a waiting change keeps and what two writers are compared by, so
that no value needs a second way of being written down.
"""

import hashlib
from collections.abc import Collection, Mapping
from datetime import date

from django.db import models
from django.utils.dateparse import parse_date

from hub.accounts import consents
from hub.accounts.models import Consent
from startups.models import (
    PARTNER_ONLY,
    RELEASABLE,
    Audience,
    ProfileChange,
    Region,
    Seeks,
    Stage,
    Startup,
)

ALWAYS_PUBLIC = ("name", "one_liner")
# In the order of the page.
EDITABLE = (
    *ALWAYS_PUBLIC,
    *("text", "tags", "website", "stage", "founded_on", "team_size", "seat", "region"),
    *("seeks", "jobs_url", "traction", "pilot_wish"),
)
# Those that have an audience of their own; the region goes where the town goes.
WITH_AUDIENCE = (*RELEASABLE, *(name for name in PARTNER_ONLY if name != "deck"))
LISTS = frozenset({"seeks", "tags"})
CHOICES: dict[str, type[models.TextChoices]] = {"stage": Stage, "region": Region, "seeks": Seeks}
CONSENTS = (consents.PARTNERS_PROFILE, consents.PARTNERS_DECK)
YES, NO = "1", ""


def audience_key(name: str) -> str:
    return f"audience-{name}"


def as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(str(item) for item in value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def from_text(name: str, text: str) -> object:
    """The value of a column; for texts that `as_text` or the form wrote."""
    if name in LISTS:
        return text.split("\n") if text else []
    if name == "team_size":
        return int(text) if text else None
    return parse_date(text) if name == "founded_on" else text


def mark(text: str) -> str:
    """Stands for a text in a form: who sends it back has seen just this text."""
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def state_of(
    startup: Startup, change: ProfileChange | None, given: Collection[str]
) -> dict[str, str]:
    """What the team wants, by field, audience and consent: what stands, and what waits over it."""
    texts = {name: as_text(getattr(startup, name)) for name in EDITABLE}
    released = set(startup.released_fields)
    if change:
        texts |= change.values
        released |= set(change.released)
    for name in WITH_AUDIENCE:
        kept = Audience.PARTNERS if name in startup.partner_fields else Audience.HUB
        texts[audience_key(name)] = Audience.ALL if name in released else kept
    return texts | {purpose.key: YES if purpose.key in given else NO for purpose in CONSENTS}


def given_consents(startup: Startup) -> set[str]:
    """Which of the partners' consents somebody of the team has given and not withdrawn."""
    held = Consent.objects.filter(
        subject=startup.uuid,
        withdrawn_at__isnull=True,
        purpose__in=[purpose.key for purpose in CONSENTS],
    )
    return set(held.values_list("purpose", flat=True))


def is_public(name: str, released: Collection[str]) -> bool:
    """Whether visitors see a field of a public profile of which `released` is released."""
    return name in ALWAYS_PUBLIC or ("seat" if name == "region" else name) in released


def in_words(name: str, text: str) -> str:
    """A text as people read it: labels for keys, lists in one line, a date as Germans write it."""
    if name in CHOICES:
        known = {key: str(word) for key, word in CHOICES[name].choices}
        return ", ".join(known.get(key, key) for key in text.split("\n") if key)
    if name in LISTS:
        return text.replace("\n", ", ")
    if name == "founded_on":
        day = parse_date(text) if text else None
        return day.strftime("%d.%m.%Y") if day else ""
    return text


def differences(startup: Startup, values: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """What would change: name, text now, text then; in the order of the profile."""
    return [
        (name, as_text(getattr(startup, name)), values[name])
        for name in EDITABLE
        if name in values
    ]
