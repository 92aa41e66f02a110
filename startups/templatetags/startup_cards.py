"""Startups as cards, on every page that lists some."""

from django import template

from hub.core.templatetags.portal import breakable, patterned
from startups.queries.directory import Profile

register = template.Library()


@register.simple_tag
def startup_card(startup: Profile, *, heading: str = "", more: str = "") -> str:
    """A card; `heading` is its level where not h2, `more` what stands below the one-liner."""
    track = startup.track
    return patterned(
        "components/startup_card.html",
        by=track.colour if track else "",
        heading=heading,
        track=track.name if track else "",
        where=startup.seat if track else "",
        logo=startup.logo,
        initial=startup.initial,
        url=startup.get_absolute_url,
        name=breakable(startup.name),
        stage=startup.get_stage_display,
        one_liner=startup.one_liner,
        more=more,
        seeks=startup.seeks,
    )
