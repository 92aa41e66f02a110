"""Changes of a public profile that wait: written, sent again, taken back, let into the profile."""

from collections.abc import Collection, Mapping

from django.utils import timezone

from hub.accounts.models import User
from hub.core.text import sort_key
from hub.core.workflow import Transition
from startups.models import (
    RELEASABLE,
    Audience,
    Milestone,
    ProfileChange,
    ProfileChanges,
    ProfileLogo,
    Startup,
)
from startups.queries.profile_fields import from_text
from startups.services import profile_letters
from startups.states import SEND_CHANGE_AGAIN, WITHDRAW_CHANGE, ChangeState, Visibility


def lock_open(startup: Startup) -> ProfileChange | None:
    """What waits or was returned, locked; call it after locking the startup."""
    return ProfileChange.objects.select_for_update().open().filter(startup=startup).first()


def must_wait(startup: Startup) -> bool:
    """Whether what is public of it changes only by staff; without a class, staff decide."""
    at_once = startup.batch and startup.batch.profile_changes == ProfileChanges.AT_ONCE
    return startup.visibility == Visibility.PUBLIC and not at_once


def keep(
    change: ProfileChange | None,
    *,
    startup: Startup,
    values: Mapping[str, str],
    released: Collection[str],
    by: User,
    beside_is_new: bool = False,
) -> ProfileChange | None:
    """Let just these wait, with a logo and milestones that wait, in place of what did; tell staff
    once.
    """
    beside = _waits_beside(startup)
    if not values and not released and not beside:
        if change:
            move(change, WITHDRAW_CHANGE, by=by)
        return None
    is_same = change and (change.values, change.released) == (values, list(released))
    if is_same and not (beside_is_new and beside):
        return change
    is_new = change is None or change.is_returned
    if change is None:
        change = ProfileChange(startup=startup)
    elif is_new:
        SEND_CHANGE_AGAIN.ensure_allowed_from(change.state)
    change.state, change.values, change.released = ChangeState.WAITING, values, list(released)
    change.by, change.at = by, timezone.now()
    change.decided_by, change.decided_at, change.note = None, None, ""
    change.save()
    if is_new:
        profile_letters.tell_staff(startup, key=f"{change.pk}|{change.at.isoformat()}")
    return change


def keep_beside(startup: Startup, *, by: User) -> None:
    """A logo or a milestone came, changed or went: what waits of a locked startup follows."""
    change = lock_open(startup)
    values, released = (change.values, change.released) if change else ({}, [])
    keep(change, startup=startup, values=values, released=released, by=by, beside_is_new=True)


def settle(startup: Startup, *, by: User) -> None:
    """Of a locked startup: end a change in which nothing waits any more."""
    change = lock_open(startup)
    if change and not (change.values or change.released or _waits_beside(startup)):
        move(change, WITHDRAW_CHANGE, by=by)


def _waits_beside(startup: Startup) -> bool:
    """A logo or a milestone, which are rows of their own."""
    sorts = (ProfileLogo.objects, Milestone.objects)
    return any(sort.waiting().filter(startup=startup).exists() for sort in sorts)


def move(
    change: ProfileChange, transition: Transition, *, by: User, note: str = ""
) -> ProfileChange:
    """Decide about a locked change."""
    transition.ensure_allowed_from(change.state)
    change.state, change.note = transition.target, note
    change.decided_by, change.decided_at = by, timezone.now()
    change.save(update_fields=["state", "note", "decided_by", "decided_at"])
    if transition is WITHDRAW_CHANGE:
        ProfileLogo.objects.waiting().filter(startup=change.startup_id).delete()
        # What somebody wrote stays, for the hub alone.
        told = Milestone.objects.waiting().filter(startup=change.startup_id)
        told.update(waits=False, audience=Audience.HUB)
    return change


def let_in(startup: Startup, change: ProfileChange) -> None:
    """Write what waited into a locked startup."""
    write(startup, change.values)
    released = {*startup.released_fields, *change.released}
    startup.released_fields = [name for name in RELEASABLE if name in released]
    startup.partner_fields = [name for name in startup.partner_fields if name not in released]
    startup.save(update_fields=["released_fields", "partner_fields"])
    Milestone.objects.waiting().filter(startup=startup).update(waits=False)
    if logo := ProfileLogo.objects.waiting().filter(startup=startup).first():
        ProfileLogo.objects.shown().filter(startup=startup).delete()
        ProfileLogo.objects.filter(pk=logo.pk).update(is_shown=True)


def fold(startup: Startup, *, by: User) -> None:
    """Of a locked startup that is public no more nothing waits: let in what did, for its team."""
    if change := lock_open(startup):
        let_in(startup, change)
        move(change, WITHDRAW_CHANGE, by=by)


def write(startup: Startup, values: Mapping[str, str]) -> None:
    """Write texts into a locked startup."""
    columns = set(values)
    for name, text in values.items():
        setattr(startup, name, from_text(name, text))
    if "name" in columns:
        startup.sort_key = sort_key(startup.name)
        columns.add("sort_key")
    startup.save(update_fields=columns)
