"""What a startup has reached, told by its team: to whom it likes, and to all as the class says."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError
from hub.programme import public
from startups.models import Audience, Milestone, Startup
from startups.queries.profile_fields import mark
from startups.services import profile_changes, profile_edits

MOST = 40


class TooMany(DomainError):
    message = _("Vierzig Meilensteine sind genug. Entfernt erst einen.")


class NotThere(DomainError):
    message = _("Diesen Meilenstein hat inzwischen jemand entfernt.")


class Twice(DomainError):
    message = _("Diesen Meilenstein gibt es schon, mit demselben Tag.")


class Clash(DomainError):
    """Somebody else saved something else meanwhile; ours is not stored."""

    def __init__(self, theirs: Milestone) -> None:
        super().__init__()
        self.theirs = theirs


def stamp(milestone: Milestone) -> str:
    """Stands in a form for what its writer saw."""
    return mark(f"{milestone.title}\n{milestone.reached_on}\n{milestone.audience}")


@transaction.atomic
def add(startup: Startup, *, title: str, reached_on: date, audience: str, by: User) -> Milestone:
    """Tell of one; a second click gives back the first.

    Raises what `profile_edits.lock` does, TooMany, Twice.
    """
    startup = profile_edits.lock(startup, by=by)
    told = Milestone.objects.filter(startup=startup)
    if same := told.filter(title=title, reached_on=reached_on).first():
        if same.audience != audience:
            raise Twice
        return same
    if told.count() >= MOST:
        raise TooMany
    milestone = Milestone(startup=startup, title=title, reached_on=reached_on)
    return _write(milestone, startup, audience=audience, is_new=True, by=by)


@transaction.atomic
def change(
    startup: Startup,
    uuid: UUID,
    *,
    title: str,
    reached_on: date,
    audience: str,
    seen: str,
    by: User,
) -> Milestone:
    """Write one anew, if it still is what `seen` stamps.

    Raises what `profile_edits.lock` does, NotThere, Twice, Clash.
    """
    startup = profile_edits.lock(startup, by=by)
    milestone = _lock(startup, uuid)
    wanted = Milestone(title=title, reached_on=reached_on, audience=audience)
    if stamp(milestone) == stamp(wanted):
        return milestone
    if stamp(milestone) != seen:
        raise Clash(milestone)
    others = Milestone.objects.filter(startup=startup, title=title, reached_on=reached_on)
    if others.exclude(pk=milestone.pk).exists():
        raise Twice
    is_new = (milestone.title, milestone.reached_on) != (title, reached_on)
    milestone.title, milestone.reached_on = title, reached_on
    return _write(milestone, startup, audience=audience, is_new=is_new, by=by)


@transaction.atomic
def remove(startup: Startup, uuid: UUID, *, by: User) -> None:
    """Gone from the next request on. Raises what `profile_edits.lock` does, NotThere."""
    startup = profile_edits.lock(startup, by=by)
    _lock(startup, uuid).delete()
    profile_changes.keep_beside(startup, by=by)
    public.touch()


@transaction.atomic
def settle(startup: Startup, *, by: User) -> None:
    """Staff wrote milestones of a startup, which releases them: nothing waits for nothing."""
    startup = Startup.objects.select_for_update(of=("self",)).get(pk=startup.pk)
    profile_changes.settle(startup, by=by)
    public.touch()


def _write(
    milestone: Milestone, startup: Startup, *, audience: str, is_new: bool, by: User
) -> Milestone:
    """What visitors have not read yet waits for staff where profiles of the class do."""
    is_shown = milestone.pk and milestone.audience == Audience.ALL and not milestone.waits
    for_all = audience == Audience.ALL
    milestone.waits = for_all and profile_changes.must_wait(startup) and (is_new or not is_shown)
    milestone.audience = audience
    milestone.save()
    profile_changes.keep_beside(startup, by=by)
    public.touch()
    return milestone


def _lock(startup: Startup, uuid: UUID) -> Milestone:
    found = Milestone.objects.filter(startup=startup, uuid=uuid).first()
    if found is None:
        raise NotThere
    return found
