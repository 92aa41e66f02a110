"""What is private becomes public by staff alone: asked for by the team, released or returned."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError, InvalidTransition
from hub.programme import public
from startups.models import ProfileChange, Startup
from startups.queries.profile_review import stamp
from startups.services import profile_changes, profile_edits, profile_letters, profiles
from startups.states import RELEASE_CHANGE, RETURN_CHANGE, WITHDRAW_CHANGE, Visibility

MAX_NOTE = 1000


class NotPresentable(DomainError):
    message = _(
        "Für das Verzeichnis fehlt noch etwas: Kurzbeschreibung oder Schwerpunkt. Den Schwerpunkt "
        "trägt das Hub-Team ein."
    )


class Changed(DomainError):
    message = _("Inzwischen hat sich etwas geändert. Unten steht, was jetzt öffentlich würde.")


class TooLong(DomainError):
    message = _("Die Nachricht ist zu lang. Höchstens 1000 Zeichen kommen beim Team an.")


class NoReason(DomainError):
    message = _("Schreiben Sie dem Team bitte einen Satz, was noch fehlt.")


@transaction.atomic
def ask(startup: Startup, *, by: User) -> Startup:
    """Ask for a place in the directory; a second click asks for nothing more.

    Raises what `profile_edits.lock` does, NotPresentable, InvalidTransition.
    """
    startup = profile_edits.lock(startup, by=by)
    if startup.visibility == Visibility.PENDING:
        return startup
    if not (startup.one_liner and startup.track_id):
        raise NotPresentable
    startup = profiles.ask_release(startup, by=by)
    profile_letters.tell_staff(startup, key=f"{startup.pk}|{timezone.now().isoformat()}")
    return startup


@transaction.atomic
def withdraw(startup: Startup, *, by: User) -> None:
    """Take back what waits for the hub, or was returned by it; harmless when nothing does."""
    startup = profile_edits.lock(startup, by=by)
    if startup.visibility == Visibility.PENDING:
        profiles.hide(startup, by=by)
    elif change := profile_changes.lock_open(startup):
        profile_changes.move(change, WITHDRAW_CHANGE, by=by)


@transaction.atomic
def leave_directory(startup: Startup, *, by: User) -> Startup:
    """A team takes its own profile out of the directory; the way back is by staff."""
    startup = profile_edits.lock(startup, by=by)
    if startup.visibility == Visibility.PRIVATE:
        return startup
    return profiles.hide(startup, by=by)


@transaction.atomic
def show(startup: Startup, *, by: User) -> Startup:
    """Staff put a profile into the directory, asked or not, and its team hears of it."""
    startup = profiles.publish(startup, by=by, released_fields=startup.released_fields)
    profile_letters.released(startup)
    return startup


@transaction.atomic
def release(startup: Startup, *, by: User, seen: str) -> Startup:
    """Let the public see what `seen` stamps, and tell the team. Raises Changed, InvalidTransition."""
    startup, change = _lock(startup, seen)
    if startup.visibility == Visibility.PENDING:
        return show(startup, by=by)
    if change:
        profile_changes.move(change, RELEASE_CHANGE, by=by)
        profile_changes.let_in(startup, change)
        public.touch()
    profile_letters.released(startup)
    return startup


@transaction.atomic
def give_back(startup: Startup, *, by: User, seen: str, note: str) -> Startup:
    """Return what waits to the team, with a sentence. Raises NoReason, TooLong, Changed,
    InvalidTransition.
    """
    note = note.replace("\r\n", "\n").strip()
    if not note:
        raise NoReason
    if len(note) > MAX_NOTE:
        raise TooLong
    startup, change = _lock(startup, seen)
    if startup.visibility == Visibility.PENDING:
        startup = profiles.hide(startup, by=by)
    elif change:
        profile_changes.move(change, RETURN_CHANGE, by=by, note=note)
    profile_letters.returned(startup, note)
    return startup


def _lock(startup: Startup, seen: str) -> tuple[Startup, ProfileChange | None]:
    """The fresh startup and what waits of it, if both are as they were seen."""
    fresh = Startup.objects.select_for_update(of=("self",)).select_related("batch")
    startup = fresh.get(pk=startup.pk)
    change = profile_changes.lock_open(startup)
    pending = startup.visibility == Visibility.PENDING
    if not pending and (change is None or change.is_returned):
        raise InvalidTransition
    if stamp(startup, change) != seen:
        raise Changed
    return startup, change
