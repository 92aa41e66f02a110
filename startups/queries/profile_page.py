"""The public page of a startup: the profile, and what is like it."""

from django.contrib.auth.models import AnonymousUser

from hub.accounts.models import User
from hub.core import prepared
from hub.core.compiled import Compiled
from startups.models import PublicProfile
from startups.queries import directory, similar
from startups.queries.similar import Similar
from startups.states import Visibility

VISITED = Compiled(
    lambda slug: directory.page_of(PublicProfile.objects.visible_to(AnonymousUser()), slug),
    slug=str,
)


def load(user: User | AnonymousUser, slug: str) -> tuple[PublicProfile, list[Similar]] | None:
    """None where there is none to see: team and hub staff see theirs before it is released."""
    if user.is_authenticated:
        shown = directory.page_of(PublicProfile.objects.visible_to(user), slug).first()
        if shown is None:
            return None
        return shown, similar.to(shown) if shown.visibility == Visibility.PUBLIC else []
    # What most of all asks for is asked in one go.
    with prepared.together():
        asked, near = VISITED.ask(slug=slug), similar.ask(slug)
    rows = asked.rows()
    return (rows[0], similar.made(near, rows[0])) if rows else None
