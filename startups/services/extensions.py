"""A later deadline for one application, also for a draft that staff cannot read."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError, InvalidTransition
from startups.models import Application, Extension
from startups.queries import desk
from startups.services import letters
from startups.services.drafts import deadline_of
from startups.states import ApplicationState

EXTENDABLE = frozenset({ApplicationState.DRAFT, ApplicationState.SUBMITTED})


@transaction.atomic
def give(application: Application, *, until: datetime, reason: str, by: User) -> Extension:
    """Let the team write and hand in until `until`, and tell it.

    Raises Application.DoesNotExist for who is tied to the startup, InvalidTransition once the hub
    is at work on it, DomainError when nothing would be won.
    """
    desk.extendable(by).values("pk").get(pk=application.pk)
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.state not in EXTENDABLE:
        raise InvalidTransition(log=f"cannot extend when {application.state}")
    if until <= max(timezone.now(), deadline_of(application)):
        raise DomainError(_("Die neue Frist liegt nicht nach der jetzigen."))
    extension = Extension.objects.create(
        application=application, until=until, reason=reason.strip(), given_by=by
    )
    letters.deadline_extended(application, until=until)
    return extension
