"""What a startup's team does with its entry: begin, write, hand in, withdraw, take up again.

Whatever counts the deadline locks the challenge first and the entry then, and asks the database's
clock under that lock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError, Transition
from partners.models import Challenge, Entry, EntryMove, EntryVerdict, PartnerMember
from partners.services import challenges
from partners.services import entry_letters as letters
from partners.states import (
    RESUME_ENTRY,
    SUBMIT_ENTRY,
    WAITING_ENTRIES,
    WITHDRAW_ENTRY,
    EntryState,
)
from startups.models import Startup, StartupMember
from startups.services import founding

WRITTEN = ("answer", "approach", "may_read")


class TooLate(DomainError):
    message = _("Die Frist ist vorbei. Es lässt sich nichts mehr ändern.")


class NotAWriter(DomainError):
    message = _(
        "Du liest in diesem Team nur mit. Bitte die verantwortliche Person um Schreibrechte."
    )


class OwnChallenge(DomainError):
    message = _(
        "Diese Challenge schreibt Ihre Organisation aus, und Sie lesen die Beiträge anderer. "
        "Einreichen können Sie deshalb keinen."
    )


class NotEditable(DomainError):
    message = _("An diesem Beitrag lässt sich nichts mehr ändern.")


class Clash(Exception):
    """A colleague saved since; `stored` is what stands there now."""

    def __init__(self, stored: Entry) -> None:
        super().__init__(f"version {stored.version} is newer")
        self.stored = stored


class Incomplete(DomainError):
    """Not ready to be handed in; `problems` says by field what is missing."""

    message = _("Für das Einreichen fehlt noch etwas.")

    def __init__(self, problems: Mapping[str, str | Promise]) -> None:
        super().__init__()
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A startup that comes into being on the way."""

    name: str
    one_liner: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A locked entry, its challenge locked before it, and the database's clock."""

    entry: Entry
    challenge: Challenge
    now: datetime

    @property
    def is_open(self) -> bool:
        return self.challenge.is_open_at(self.now)


@transaction.atomic
def start(
    challenge: Challenge,
    *,
    uuid: UUID,
    startup: Startup | Newcomer,
    values: Mapping[str, object],
    by: User,
) -> Entry:
    """Begin a draft; a second click, and a colleague at the same moment, get the same one.

    `uuid` comes with the form, so that no second startup is founded either. Raises TooLate,
    NotAWriter, OwnChallenge.
    """
    desk = challenges.lock(challenge.pk)
    if held := Entry.objects.of_team(by).filter(uuid=uuid, challenge=challenge).first():
        return held
    if not desk.challenge.is_open_at(desk.now):
        raise TooLate
    if reads_entries(challenge, by):
        raise OwnChallenge
    if isinstance(startup, Newcomer):
        startup = founding.found(name=startup.name, one_liner=startup.one_liner, by=by)
    writing = StartupMember.objects.writing().filter(startup=startup, person=by)
    if not writing.exists():
        raise NotAWriter
    if held := Entry.objects.filter(challenge=challenge, startup=startup).first():
        return held
    if Entry.objects.filter(uuid=uuid).exists():
        # The mark of somebody else's form: the entry gets one of its own.
        uuid = uuid4()
    return Entry.objects.create(
        uuid=uuid,
        challenge=challenge,
        startup=startup,
        started_by=by,
        edited_by=by,
        started_at=desk.now,
        **values,
    )


def reads_entries(challenge: Challenge, person: User) -> bool:
    """Whether this person works for the partner who reads what others hand in."""
    return PartnerMember.objects.acting(person).filter(partner=challenge.partner_id).exists()


@transaction.atomic
def save(entry_uuid: UUID, *, values: Mapping[str, object], version: int, by: User) -> Entry:
    """Store what was written, unless a colleague has saved since `version`.

    Open until the deadline; what is handed in already must stay whole. The same words again are
    harmless. Raises Clash, TooLate, NotAWriter, NotEditable, Incomplete, Entry.DoesNotExist.
    """
    desk = lock_for_edit(entry_uuid, by=by)
    entry = desk.entry
    if all(getattr(entry, name) == values[name] for name in WRITTEN):
        return entry
    if entry.version != version:
        raise Clash(entry)
    for name in WRITTEN:
        setattr(entry, name, values[name])
    if not entry.is_draft and (problems := missing(entry)):
        raise Incomplete(problems)
    entry.version += 1
    entry.edited_by, entry.edited_at = by, desk.now
    entry.save(update_fields=[*WRITTEN, "version", "edited_by", "edited_at"])
    return entry


