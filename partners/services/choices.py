"""A partner's choice among the entries: noted in silence, released together in one act.

The challenge is locked first and the entries then, as everything does that counts its deadline.
"""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError
from partners.models import Challenge, Entry, EntryNote, EntryVerdict
from partners.models.entry import MAX_ENTRY_NOTE, MAX_MESSAGE
from partners.services import challenges, entries
from partners.services import entry_letters as letters
from partners.states import (
    DECIDE_CHALLENGE,
    SHORTLIST_ENTRY,
    UNLIST_ENTRY,
    VERDICT_TRANSITIONS,
    WAITING_ENTRIES,
    ChallengeState,
    EntryState,
    Verdict,
)

NOTHING = "-"


class Changed(DomainError):
    message = _("Inzwischen hat jemand anderes etwas notiert. Unten steht, was jetzt gilt.")


class NotYet(DomainError):
    message = _("Ausgewählt wird nach der Frist, damit alle gleich viel Zeit haben.")


@transaction.atomic
def shortlist(entry_uuid: UUID, *, is_on: bool, by: User) -> Entry:
    """Mark an entry, or take the mark off; twice is once, and its team sees nothing of it."""
    entry = _lock(entry_uuid, by=by)
    wanted = EntryState.SHORTLISTED if is_on else EntryState.SUBMITTED
    if entry.state == wanted:
        return entry
    transition = SHORTLIST_ENTRY if is_on else UNLIST_ENTRY
    return entries.move(entry, transition, by=by, at=timezone.now())


@transaction.atomic
def note(entry_uuid: UUID, *, text: str, by: User) -> EntryNote:
    """Write a note for one's own colleagues."""
    text = text.strip()
    if not text or len(text) > MAX_ENTRY_NOTE:
        raise DomainError(_("Eine Notiz hat mindestens ein Wort und höchstens 2000 Zeichen."))
    entry = _lock(entry_uuid, by=by)
    partner = entry.challenge.partner
    return EntryNote.objects.create(entry=entry, partner=partner, author=by, text=text)


@transaction.atomic
def prepare(
    entry_uuid: UUID, *, outcome: str, message: str, seen: str, by: User
) -> EntryVerdict | None:
    """Note what will be said, or with an empty `outcome` forget it; nobody outside sees it.

    `seen` is the stamp of what the reader saw: of two colleagues the second is told. Raises
    Changed, NotYet, InvalidTransition, Entry.DoesNotExist.
    """
    message = message.strip()
    if outcome not in {"", *Verdict.values} or len(message) > MAX_MESSAGE:
        raise DomainError(_("Dieses Ergebnis lässt sich so nicht vorbereiten."))
    entry = _lock(entry_uuid, by=by)
    held = EntryVerdict.objects.filter(entry=entry).first()
    if held and (held.outcome, held.message) == (outcome, message):
        return held
    if stamp(held) != seen:
        raise Changed
    if entry.challenge.state != ChallengeState.CLOSED:
        raise NotYet
    if not outcome:
        EntryVerdict.objects.filter(entry=entry).delete()
        return None
    VERDICT_TRANSITIONS[Verdict(outcome)].ensure_allowed_from(entry.state)
    verdict = held or EntryVerdict(entry=entry)
    verdict.outcome, verdict.message = outcome, message
    verdict.prepared_by, verdict.prepared_at = by, timezone.now()
    verdict.save()
    return verdict


@transaction.atomic
def release(challenge_uuid: UUID, *, message: str, shown: str, by: User) -> list[Entry]:
    """Tell every team at the same moment: all of them, or none.

    Who was given no result is not chosen, in the words of `message`. `shown` is the stamp of the
    preview; a second click finds it done. Raises Changed, NotYet, DomainError.
    """
    desk = challenges.lock_own(challenge_uuid, by=by)
    challenge = desk.challenge
    if challenge.state == ChallengeState.DECIDED:
        return []
    if challenge.state != ChallengeState.CLOSED:
        raise NotYet
    rows = waiting(challenge).select_for_update(of=("self",), no_key=True)
    found = list(rows.order_by("pk"))
    if release_stamp(found) != shown:
        raise Changed
    message = message.strip()
    silent = [entry for entry in found if verdict_of(entry) is None]
    if silent and (not message or len(message) > MAX_MESSAGE):
        raise DomainError(
            _("Schreiben Sie denen einen Satz, für die noch kein Ergebnis notiert ist.")
        )
    for entry in silent:
        EntryVerdict.objects.create(
            entry=entry,
            outcome=Verdict.NOT_CHOSEN,
            message=message,
            prepared_by=by,
            prepared_at=desk.now,
        )
    told = [_announce(entry, challenge, by=by, desk=desk) for entry in fresh(found)]
    challenges.move(desk, DECIDE_CHALLENGE, by=by, decided_at=desk.now)
    return told


def _announce(entry: Entry, challenge: Challenge, *, by: User, desk: challenges.Desk) -> Entry:
    verdict = entry.verdict
    transition = VERDICT_TRANSITIONS[Verdict(verdict.outcome)]
    entry.challenge = challenge
    entry = entries.move(entry, transition, by=by, at=desk.now, decided_at=desk.now)
    EntryVerdict.objects.filter(pk=verdict.pk).update(released_at=desk.now)
    letters.decided(entry, verdict)
    return entry


def waiting(challenge: Challenge) -> QuerySet[Entry]:
    """The entries that hear of the decision, with what is prepared for each."""
    found = Entry.objects.filter(challenge=challenge, state__in=WAITING_ENTRIES)
    return found.select_related("startup", "verdict")


def fresh(found: Collection[Entry]) -> list[Entry]:
    """The same locked entries, with the verdicts that were just written."""
    rows = Entry.objects.filter(pk__in=[entry.pk for entry in found])
    return list(rows.select_related("startup", "verdict").order_by("pk"))


def verdict_of(entry: Entry) -> EntryVerdict | None:
    return getattr(entry, "verdict", None)


def stamp(verdict: EntryVerdict | None) -> str:
    """What a box for the result shows; another stamp means that somebody noted something since."""
    return f"{verdict.pk}|{verdict.prepared_at.isoformat()}" if verdict else NOTHING


def release_stamp(found: Collection[Entry]) -> str:
    """What a preview shows: which entries, with which results."""
    parts = [f"{entry.pk}:{stamp(verdict_of(entry))}" for entry in found]
    return "; ".join(sorted(parts))


def _lock(entry_uuid: UUID, *, by: User) -> Entry:
    """An entry handed in to a challenge of one's own partner; Entry.DoesNotExist for all others."""
    found = Entry.objects.handed_in().filter(uuid=entry_uuid)
    challenge_uuid = found.values_list("challenge__uuid", flat=True).get()
    try:
        desk = challenges.lock_own(challenge_uuid, by=by)
    except Challenge.DoesNotExist:
        raise Entry.DoesNotExist from None
    entry = Entry.objects.handed_in().select_for_update(no_key=True).get(uuid=entry_uuid)
    entry.challenge = desk.challenge
    return entry
