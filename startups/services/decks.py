"""The deck of a profile: uploaded through the gate, or one of the application's files, copied."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from hub.accounts.models import User
from hub.core.workflow import DomainError
from startups.models import Attachment, ProfileDeck, Startup
from startups.services import gate, profile_edits
from startups.services.gate import Stored


def upload(startup: Startup, *, file: UploadedFile | None, by: User) -> ProfileDeck:
    """Check a file and let it take the place of the deck.

    Raises FileRefused, and what `profile_edits.lock` does.
    """
    with transaction.atomic():
        profile_edits.lock(startup, by=by)
    return _keep_or_discard(startup, gate.take_in(file, by=by), by)


def choose(startup: Startup, *, attachment: Attachment, by: User) -> ProfileDeck:
    """Let a copy of an application's file take the place of the deck; each has bytes of its own.

    Raises FileRefused, and what `profile_edits.lock` does.
    """
    with transaction.atomic():
        profile_edits.lock(startup, by=by)
    return _keep_or_discard(startup, gate.copy_of(attachment), by, scan=attachment.scan)


@transaction.atomic
def remove(startup: Startup, *, by: User) -> None:
    """Take the deck away; its bytes go with the next sweep."""
    startup = profile_edits.lock(startup, by=by)
    _retire(startup, by)


def _keep_or_discard(
    startup: Startup, stored: Stored, by: User, scan: str | None = None
) -> ProfileDeck:
    try:
        return _keep(startup, stored, by, scan or gate.first_scan())
    except (DomainError, Startup.DoesNotExist):
        stored.discard()
        raise


@transaction.atomic
def _keep(startup: Startup, stored: Stored, by: User, scan: str) -> ProfileDeck:
    startup = profile_edits.lock(startup, by=by)
    same: ProfileDeck | None = (
        ProfileDeck.objects.current().filter(startup=startup, sha256=stored.sha256).first()
    )
    if same:
        stored.discard()
        return same
    _retire(startup, by)
    return ProfileDeck.objects.create(
        startup=startup,
        file=stored.file,
        name=stored.name,
        size=stored.size,
        pages=stored.pages,
        sha256=stored.sha256,
        scan=scan,
        uploaded_by=by,
    )


def _retire(startup: Startup, by: User) -> None:
    ProfileDeck.objects.current().filter(startup=startup).update(
        removed_at=timezone.now(), removed_by=by
    )
