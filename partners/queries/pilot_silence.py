"""Pilots that stand still: open, not resting, and nobody has been heard of for thirty days."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from hub.core.times import BERLIN
from partners.models import Pilot
from partners.models.pilot import PilotQuerySet

SILENCE = timedelta(days=30)


def quiet_since(now: datetime) -> datetime:
    """What happened before this moment is thirty days of the calendar in Berlin ago."""
    day = timezone.localdate(now, BERLIN) - SILENCE + timedelta(days=1)
    return datetime.combine(day, time.min, tzinfo=BERLIN)


def stuck(now: datetime) -> PilotQuerySet:
    """Those of which nobody has heard for so long; a move or a message is a sign."""
    today = timezone.localdate(now, BERLIN)
    return Pilot.objects.on_the_move(on=today).filter(last_sign_at__lt=quiet_since(now))
