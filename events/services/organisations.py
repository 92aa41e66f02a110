"""For which organisation somebody comes: events know no partners, so the portal says it.

Whoever knows both registers a function here; without one nobody belongs to any.
"""

from collections.abc import Callable
from dataclasses import dataclass

from hub.accounts.models import User


@dataclass(frozen=True, slots=True)
class Organisation:
    """`key` tells it apart for good, `name` is how people call it."""

    key: str = ""
    name: str = ""


NONE = Organisation()
_sources: list[Callable[[User], Organisation | None]] = []


def register(source: Callable[[User], Organisation | None]) -> None:
    """Ask `source` from now on, after those that are registered already."""
    if source not in _sources:
        _sources.append(source)


def of(person: User) -> Organisation:
    """The first one that is known of a person."""
    found = (source(person) for source in _sources)
    return next((organisation for organisation in found if organisation), NONE)
