"""The watchlist of an organisation: startups put on it, moved, taken off, and notes about them."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError
from partners.models import Partner, PartnerMember, WatchEntry, WatchNote, WatchStage
from partners.services import stages
from startups.models import PartnerProfile

DOUBLE_CLICK = timedelta(minutes=1)
MOST_NOTES = 200


class NotReleased(DomainError):
    message = _("Dieses Startup zeigt sein Profil nicht mehr. Vormerken geht gerade nicht.")


class NoSuchEntry(DomainError):
    message = _("Dieser Eintrag ist nicht mehr auf Ihrer Merkliste.")


class NotYourNote(DomainError):
    message = _("Ändern kann eine Notiz nur, wer sie geschrieben hat.")


class TooManyNotes(DomainError):
    message = _("Zu diesem Startup stehen schon 200 Notizen. Bitte löschen Sie erst eine eigene.")


class Clash(DomainError):
    """The note was changed since it was read; `note` is as it stands now."""

    message = _("Diese Notiz wurde inzwischen anderswo geändert. Beide Fassungen stehen hier.")

    def __init__(self, note: WatchNote) -> None:
        super().__init__()
        self.note = note


@transaction.atomic
def watch(slug: str, *, by: User) -> WatchEntry:
    """Put a startup on the own organisation's list; one that was there is back with its notes.

    Raises NoSuchEntry, NotReleased.
    """
    partner = lock_partner(by)
    shown = PartnerProfile.objects.open().filter(slug=slug).first()
    if shown is None:
        raise NotReleased
    if not WatchEntry.objects.filter(partner=partner).exists():
        stages.suggest(partner)
    entry, is_new = WatchEntry.objects.get_or_create(
        partner=partner,
        startup_id=shown.pk,
        defaults={"added_by": by, "stage": WatchStage.objects.filter(partner=partner).first()},
    )
    if not is_new and entry.removed_at:
        entry.removed_at, entry.added_at, entry.added_by = None, timezone.now(), by
        entry.save(update_fields=["removed_at", "added_at", "added_by"])
    return entry


@transaction.atomic
def unwatch(*, startup_id: int, by: User) -> None:
    """Take a startup off the list; notes are kept for the day it comes back."""
    WatchEntry.objects.current().filter(partner=_partner(by), startup=startup_id).update(
        removed_at=timezone.now()
    )


@transaction.atomic
def set_stage(*, entry_uuid: UUID, stage_uuid: UUID | None, by: User) -> WatchEntry:
    """Say how far things are; None for no stage. Raises NoSuchEntry, stages.NoSuchStage."""
    entry = _lock_entry(entry_uuid, by)
    entry.stage = None
    if stage_uuid:
        entry.stage = WatchStage.objects.filter(partner=entry.partner_id, uuid=stage_uuid).first()
        if entry.stage is None:
            raise stages.NoSuchStage
    entry.save(update_fields=["stage"])
    return entry


@transaction.atomic
def add_note(*, entry_uuid: UUID, text: str, by: User) -> WatchNote:
    """Write a note; the same words again within a minute are a double click.

    Raises NoSuchEntry, TooManyNotes.
    """
    entry = _lock_entry(entry_uuid, by)
    since = timezone.now() - DOUBLE_CLICK
    same = entry.notes.filter(author=by, text=text, written_at__gt=since).first()
    if same:
        return same
    if entry.notes.count() >= MOST_NOTES:
        raise TooManyNotes
    return WatchNote.objects.create(entry=entry, author=by, text=text)


@transaction.atomic
def edit_note(*, note_uuid: UUID, text: str, version: int, by: User) -> WatchNote:
    """Put one's own note in other words. Raises NoSuchEntry, NotYourNote, Clash."""
    note = _lock_own_note(note_uuid, by)
    if note.text == text:
        return note
    if note.version != version:
        raise Clash(note)
    note.text, note.version, note.edited_at = text, version + 1, timezone.now()
    note.save(update_fields=["text", "version", "edited_at"])
    return note


@transaction.atomic
def remove_note(*, note_uuid: UUID, by: User) -> None:
    """Delete one's own note for good. Raises NoSuchEntry, NotYourNote."""
    _lock_own_note(note_uuid, by).delete()


def lock_partner(by: User) -> Partner:
    """The partner somebody works for, held still: colleagues who click at once wait here."""
    return Partner.objects.select_for_update().get(pk=_partner(by))


def _partner(by: User) -> int:
    own = PartnerMember.objects.acting(by).values_list("partner", flat=True).first()
    if own is None:
        raise NoSuchEntry
    return own


def _lock_entry(entry_uuid: UUID, by: User) -> WatchEntry:
    entry = (
        WatchEntry.objects.select_for_update()
        .current()
        .filter(partner=_partner(by), uuid=entry_uuid)
        .first()
    )
    if entry is None:
        raise NoSuchEntry
    return entry


def _lock_own_note(note_uuid: UUID, by: User) -> WatchNote:
    notes = WatchNote.objects.select_for_update(of=("self",)).filter(
        entry__partner=_partner(by), entry__removed_at__isnull=True
    )
    note = notes.filter(uuid=note_uuid).first()
    if note is None:
        raise NoSuchEntry
    if note.author_id != by.pk:
        raise NotYourNote
    return note
