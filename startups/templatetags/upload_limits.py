"""What may be uploaded, for pages that say so before somebody tries."""

from django import template

from startups.services import gate

register = template.Library()


@register.simple_tag
def upload_limits() -> dict[str, int]:
    """`bytes` and `mb` of a file, `pages`, `count` and `total_mb` of an application."""
    return gate.limits_in_words()
