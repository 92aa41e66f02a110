"""The public page of a startup: the profile, what is like it, and what others show beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from hub.accounts.models import User
from hub.core import prepared
from hub.core.compiled import Asked, Compiled
from startups.models import PublicProfile
from startups.queries import directory, similar
from startups.queries.similar import Similar
from startups.states import Visibility

VISITED = Compiled(
    lambda slug: directory.page_of(PublicProfile.objects.visible_to(AnonymousUser()), slug),
    slug=str,
)
# By the name that the page's template knows it by: sends the question about a startup's slug.
Ask = Callable[[str], Asked[Any]]
_beside: dict[str, Ask] = {}


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """What stands on the page; `beside` holds the rows of each package that declared some."""

    shown: PublicProfile
    similar: list[Similar]
    beside: dict[str, list[Any]]


def declare_beside(**asks: Ask) -> None:
    """Once for each package above this one that shows something of its own on the page."""
    _beside.update(asks)


def load(user: User | AnonymousUser, slug: str) -> ProfilePage | None:
    """None where there is none to see: team and hub staff see theirs before it is released."""
    if user.is_authenticated:
        return _own_or_public(user, slug)
    # What most of all asks for is asked in one go.
    with prepared.together():
        asked, near, beside = VISITED.ask(slug=slug), similar.ask(slug), _ask_beside(slug)
    rows = asked.rows()
    return ProfilePage(rows[0], similar.made(near, rows[0]), _read(beside)) if rows else None


def _own_or_public(user: User, slug: str) -> ProfilePage | None:
    shown = directory.page_of(PublicProfile.objects.visible_to(user), slug).first()
    if shown is None:
        return None
    alike = similar.to(shown) if shown.visibility == Visibility.PUBLIC else []
    with prepared.together():
        beside = _ask_beside(slug)
    return ProfilePage(shown, alike, _read(beside))


def _ask_beside(slug: str) -> dict[str, Asked[Any]]:
    return {name: ask(slug) for name, ask in _beside.items()}


def _read(beside: dict[str, Asked[Any]]) -> dict[str, list[Any]]:
    return {name: asked.rows() for name, asked in beside.items()}
