"""News of a pilot."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hub.accounts.models import User
from partners.models import PilotSide, PilotUpdate
from partners.services import pilot_mails
from partners.services.pilots import lock

ONE_CLICK = timedelta(minutes=1)


@transaction.atomic
def write(pilot_uuid: UUID, *, text: str, by: User) -> PilotUpdate:
    """Keep a message for both sides; the hub team may write too. A double click writes once.

    Raises Pilot.DoesNotExist, NotYours, Frozen.
    """
    pilot, seat = lock(pilot_uuid, by=by, hub=True)
    now = timezone.now()
    again = pilot.updates.filter(author=by, text=text, at__gt=now - ONE_CLICK).first()
    if again:
        return again
    update = PilotUpdate.objects.create(pilot=pilot, side=seat.side, author=by, text=text, at=now)
    if seat.side != PilotSide.HUB:
        # A word of the hub team's is no sign of life of the two.
        pilot.last_sign_at = now
        pilot.save(update_fields=["last_sign_at"])
    pilot_mails.news(update)
    return update
