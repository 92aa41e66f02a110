"""The ways from an event's pages to its meetings: one's own, and at the desk the day itself."""

from django import template
from django.urls import reverse

from events.models import Event
from events.states import EventState
from hub.accounts.models import User
from matchday.models import KINDS, MatchDay, MatchSide

register = template.Library()


@register.simple_tag
def own_meetings(viewer: User, event: Event) -> list[MatchSide]:
    """The sides for which this person comes to the event's timetable."""
    own = MatchSide.objects.visible_to(viewer).coming().named()
    return list(own.filter(day__event=event).order_by("pk")[:5])


@register.simple_tag
def day_at_desk(event: Event) -> str:
    """Where staff find the event's day with a timetable, or make one; empty where none can be."""
    key = MatchDay.objects.filter(event=event).values_list("pk", flat=True).first()
    if key is not None:
        return reverse("admin:matchday_matchday_timetable", args=[key])
    may_have = event.kind in KINDS and not event.is_template and not event.is_cancelled
    add = reverse("admin:matchday_matchday_add")
    return f"{add}?event={event.pk}" if may_have and event.state != EventState.DONE else ""
