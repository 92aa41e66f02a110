"""When an event is moved, the rounds of its day move along."""

from datetime import datetime, timedelta

from events.models import Event
from events.services import changes
from matchday.models import MatchDay
from matchday.services import letters
from matchday.services.access import locked
from matchday.services.plans import published


def along(event: Event, by_how_much: timedelta, now: datetime) -> None:
    """Inside the move's transaction; who has a timetable already hears of the new times.

    A time for wishes that is still to end moves, too, but never past the first round.
    """
    key = MatchDay.objects.filter(event=event).values_list("pk", flat=True).first()
    if key is None:
        return
    day = locked(key)
    day.event = event
    day.starts_at += by_how_much
    if day.takes_wishes_at(now):
        day.wishes_until += by_how_much
    day.wishes_until = min(day.wishes_until, day.starts_at)
    day.save(update_fields=["starts_at", "wishes_until"])
    plan = published(day)
    if plan:
        plan.day = day
        letters.tell_move(plan, now=now)


changes.declare_follower(along)
