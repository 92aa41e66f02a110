"""What the portal can remind of. The package that owns a matter declares it as a subject:

    subjects.declare(
        Subject(
            "startups/draft",
            _("Entwurf einer Bewerbung"),
            {"deadline": _("Frist der Bewerbung")},
            _("wer am Entwurf schreibt"),
            mail="startups/draft_reminder",
            find=found,
            values=draft_values,
        )
    )

When a reminder goes is not said here: that is a `ReminderRule`, a row that the team can change. A
`find` is asked for the occasions of the dates that the rules reach; subjects that share one are
asked together. It takes the same number of statements however much it finds. Before a reminder is
sent it is asked again for that one object (`Wanted.named`), under the lock of the object's row.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from hub.accounts.models import User
from hub.mail.recipients import Guest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Occasion:
    """One date of one object, and the accounts and guests that would hear of it."""

    subject: str
    anchor: str
    object: str
    name: str
    date: datetime
    people: tuple[int, ...]
    # Where staff find what it is about: a path inside the portal.
    about: str
    # A reminder that was due before this moment is none of this occasion's.
    since: datetime | None = None
    # From this moment on a reminder is of no use any more.
    over: datetime | None = None
    # People without an account, each with the key that their package knows them by.
    guests: tuple[Guest, ...] = ()
    row: Any = field(default=None, compare=False)
    # The row that is locked by those who change what this hangs on, where it is not `row`.
    guard: Any = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The occasions that a `find` is asked for: those with a date up to a moment, by kind of date.

    `viewer` is who will read the list at the desk; None while the portal sends by itself. `only` is
    the object that is asked for once more before its reminder goes.
    """

    now: datetime
    until: Mapping[tuple[str, str], datetime]
    viewer: User | None = None
    only: str = ""

    def named(self, kind: str) -> Q:
        """Of the rows whose objects are called `kind:uuid` all, or the one that is asked for again."""
        if not self.only:
            return Q()
        asked, uuid, *_more = self.only.split(":")
        return Q(uuid=uuid) if asked == kind else Q(pk__in=[])

    def before(self, subject: str, anchor: str) -> datetime | None:
        """The last moment of that date that counts; None where no rule asks for it."""
        return self.until.get((subject, anchor))


Find = Callable[[Wanted], Iterable[Occasion]]
# Of an occasion, for an account or a guest, as things stand at that moment.
Values = Callable[[Occasion, Any, datetime], Mapping[str, object]]


@dataclass(frozen=True)
class Subject:
    """One matter: the dates that rules may hang on, who hears of it, and by which mail."""

    key: str
    title: "StrOrPromise"
    dates: "Mapping[str, StrOrPromise]"
    audience: "StrOrPromise"
    mail: str
    find: Find
    values: Values


_subjects: dict[str, Subject] = {}


def declare(subject: Subject) -> Subject:
    """Make a subject known; twice the same key is a mistake."""
    if subject.key in _subjects:
        raise ValueError(f"{subject.key} is declared twice")
    _subjects[subject.key] = subject
    return subject


def get(key: str) -> Subject | None:
    """None for what an earlier version of the portal knew: its rules do nothing."""
    return _subjects.get(key)


def every() -> list[Subject]:
    """All subjects, in the order of their keys."""
    return [_subjects[key] for key in sorted(_subjects)]
