"""Startups as cards, on every page that lists some."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join

from hub.core.templatetags.portal import breakable, patterned
from startups.queries.directory import Profile

register = template.Library()


@register.simple_tag
def startup_cards(startups: Iterable[Profile]) -> str:
    """The cards of a list, in one go."""
    return format_html_join("", "{}", ((startup_card(startup),) for startup in startups))


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
