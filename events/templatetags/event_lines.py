"""Events in lists, on pages that have many."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.utils.translation import get_language

from events.models import Event, EventKind, Language
from events.queries.listing import Line
from hub.core import times
from hub.core.bilingual import label
from hub.core.markup import joined
from hub.core.templatetags.portal import patterned
from hub.core.times import BERLIN
from startups.queries import facets

register = template.Library()
MOST_KEPT = 1_000


@register.simple_tag
def event_lines(lines: Iterable[Line], version: int) -> str:
    """Events in the list, in one go; each is drawn anew when its room changes, or the number of what
    is public."""
    draw = facets.kept(event_lines, version, lambda: lru_cache(maxsize=MOST_KEPT)(_line))
    language = get_language()
    drawn = (draw(line.event, language, line.room.words, is_over=line.is_over) for line in lines)
    return joined(drawn)


def _line(event: Event, language: str | None, room: str, *, is_over: bool) -> str:
    track, starts = event.track, event.starts_at.astimezone(BERLIN)
    return patterned(
        "events/_line.html",
        by=track.colour if track else "",
        track=track.name if track else "",
        cancelled="yes" if event.is_cancelled else "",
        moved="yes" if event.moved_from and not is_over else "",
        day=str(starts.day),
        weekday=times.weekday(starts),
        kind=label(EventKind, event.kind, language),
        spoken=event.shown_language,
        url=event.get_absolute_url(),
        title=event.title,
        summary=event.summary,
        starts=starts.isoformat(),
        span=times.span(event.starts_at, event.ends_at),
        where=event.where,
        languages=", ".join(label(Language, one, language) for one in event.languages),
        room="" if is_over else room,
    )
