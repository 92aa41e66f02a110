"""News of a pilot, and the question when there has been none for thirty days."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from hub.accounts.models import User
from hub.core.times import BERLIN
from partners.models import PilotSide, PilotUpdate
from partners.models.pilot import PilotQuerySet
from partners.queries.pilot_silence import quiet_since, stuck
from partners.services import pilot_mails
from partners.services.pilots import lock

ONE_CLICK = timedelta(minutes=1)
# Nobody is asked in the middle of the night.
MORNING = 8


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


def ask_about_silence(*, now: datetime) -> int:
    """Ask both sides of each pilot that stands still, once in thirty days; how many pilots.

    What is due follows from the rows, so a missed day is made up for and a second run is silent.
    """
    if now.astimezone(BERLIN).hour < MORNING:
        return 0
    due = _due(now)
    return sum(_ask(pk, now) for pk in due.order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def _ask(pk: int, now: datetime) -> bool:
    """The row is judged again under its lock: another clock may have asked, or somebody written."""
    rows = _due(now).select_for_update(of=("self",)).select_related("partner", "startup")
    pilot = rows.filter(pk=pk).first()
    if pilot is None:
        return False
    quiet = timezone.localdate(now, BERLIN) - timezone.localdate(pilot.last_sign_at, BERLIN)
    pilot_mails.stuck(pilot, days=quiet.days)
    pilot.asked_at = now
    pilot.save(update_fields=["asked_at"])
    return True


def _due(now: datetime) -> PilotQuerySet:
    return stuck(now).filter(Q(asked_at__isnull=True) | Q(asked_at__lt=quiet_since(now)))
