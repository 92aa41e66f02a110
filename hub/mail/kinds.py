"""The kinds of mail the portal sends. A package declares its own in its `mails.py`:

    kinds.declare(
        MailKind(
            "startups/application_received",
            _("Bewerbung eingegangen"),
            {"startup": "Wärmepuls", "deadline": SOME_DATE, "page": Link("/applications/…/")},
        )
    )

The texts stand in templates/mail/<key>.de.txt and .en.txt: the first line is the subject, then an
empty line, then the body, one line per paragraph (`hub.mail.texts` wraps it). `{{ startup }}` is
replaced by the value, nothing else is evaluated. `{{ greeting }}` is there for every kind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.accounts.models import User
from hub.mail.values import WRAPPERS, Link

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

GREETING = "greeting"


class UnknownKind(LookupError):
    """No package has declared this kind of mail."""


class WrongValues(ValueError):
    """The values handed over are not those that the kind declares."""


@dataclass(frozen=True)
class OneOfSeveral:
    """What a mail is about where people keep several: its link ends that one, not the kind.

    `end` is told the key that `choices.stop_path` was given; twice is once.
    """

    end: Callable[[str], None]
    question: "StrOrPromise"
    done: "StrOrPromise"


@dataclass(frozen=True)
class Picture:
    """A picture that goes with a mail as a file."""

    name: str
    content: bytes


@dataclass(frozen=True)
class MailKind:
    """One kind of mail; each placeholder comes with a sample for the preview.

    A value must be of the sample's sort: a `Link` where the sample is one, a plain line where not.
    `formal` kinds greet with "Guten Tag", the others with "Hallo". `optional_for` says who may get
    mails of the kind and can do without them: each of these carries a link that ends them, and
    whoever used it is not written to. `is_reminder` kinds can come in a daily digest.
    `picture` draws from a mail's text, when it leaves, what goes with it: nothing of it is stored.
    """

    key: str
    title: "StrOrPromise"
    placeholders: Mapping[str, object] = field(default_factory=dict)
    is_secret: bool = False
    formal: bool = False
    optional_for: Callable[[User], bool] | None = None
    is_reminder: bool = False
    one: OneOfSeveral | None = None
    picture: Callable[[str], Picture | None] | None = None

    @property
    def names(self) -> frozenset[str]:
        """What may stand in its texts."""
        return frozenset({GREETING, *self.placeholders})

    @property
    def vital(self) -> frozenset[str]:
        """What the body cannot do without: the links; in a secret mail without any, all the rest."""
        links = {name for name, sample in self.placeholders.items() if isinstance(sample, Link)}
        return frozenset(links or (self.placeholders if self.is_secret else ()))

    def check(self, values: Mapping[str, object]) -> None:
        """Raise `WrongValues` unless `values` are what the kind declares."""
        if wrong := self.placeholders.keys() ^ values.keys():
            raise WrongValues(f"{self.key}: missing or unknown placeholder {sorted(wrong)}")
        for name, sample in self.placeholders.items():
            if _sort(values[name]) is not _sort(sample):
                raise WrongValues(f"{self.key}: {name} must be like the sample {sample!r}")


_kinds: dict[str, MailKind] = {}


def declare(kind: MailKind) -> MailKind:
    """Make a kind known; twice the same key is a mistake."""
    if kind.key in _kinds:
        raise ValueError(f"{kind.key} is declared twice")
    _kinds[kind.key] = kind
    return kind


def get(key: str) -> MailKind:
    try:
        return _kinds[key]
    except KeyError:
        raise UnknownKind(key) from None


def every() -> list[MailKind]:
    """All kinds, in the order of their keys."""
    return [_kinds[key] for key in sorted(_kinds)]


def _sort(value: object) -> type:
    return next((wrapper for wrapper in WRAPPERS if isinstance(value, wrapper)), object)
