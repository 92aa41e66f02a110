"""Files of a pilot: taken in through the house's gate, for both sides, removed by who brought them."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError
from partners.models import PilotFile
from partners.services.pilots import NotYours, lock
from startups.services import gate
from startups.services.gate import FileRefused, Stored

MAX_FILES = 30
TOO_MANY = _("Dieses Pilotprojekt hat schon so viele Dateien, wie es haben kann.")


def attach(pilot_uuid: UUID, *, upload: UploadedFile | None, by: User) -> PilotFile:
    """Check a file and keep it for both sides; the same file sent twice is kept once.

    No lock is held while it is looked at. Raises Pilot.DoesNotExist, NotYours, Frozen, FileRefused.
    """
    with transaction.atomic():
        lock(pilot_uuid, by=by)
    stored = gate.take_in(upload, by=by)
    try:
        return _keep(pilot_uuid, stored, by=by)
    except DomainError:
        stored.discard()
        raise


@transaction.atomic
def _keep(pilot_uuid: UUID, stored: Stored, *, by: User) -> PilotFile:
    pilot, seat = lock(pilot_uuid, by=by)
    held = PilotFile.objects.current().filter(pilot=pilot)
    same: PilotFile | None = held.filter(sha256=stored.sha256).first()
    if same:
        stored.discard()
        return same
    if held.count() >= MAX_FILES:
        raise FileRefused(TOO_MANY)
    return PilotFile.objects.create(
        pilot=pilot,
        side=seat.side,
        file=stored.file,
        name=stored.name,
        size=stored.size,
        pages=stored.pages,
        sha256=stored.sha256,
        scan=gate.first_scan(),
        uploaded_by=by,
    )


@transaction.atomic
def remove(kept: PilotFile, *, by: User) -> None:
    """Take a file of one's own side away; its bytes go with the next sweep.

    Raises Pilot.DoesNotExist, NotYours, Frozen.
    """
    _pilot, seat = lock(kept.pilot.uuid, by=by)
    if seat.side != kept.side:
        raise NotYours(_("Eine Datei entfernt die Seite, die sie gebracht hat."))
    current = PilotFile.objects.current().filter(pk=kept.pk)
    current.update(removed_at=timezone.now(), removed_by=by)
