"""What a startup did with partners and with science, for its public page."""

from hub.core.compiled import Asked
from partners.models import SharedProject
from partners.queries import pilot_public, transfers
from startups.queries import profile_page


def projects(slug: str) -> Asked[SharedProject]:
    return transfers.PROJECTS["startup"].ask(slug=slug)


profile_page.declare_beside(pilots=pilot_public.ask, projects=projects)
