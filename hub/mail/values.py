"""What may stand in for a placeholder: cleaned here, once, so that no later step has to doubt it.

A value is one short line without links. The exceptions say so by their type: `Link`, `Block`,
`Words`, `Address` and `Entries`. A callable is called with the recipient's language active, and a date is
written in that language, so a caller need not switch languages.
"""

import re
import textwrap
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings

from hub.core import times

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COLUMNS = 78
MAX_VALUE = 80
MAX_BLOCK = 60_000

# Controls, invisible and direction characters, lone surrogates, private use, line separators.
NOT_TEXT = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# What mail programs turn into a link by themselves: `scheme://`, `www.`, `name.tld`, `mailto:`; the
# wide and the ideographic forms too, since browsers read them as the plain ones.
COLON, SLASH, DOT = "[:\uff1a]", "[/\\\\\u2044\u2215\uff0f]", "[.\u2024\u3002\uff0e\uff61]"
SCHEME = re.compile(f"{COLON}(?={SLASH})")
# The end of a file's name is no domain: "Deck.pdf" stays as it is.
DOT_BEFORE_LETTER = re.compile(rf"(?<=\S)({DOT})(?=[^\W\d_])(?!pdf(?![\w.:/@-]))")
WWW = re.compile(rf"\b(www)({DOT})(?=\S)", re.IGNORECASE)
SCHEME_WITHOUT_SLASHES = re.compile(
    r"\b(javascript|data|vbscript|mailto|tel|sms|file|callto|skype|facetime|blob):(?=\S)",
    re.IGNORECASE,
)
PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[^\W_][\w.-]{1,190}")


@dataclass(frozen=True)
class Link:
    """A page of the portal, by its path; the language of the address follows the recipient."""

    path: str

    def __post_init__(self) -> None:
        if not PATH.fullmatch(self.path):
            raise ValueError(f"Not a path inside the portal: {self.path!r}")

    def shown(self, language: str) -> str:
        return self.url(language)

    def url(self, language: str) -> str:
        path = self.path.removeprefix("/en") if self.path.startswith("/en/") else self.path
        return f"{settings.SITE_URL}{'/en' if language == 'en' else ''}{path}"


@dataclass(frozen=True)
class Block:
    """Several lines of somebody's own words: quoted, so that they cannot pass for ours."""

    text: str

    def shown(self, language: str) -> str:
        return quoted(str(self.text))


@dataclass(frozen=True)
class Words:
    """A sentence of the portal's own, as long as it needs to be; never what a person typed."""

    text: "StrOrPromise"

    def shown(self, language: str) -> str:
        return defused(one_line(str(self.text)))


@dataclass(frozen=True)
class Address:
    """An e-mail address, kept whole if it is one."""

    email: str

    def shown(self, language: str) -> str:
        return self.email if ADDRESS.fullmatch(self.email) else line(self.email)


@dataclass(frozen=True)
class Entries:
    """A list of the portal's own lines, each with the page it leads to."""

    rows: "tuple[tuple[StrOrPromise, Link], ...]"

    def shown(self, language: str) -> str:
        lines = [
            f"- {defused(one_line(str(row)))}\n  {link.shown(language)}" for row, link in self.rows
        ]
        return "\n".join(lines)


WRAPPERS = (Link, Block, Words, Address, Entries)


def cleaned(value: object, language: str) -> str:
    """The text that stands for `value`; call it with `language` active."""
    if callable(value):
        value = value()
    if isinstance(value, datetime):
        return times.long_moment(value)
    if isinstance(value, date):
        return times.day(value)
    if isinstance(value, WRAPPERS):
        return value.shown(language)
    return line(str(value))


def line(text: str, *, limit: int = MAX_VALUE) -> str:
    """One line, at most `limit` characters, and nothing a mail program makes a link of."""
    return cut(defused(one_line(text)), limit)


def one_line(text: str) -> str:
    """Line ends become spaces, what is not text goes, runs of space become one."""
    spaced = LINE_ENDS.sub(" ", text).replace("\t", " ")
    return " ".join(only_text(spaced).split())


def lines(text: str) -> list[str]:
    """The lines of a longer text, without what is not text."""
    return [only_text(row.replace("\t", " ")) for row in LINE_ENDS.split(text)]


def only_text(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) not in NOT_TEXT)


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def defused(text: str) -> str:
    """A space goes where a mail program would see a link: added, never taken, so none can form."""
    return DOT_BEFORE_LETTER.sub(r"\1 ", without_schemes(text))


def without_schemes(text: str) -> str:
    """Like `defused`, but names with a dot in them stay: for text that is not one person's."""
    text = SCHEME.sub(r"\g<0> ", text)
    text = SCHEME_WITHOUT_SLASHES.sub(r"\1: ", text)
    return WWW.sub(r"\1\2 ", text)


def quoted(text: str) -> str:
    """Each line behind `> `, links defused, no line over the columns of a mail."""
    if not text.strip():
        return ""
    rows = lines(defused(cut(text.strip(), MAX_BLOCK)))
    wrapped = [part for row in rows for part in textwrap.wrap(row, COLUMNS - 2) or [""]]
    return "\n".join(f"> {row}".rstrip() for row in wrapped)
