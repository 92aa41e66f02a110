"""Small questions about texts, asked everywhere in the same way."""

import re
import unicodedata
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.text import slugify
from django.utils.translation import get_language

GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"}
)
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


def sort_key(name: str) -> str:
    """Where a name stands in a German list: «Ärzte» beside «Arzt», not after «Zoo»."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).casefold()
    return "".join(char for char in plain if not unicodedata.combining(char))[:80]


def german_slug(name: str) -> str:
    """«Wärmepuls» becomes `waermepuls`; empty when nothing of the name can stand in an address."""
    return slugify(name.translate(GERMAN))


def one_line(text: str) -> str:
    """Without line breaks, control and direction characters; runs of space become one."""
    return " ".join(INVISIBLE.sub("", text.replace("\u2028", " ")).split())


def plain_words(text: str) -> list[str]:
    """The words of a text in plain letters: «Ladesäule» and «Ladesaeule» give `ladesaule`.

    The database's function startups_plain() writes the words that are searched in the same way.
    """
    apart = unicodedata.normalize("NFKD", text.replace("ß", "ss")).casefold()
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    for umlaut in ("ae", "oe", "ue"):
        plain = plain.replace(umlaut, umlaut[0])
    return re.findall(r"\w+", plain)


def euros(amount: Decimal) -> str:
    """«1.200,50 €»; in English «€1,200.50». Whole amounts go without cents."""
    cents = 0 if amount == amount.to_integral_value() else 2
    number = number_format(amount, cents, use_l10n=True, force_grouping=True)
    return f"€{number}" if (get_language() or "de").startswith("en") else f"{number} €"
