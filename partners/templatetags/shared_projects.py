"""What startups, partners and the science do together, for the public pages of all three."""

from django import template

from partners.queries import transfers

register = template.Library()


@register.inclusion_tag("partners/_shared_projects.html")
def shared_projects(side: str, slug: str) -> dict[str, object]:
    """The published projects of a `startup`, a `partner` or a `unit`, by its slug."""
    return {"projects": transfers.projects(side, slug), "side": side}
