"""Startups as cards, on every page that lists some, and what stands on their own page."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.translation import ngettext

from hub.core.markup import joined
from hub.core.templatetags.portal import breakable, patterned
from startups.queries.directory import Profile
from startups.queries.similar import Similar

register = template.Library()


@register.simple_tag
def startup_cards(startups: Iterable[Profile]) -> str:
    """The cards of a list, in one go."""
    return joined(startup_card(startup) for startup in startups)


@register.simple_tag
def similar_cards(similar: Iterable[Similar]) -> str:
    """Startups beside another one, each with what they have in common."""
    drawn = (startup_card(one.card, heading="h3", more=_reasons(one.reasons)) for one in similar)
    return joined(drawn)


def _reasons(reasons: Iterable[str]) -> str:
    items = format_html_join("", "<li>{}</li>", ((reason,) for reason in reasons))
    return patterned("startups/_reasons.html", by="", reasons=items)


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


@register.simple_tag
def facts(startup: Profile) -> str:
    """The short things on a profile, those that were not told left out."""
    team, founded, batch = startup.team_size, startup.founded_on, startup.batch
    return patterned(
        "startups/_facts.html",
        by="",
        seeks=startup.seeks,
        stage=startup.get_stage_display,
        seat=startup.seat,
        region=startup.region,
        team=_people(team) if team else "",
        founded=str(founded.year) if founded else "",
        batch=batch.name if batch else "",
        life=startup.life,
        jobs_url=startup.jobs_url,
        website=startup.website,
    )


def _people(number: int) -> str:
    return ngettext("%(number)s Person", "%(number)s Personen", number) % {"number": number}
