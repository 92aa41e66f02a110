"""Named moves between states, and the one way a service says no to a person."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule says no; `message` tells the person why and what to do, in their language."""

    message: str | Promise = _("Das geht gerade nicht.")

    def __init__(self, message: str | Promise = "", *, log: str = "") -> None:
        super().__init__(log or message or type(self).__name__)
        self.message = message or self.message


class InvalidTransition(DomainError):
    """The move is not allowed from the object's current state."""

    message = _("Das ist in diesem Stand nicht mehr möglich.")


@dataclass(frozen=True, slots=True)
class Transition:
    name: str
    sources: frozenset[str]
    target: str

    def ensure_allowed_from(self, state: str) -> None:
        if state not in self.sources:
            raise InvalidTransition(log=f"cannot {self.name} from {state}")
