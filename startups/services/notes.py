"""What hub staff write for each other about an application."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError
from startups.models import Application, StaffNote
from startups.services.screening import ensure_workable

MAX_NOTE = 4000


@transaction.atomic
def add(application: Application, *, text: str, by: User) -> StaffNote:
    """Keep a note; it can be read by whoever works on the application, and by nobody else."""
    ensure_workable(application, by=by)
    text = text.strip()
    if not text or len(text) > MAX_NOTE:
        raise DomainError(_("Eine Notiz hat 1 bis 4.000 Zeichen."))
    return StaffNote.objects.create(application=application, author=by, text=text)
