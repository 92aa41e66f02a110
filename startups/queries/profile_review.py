"""Profiles that wait for the hub, with what is public now beside what would be."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from startups.models import (
    Audience,
    Milestone,
    ProfileChange,
    ProfileLogo,
    Startup,
    StartupMove,
    released_label,
)
from startups.queries.profile_fields import ALWAYS_PUBLIC, EDITABLE, as_text, in_words, is_public
from startups.states import ASK_RELEASE, Visibility


@dataclass(frozen=True, slots=True)
class Line:
    """One field: what visitors read now and what they would read."""

    label: str
    now: str
    then: str
    is_new: bool


def waiting() -> QuerySet[Startup]:
    """The profiles that wait for the hub, longest first; for its staff alone."""
    changes = ProfileChange.objects.waiting()
    asked = StartupMove.objects.filter(startup=OuterRef("pk"), transition=ASK_RELEASE.name)
    own = changes.filter(startup=OuterRef("pk"))
    found = Startup.objects.filter(
        Q(visibility=Visibility.PENDING) | Q(pk__in=changes.values("startup"))
    )
    return found.annotate(
        asked_at=Subquery(asked.order_by("-at").values("at")[:1]),
        changed_at=Subquery(own.values("at")[:1]),
    ).order_by("changed_at", "asked_at", "pk")


def lines(startup: Startup, change: ProfileChange | None) -> Iterator[Line]:
    """What visitors see or would see, field by field, in the order of the profile."""
    is_first = startup.visibility == Visibility.PENDING
    values = change.values if change else {}
    coming = set(change.released) if change else set()
    now_public = set() if is_first else set(startup.released_fields)
    then_public = {*startup.released_fields, *coming}
    for name in EDITABLE:
        if not is_public(name, then_public):
            continue
        stored = as_text(getattr(startup, name))
        shown = is_public(name, now_public) and not (is_first and name in ALWAYS_PUBLIC)
        before = in_words(name, stored) if shown else ""
        after = in_words(name, values.get(name, stored))
        if before or after:
            yield Line(released_label(name), before, after, before != after)
    if milestones := _milestones(startup, is_first=is_first):
        yield milestones


def _milestones(startup: Startup, *, is_first: bool) -> Line | None:
    """Those for everybody; nothing where there are none."""
    told = list(Milestone.objects.filter(startup=startup, audience=Audience.ALL))
    before = _told(one for one in told if not one.waits and not is_first)
    after = _told(told)
    label = str(Milestone._meta.verbose_name_plural)  # noqa: SLF001
    return Line(label, before, after, before != after) if after else None


def _told(milestones: Iterable[Milestone]) -> str:
    return "\n".join(f"{one.reached_on:%d.%m.%Y} {one.title}" for one in milestones)


def stamp(startup: Startup, change: ProfileChange | None) -> str:
    """Names what a release was decided on; another stamp means that it changed since."""
    values = [as_text(getattr(startup, name)) for name in EDITABLE]
    logos = ProfileLogo.objects.filter(startup=startup).order_by("pk")
    waits: list[object] = list(logos.values_list("digest", "is_shown"))
    told = Milestone.objects.filter(startup=startup, audience=Audience.ALL)
    waits += told.values_list("title", "reached_on", "waits")
    if change:
        waits += [sorted(change.values.items()), change.released]
    seen = repr([startup.visibility, values, sorted(startup.released_fields), waits])
    return hashlib.sha256(seen.encode()).hexdigest()
