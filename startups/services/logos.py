"""A profile's logo: uploaded, drawn anew, shown at once or once staff have looked at it."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from hub.accounts.models import User
from hub.programme import public
from startups.models import ProfileLogo, Startup
from startups.services import gate, logo_check, profile_changes, profile_edits

DIGITS = 16


def upload(startup: Startup, *, file: UploadedFile, by: User) -> ProfileLogo:
    """Take a picture as the logo. Raises NotTaken, FileRefused, and what `profile_edits.lock` does.

    No lock is held while it is drawn.
    """
    with transaction.atomic():
        profile_edits.lock(startup, by=by)
    gate.ensure_allowed(by)
    small, large = logo_check.drawn(file)
    return _keep(startup, small, large, by)


@transaction.atomic
def _keep(startup: Startup, small: bytes, large: bytes, by: User) -> ProfileLogo:
    startup = profile_edits.lock(startup, by=by)
    digest = hashlib.sha256(large).hexdigest()[:DIGITS]
    waits = profile_changes.must_wait(startup)
    held = ProfileLogo.objects.filter(startup=startup)
    same = held.filter(digest=digest).first()
    if same is None or same.is_shown:
        # What was sent last counts: nothing older goes on waiting.
        held.filter(is_shown=False).delete()
    if same:
        profile_changes.keep_beside(startup, by=by)
        return same
    held.filter(is_shown=not waits).delete()
    logo = ProfileLogo.objects.create(
        startup=startup,
        is_shown=not waits,
        digest=digest,
        small=small,
        large=large,
        uploaded_by=by,
    )
    profile_changes.keep_beside(startup, by=by)
    public.touch()
    return logo


@transaction.atomic
def remove(startup: Startup, *, by: User) -> None:
    """Show no logo any more, from the next request on; one that waited goes with it."""
    startup = profile_edits.lock(startup, by=by)
    ProfileLogo.objects.filter(startup=startup).delete()
    profile_changes.keep_beside(startup, by=by)
    public.touch()
