"""What partners and the science do together with others, for their public pages."""

from django import template

from partners.queries import transfers

register = template.Library()


@register.inclusion_tag("partners/_shared_projects.html")
def shared_projects(side: str, slug: str) -> dict[str, object]:
    """The published projects of a `partner` or a `unit`, by its slug."""
    return {"projects": transfers.projects(side, slug), "side": side}
