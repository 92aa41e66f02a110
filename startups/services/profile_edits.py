"""A team edits its profile: each word as typed, never over a colleague's newer one, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.accounts import consents
from hub.accounts.models import User
from hub.core.workflow import DomainError
from hub.programme import public
from startups.models import FOR_PARTNERS, RELEASABLE, Audience, Startup, StartupMember
from startups.queries.profile_fields import (
    CONSENTS,
    EDITABLE,
    WITH_AUDIENCE,
    as_text,
    audience_key,
    given_consents,
    is_public,
    mark,
    state_of,
)
from startups.services import profile_changes
from startups.services.regions import region_of
from startups.states import WRITERS


class NotAWriter(DomainError):
    message = _(
        "Du liest in diesem Team nur mit. Bitte die verantwortliche Person um Schreibrechte."
    )


class NoProfileYet(DomainError):
    message = _(
        "Das Profil entsteht aus eurer Bewerbung. Ändern könnt ihr es, sobald euer Platz "
        "bestätigt ist."
    )


@dataclass(frozen=True, slots=True)
class Wish:
    """What a field, an audience or a consent shall be, and the mark of what its writer saw."""

    text: str
    seen: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a save: keys that were written, those where somebody else was faster."""

    saved: frozenset[str]
    # Their text, by key; ours is not stored.
    clashes: dict[str, str]
    # The keys of what the public sees only after the hub has looked at it.
    waiting: frozenset[str]


def has_profile(startup: Startup) -> bool:
    """Whether there is more than an application; before, answers are the place to write."""
    return startup.batch_id is not None or startup.published_at is not None


def lock(startup: Startup, *, by: User) -> Startup:
    """The fresh startup, locked, for somebody who writes in its team.

    Raises Startup.DoesNotExist for strangers, NotAWriter, NoProfileYet.
    """
    fresh = Startup.objects.select_for_update(of=("self",)).select_related("batch")
    startup = fresh.get(pk=startup.pk)
    member = StartupMember.objects.current().filter(startup=startup, person=by).first()
    if member is None:
        raise Startup.DoesNotExist
    if member.level not in WRITERS:
        raise NotAWriter
    if not has_profile(startup):
        raise NoProfileYet
    return startup


@transaction.atomic
def save(startup: Startup, *, wishes: Mapping[str, Wish], by: User) -> Outcome:
    """Store what was changed; what its writer left as it was stays as it is now.

    A clash keeps the others from nothing. What hides something happens at once; what visitors
    would see waits for staff where the class says so. Raises what `lock` does.
    """
    startup = lock(startup, by=by)
    change = profile_changes.lock_open(startup)
    now = state_of(startup, change, given_consents(startup))
    saved, clashes = _merged(now, wishes)
    if "seat" in saved and "region" not in saved:
        saved["region"] = region_of(saved["seat"]) or now["region"]
    if saved:
        target = now | saved
        released, later = _audiences(startup, target)
        values = {name: target[name] for name in EDITABLE}
        differing = {
            name: text for name, text in values.items() if text != as_text(getattr(startup, name))
        }
        waits = profile_changes.must_wait(startup)
        waiting = {n: t for n, t in differing.items() if waits and is_public(n, released)}
        profile_changes.write(startup, {n: t for n, t in differing.items() if n not in waiting})
        change = profile_changes.keep(
            change, startup=startup, values=waiting, released=later, by=by
        )
        _follow_consents(startup, saved, target, by=by)
        public.touch()
    return Outcome(frozenset(saved), clashes, _waiting(change, saved))


def _merged(
    now: Mapping[str, str], wishes: Mapping[str, Wish]
) -> tuple[dict[str, str], dict[str, str]]:
    """What is to be written, and where somebody wrote something else meanwhile."""
    saved, clashes = {}, {}
    for key, wish in wishes.items():
        if wish.text == now[key] or mark(wish.text) == wish.seen:
            continue
        if mark(now[key]) == wish.seen:
            saved[key] = wish.text
        else:
            clashes[key] = now[key]
    return saved, clashes


def _audiences(startup: Startup, target: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """Set who sees what; the names that are public now, and those that wait to be."""
    wanted = {name: target[audience_key(name)] for name in WITH_AUDIENCE}
    open_to_all = [name for name in RELEASABLE if wanted[name] == Audience.ALL]
    waits = profile_changes.must_wait(startup)
    released = [n for n in open_to_all if not waits or n in startup.released_fields]
    later = [name for name in open_to_all if name not in released]
    held = set(startup.partner_fields)
    # The deck is a matter of consent, not of this choice.
    partners = {n for n, audience in wanted.items() if audience == Audience.PARTNERS}
    partners |= held & {*later, "deck"}
    startup.released_fields = released
    startup.partner_fields = [name for name in FOR_PARTNERS if name in partners]
    startup.save(update_fields=["released_fields", "partner_fields"])
    return released, later


def _follow_consents(
    startup: Startup, saved: Mapping[str, str], target: Mapping[str, str], *, by: User
) -> None:
    """Give and withdraw; the database lets the profile follow in the same moment."""
    changed = tuple(purpose for purpose in CONSENTS if purpose.key in saved)
    given = {purpose.key for purpose in changed if target[purpose.key]}
    consents.set_given(changed, given=given, person=by, subject=startup.uuid)


def _waiting(change: object, saved: Mapping[str, str]) -> frozenset[str]:
    values = getattr(change, "values", {})
    released = {audience_key(name) for name in getattr(change, "released", [])}
    return frozenset(saved) & {*values, *released}
