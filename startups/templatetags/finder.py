"""The many small parts of a list that people narrow."""

from django import template
from django.utils.html import format_html_join

from hub.core.templatetags.portal import patterned
from startups.facet_groups import Group

register = template.Library()


@register.simple_tag
def facet_options(group: Group) -> str:
    """All values of a facet, in one go: as a loop in the template they took twice as long."""
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
    return format_html_join("\n", "{}", ((one,) for one in drawn))