@transaction.atomic
def submit(entry_uuid: UUID, *, by: User) -> Entry:
    """Hand in: one change of state, one receipt for each member, however often it is clicked.

    Raises TooLate, NotAWriter, NotEditable, Incomplete, Entry.DoesNotExist.
    """
    desk = _lock_as_writer(entry_uuid, by=by)
    entry = desk.entry
    if entry.state in WAITING_ENTRIES:
        return entry
    _ensure_editable(desk)
    if problems := missing(entry):
        raise Incomplete(problems)
    entry = move(entry, SUBMIT_ENTRY, by=by, at=desk.now, submitted_at=desk.now, submitted_by=by)
    letters.received(entry)
    return entry


@transaction.atomic
def withdraw(entry_uuid: UUID, *, by: User) -> Entry:
    """Take an undecided entry from its partner; what was prepared in silence goes with it.

    Raises NotAWriter, InvalidTransition, Entry.DoesNotExist.
    """
    desk = _lock_as_writer(entry_uuid, by=by)
    entry = desk.entry
    if entry.state == EntryState.WITHDRAWN:
        return entry
    was_handed_in = entry.state in WAITING_ENTRIES
    entry = move(entry, WITHDRAW_ENTRY, by=by, at=desk.now)
    EntryVerdict.objects.filter(entry=entry, released_at__isnull=True).delete()
    if was_handed_in:
        letters.withdrawn(entry)
    return entry


@transaction.atomic
def resume(entry_uuid: UUID, *, by: User) -> Entry:
    """Make a withdrawn entry a draft again, with its words, while the challenge is open.

    As with any draft nobody outside the team reads it. Raises TooLate, NotAWriter,
    InvalidTransition, Entry.DoesNotExist.
    """
    desk = _lock_as_writer(entry_uuid, by=by)
    entry = desk.entry
    if entry.is_draft:
        return entry
    RESUME_ENTRY.ensure_allowed_from(entry.state)
    if not desk.is_open:
        raise TooLate
    return move(entry, RESUME_ENTRY, by=by, at=desk.now, submitted_at=None, submitted_by=None)


def missing(entry: Entry) -> dict[str, str | Promise]:
    """By field what it needs to be handed in."""
    found: dict[str, str | Promise] = {}
    if not entry.answer:
        found["answer"] = _("Schreibt in wenigen Sätzen, was ihr vorschlagt.")
    if not entry.approach:
        found["approach"] = _("Schreibt kurz, wie ihr es ausprobieren würdet.")
    if not entry.may_read:
        found["may_read"] = _("Ohne diese Erlaubnis kann der Partner den Beitrag nicht lesen.")
    return found


def lock_for_edit(entry_uuid: UUID, *, by: User) -> Desk:
    """Lock an entry for a change of what it says. Inside a transaction; raises what `save` does."""
    desk = _lock_as_writer(entry_uuid, by=by)
    _ensure_editable(desk)
    return desk


def move(
    entry: Entry, transition: Transition, *, by: User, at: datetime, **changes: object
) -> Entry:
    """The one way an entry changes its state, on a locked row."""
    transition.ensure_allowed_from(entry.state)
    EntryMove.objects.create(
        entry=entry,
        transition=transition.name,
        from_state=entry.state,
        to_state=transition.target,
        by=by,
        at=at,
    )
    entry.state = transition.target
    for field, value in changes.items():
        setattr(entry, field, value)
    entry.save(update_fields=["state", *changes])
    return entry


def _lock_as_writer(entry_uuid: UUID, *, by: User) -> Desk:
    found = Entry.objects.of_team(by).filter(uuid=entry_uuid)
    challenge = challenges.lock(found.values_list("challenge", flat=True).get())
    rows = Entry.objects.select_for_update(of=("self",), no_key=True).select_related("startup")
    entry = rows.get(uuid=entry_uuid)
    entry.challenge = challenge.challenge
    if not entry.may_write(by):
        raise NotAWriter
    return Desk(entry, challenge.challenge, challenge.now)


def _ensure_editable(desk: Desk) -> None:
    if desk.entry.state not in WAITING_ENTRIES | {EntryState.DRAFT}:
        raise NotEditable
    if not desk.is_open:
        raise TooLate
