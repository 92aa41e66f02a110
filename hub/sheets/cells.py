"""From the text of a cell to a value and back; what is wrong is said in a sentence."""

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _

from hub.core.text import one_line, plain_words

Read = Callable[[str], Any]
LANGUAGES = ("de", "en")
GERMAN_DATE = re.compile(
    r"^(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?: 0{1,2}:00.*)?$"
)
ISO_DATE = re.compile(r"^(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[T ]0{1,2}:00.*)?$")
YEARS = range(1900, 2101)
THOUSANDS = re.compile(r"^\d{1,3}(?:[.\u00a0\u202f ]\d{3})+$")
NUMBER = re.compile(r"^(?P<whole>\d{1,9})(?:[.,]0+)?$")
SEVERAL = re.compile(r"[,;\n|]")
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
MAX_ADDRESS = 200
# What Excel writes where a formula came to nothing, in German and in English.
EXCEL_ERRORS = frozenset(
    [
        "#REF!",
        "#N/A",
        "#VALUE!",
        "#NAME?",
        "#DIV/0!",
        "#NULL!",
        "#NUM!",
        "#BEZUG!",
        "#NV",
        "#WERT!",
        "#ZAHL!",
        "#SPILL!",
    ]
)
YES = frozenset(["ja", "j", "yes", "y", "true", "wahr", "x", "1"])
NO = frozenset(["nein", "n", "no", "false", "falsch", "0"])


class Wrong(Exception):
    """What is wrong with a cell, as a sentence that says what to do."""


def line(most: int) -> Read:
    """One line of at most `most` characters."""

    def read(cell: str) -> str:
        return _short_enough(one_line(cell), most)

    return read


def name(most: int) -> Read:
    def read(cell: str) -> str:
        if not any(char.isalnum() for char in cell):
            raise Wrong(_("Ein Name braucht Buchstaben oder Ziffern."))
        return _short_enough(one_line(cell), most)

    return read


def text(most: int) -> Read:
    def read(cell: str) -> str:
        return _short_enough(cell, most)

    return read


def _short_enough(found: str, most: int) -> str:
    if len(found) > most:
        raise Wrong(
            _("Das sind %(length)d Zeichen, höchstens %(most)d passen.")
            % {"length": len(found), "most": most}
        )
    return found


def slug(most: int) -> Read:
    def read(cell: str) -> str:
        if cell != slugify(cell):
            raise Wrong(
                _("Ein Kürzel hat nur Kleinbuchstaben ohne Umlaute, Ziffern und Bindestriche.")
            )
        return _short_enough(cell, most)

    return read


def number(lowest: int, highest: int) -> Read:
    """A whole number: «12», «12,0» and «1.200» are some."""

    def read(cell: str) -> int:
        plain = re.sub(r"\D", "", cell) if THOUSANDS.match(cell) else cell
        found = NUMBER.match(plain) if plain.isascii() else None
        if not found or not lowest <= int(found["whole"]) <= highest:
            raise Wrong(
                _("Das ist keine ganze Zahl von %(lowest)d bis %(highest)d.")
                % {"lowest": lowest, "highest": highest}
            )
        return int(found["whole"])

    return read


def day(cell: str) -> date:
    """«01.02.2024» or «2024-02-01», with Excel's midnight behind it."""
    found = (GERMAN_DATE.match(cell) or ISO_DATE.match(cell)) if cell.isascii() else None
    if found and int(found["year"]) in YEARS:
        with suppress(ValueError):
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    raise Wrong(_("Das ist kein Datum. Schreiben Sie es als TT.MM.JJJJ, zum Beispiel 01.02.2024."))


def show_day(value: date | None) -> str:
    return value.strftime("%d.%m.%Y") if value else ""


def address(cell: str) -> str:
    """A page in the web; what has no scheme gets https."""
    wrong = Wrong(_("Das ist keine Webadresse. Beispiel: https://www.beispiel.de"))
    full = cell if SCHEME.match(cell) and not re.match(r"^[\w.-]+:\d", cell) else f"https://{cell}"
    try:
        parts = urlsplit(full)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in {"https", "http"} or "@" in parts.netloc or '"' in full:
        raise wrong
    if "." not in host.strip(".") or re.search(r"[\s<>]", full):
        raise wrong
    return _short_enough(full, MAX_ADDRESS)


def yes_or_no(cell: str) -> bool:
    plain = cell.casefold()
    if plain not in YES | NO:
        raise Wrong(_("Hier steht „ja“ oder „nein“."))
    return plain in YES


def show_yes(value: bool | None) -> str:
    return "" if value is None else str(_("ja") if value else _("nein"))


class Options:
    """Values that a cell names: by key, in German or in English, in whatever case."""

    def __init__(self, options: Iterable[tuple[Any, Sequence[str]]]) -> None:
        self.values: dict[str, Any] = {}
        self.shown: list[str] = []
        for value, names in options:
            self.shown.append(names[-1])
            self.values |= {_plain(name): value for name in names}
        self.order = list(dict.fromkeys(self.values.values()))

    def one(self, cell: str) -> Any:
        try:
            return self.values[_plain(cell)]
        except KeyError:
            raise Wrong(
                _("„%(text)s“ gibt es hier nicht. Möglich: %(options)s.")
                % {"text": cell[:60], "options": ", ".join(self.shown)}
            ) from None

    def several(self, cell: str) -> list[Any]:
        """Each once, in the order in which they are offered."""
        found = [self.one(part) for part in parts(cell)]
        return [value for value in self.order if value in found]


def of_choices(choices: type[models.TextChoices]) -> Options:
    return Options((option.value, [option.value, *both(option.label)]) for option in choices)


def both(label: str | Promise) -> list[str]:
    """The label in both languages, last the one that is active."""
    found = []
    for language in (*LANGUAGES, translation.get_language() or "de"):
        with translation.override(language):
            found.append(str(label))
    return found


def _plain(found: str) -> str:
    return "".join(plain_words(found))


def parts(cell: str) -> list[str]:
    """What commas, semicolons or lines set apart, each once in whatever case."""
    found = filter(None, (one_line(part) for part in SEVERAL.split(cell)))
    return list({part.casefold(): part for part in found}.values())


def words(each: int, most: int) -> Read:
    """A few words, each short."""

    def read(cell: str) -> list[str]:
        found = parts(cell)
        if len(found) > most:
            raise Wrong(_("Höchstens %(most)d Einträge passen.") % {"most": most})
        for word in found:
            if len(word) > each:
                raise Wrong(
                    _("„%(word)s“ ist länger als %(most)d Zeichen.")
                    % {"word": word[:60], "most": each}
                )
        return found

    return read


def show_words(values: Iterable[object]) -> str:
    return ", ".join(str(value) for value in values)
