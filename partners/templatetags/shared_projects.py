"""What startups, partners and the science do together, for the public pages of all three."""

from django import template

from hub.core import prepared
from partners.queries import pilot_public, transfers

register = template.Library()


@register.inclusion_tag("partners/_shared_projects.html")
def shared_projects(side: str, slug: str) -> dict[str, object]:
    """The published projects of a `startup`, a `partner` or a `unit`, by its slug."""
    return {"projects": transfers.projects(side, slug), "side": side}


@register.simple_tag
def shown_of_startup(slug: str) -> dict[str, object]:
    """The `pilots` and `projects` that a startup's public page shows; asked for in one go."""
    with prepared.together():
        pilots, projects = pilot_public.ask(slug), transfers.PROJECTS["startup"].ask(slug=slug)
    return {"pilots": pilots.rows(), "projects": projects.rows()}
