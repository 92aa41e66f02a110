"""The PDF of an entry: through the gate, one at a time."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from hub.accounts.models import User
from hub.core.workflow import DomainError
from partners.models import Entry, EntryFile
from partners.services import entries
from startups.services import gate
from startups.services.gate import Stored


def attach(entry_uuid: UUID, *, upload: UploadedFile | None, by: User) -> EntryFile:
    """Check a file and let it take the place of the entry's; no lock while it is looked at.

    Raises FileRefused, and what `entries.lock_for_edit` does.
    """
    with transaction.atomic():
        entries.lock_for_edit(entry_uuid, by=by)
    stored = gate.take_in(upload, by=by)
    try:
        return _keep(entry_uuid, stored, by)
    except (DomainError, Entry.DoesNotExist):
        stored.discard()
        raise


@transaction.atomic
def remove(entry_uuid: UUID, *, by: User) -> None:
    """Take the file away; its bytes go with the next sweep."""
    desk = entries.lock_for_edit(entry_uuid, by=by)
    _retire(desk, by)


@transaction.atomic
def _keep(entry_uuid: UUID, stored: Stored, by: User) -> EntryFile:
    desk = entries.lock_for_edit(entry_uuid, by=by)
    held = EntryFile.objects.current().filter(entry=desk.entry)
    same: EntryFile | None = held.filter(sha256=stored.sha256).first()
    if same:
        stored.discard()
        return same
    _retire(desk, by)
    return EntryFile.objects.create(
        entry=desk.entry,
        file=stored.file,
        name=stored.name,
        size=stored.size,
        pages=stored.pages,
        sha256=stored.sha256,
        scan=gate.first_scan(),
        uploaded_by=by,
    )


def _retire(desk: entries.Desk, by: User) -> None:
    EntryFile.objects.current().filter(entry=desk.entry).update(removed_at=desk.now, removed_by=by)
