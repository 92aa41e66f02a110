"""The way from an event's page to the meetings somebody has there."""

from django import template

from events.models import Event
from hub.accounts.models import User
from matchday.models import MatchSide

register = template.Library()


@register.simple_tag
def own_meetings(viewer: User, event: Event) -> list[MatchSide]:
    """The sides for which this person comes to the event's timetable."""
    own = MatchSide.objects.visible_to(viewer).coming().named()
    return list(own.filter(day__event=event).order_by("pk")[:5])
