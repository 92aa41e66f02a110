"""The one way an application changes its state: lock, check, write history, save."""

from datetime import datetime

from django.utils import timezone

from hub.accounts.models import User
from hub.core.workflow import Transition
from startups.models import Application, ApplicationMove


def move(
    application: Application,
    transition: Transition,
    *,
    by: User | None,
    note: str = "",
    at: datetime | None = None,
    **changes: object,
) -> Application:
    """Check and record a transition on the locked row, and return that fresh row.

    Call it inside a transaction. `by` is None where the clock did it. Raises InvalidTransition.
    """
    read = application
    application = Application.objects.select_for_update(of=("self",)).get(pk=read.pk)
    if Application.batch.is_cached(read):
        application.batch = read.batch
    transition.ensure_allowed_from(application.state)
    ApplicationMove.objects.create(
        application=application,
        transition=transition.name,
        from_state=application.state,
        to_state=transition.target,
        by=by,
        at=at or timezone.now(),
        note=note,
    )
    application.state = transition.target
    for field, value in changes.items():
        setattr(application, field, value)
    application.save(update_fields=["state", *changes])
    return application
