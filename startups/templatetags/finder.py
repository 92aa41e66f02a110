"""The many small parts of a list that people narrow, each in one go: as loops in a template they took
twice as long."""

from collections.abc import Iterable

from django import template

from hub.core.markup import joined
from hub.core.templatetags.portal import patterned
from startups.facet_groups import Group

register = template.Library()


@register.simple_tag
def facets(groups: Iterable[Group]) -> str:
    """All facets of a list that have a value to choose."""
    return joined((_facet(group) for group in groups if group.options), "\n")


def _facet(group: Group) -> str:
    return patterned(
        "startups/_facet.html",
        by="",
        name=group.name,
        label=group.label,
        chosen=str(len(group.chosen) or ""),
        options=_options(group),
    )


def _options(group: Group) -> str:
    drawn = (
        patterned(
            "startups/_option.html",
            by=option.mark,
            name=group.name,
            value=option.value,
            label=option.label,
            count=option.count_shown,
        )
        for option in group.options
    )
    return joined(drawn, "\n")
