"""What the clock sends besides reminders: mails that no rule of the table speaks of.

The package that sends one announces it, so that the desk's look ahead shows it, too:

    announce(Announcement("events/feedback", _("am Morgen danach, wer da war"), find=feedback))

A `find` gives the occasions up to a moment, as things stand now; its date is when the mail leaves.
Where nobody can say beforehand, there is none, and `why` says what it hangs on.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.accounts.models import User
from hub.mail import kinds, planning
from hub.mail.recipients import Guest, Recipient
from hub.mail.subjects import Occasion

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Ahead:
    """The days that are looked at, and who looks: what that person must not know of is left out."""

    now: datetime
    until: datetime
    viewer: User | None = None


@dataclass(frozen=True)
class Announcement:
    mail: str
    why: "StrOrPromise"
    find: Callable[[Ahead], Iterable[Occasion]] | None = None

    @property
    def key(self) -> str:
        return self.mail

    @property
    def title(self) -> "StrOrPromise":
        return kinds.get(self.mail).title


@dataclass(frozen=True, slots=True)
class Announced:
    """One mail to one account or guest, as it will leave if nothing changes."""

    subject: Announcement
    occasion: Occasion
    to: Recipient

    @property
    def at(self) -> datetime:
        return self.occasion.date

    @property
    def rule(self) -> None:
        """There is none, as there is one for each reminder."""

    @property
    def is_to_guest(self) -> bool:
        return isinstance(self.to, Guest)


_announced: dict[str, Announcement] = {}


def announce(one: Announcement) -> Announcement:
    """Make known what the clock sends; twice the same kind is a mistake."""
    if one.mail in _announced:
        raise ValueError(f"{one.mail} is announced twice")
    _announced[one.mail] = one
    return one


def every() -> list[Announcement]:
    """All announcements, in the order of their kinds."""
    return [_announced[mail] for mail in sorted(_announced)]


def coming(ahead: Ahead) -> list[Announced]:
    """Every mail announced up to then, in no order of time; not to who does not want its kind."""
    found = [
        (one, occasion) for one in every() if one.find is not None for occasion in one.find(ahead)
    ]
    return list(_for_each_person(found))


def _for_each_person(found: list[tuple[Announcement, Occasion]]) -> Iterator[Announced]:
    people = planning.people({key for _one, occasion in found for key in occasion.people})
    for one, occasion in found:
        for to, choice in planning.recipients(occasion, people):
            if not choice or one.mail not in choice.declined:
                yield Announced(one, occasion, to)
