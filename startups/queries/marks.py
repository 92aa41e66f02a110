"""Mark in a text what a search looked for."""

import re
from collections.abc import Sequence
from functools import lru_cache

from django.utils.html import escape, format_html, format_html_join

from hub.core.text import plain_words
from startups.queries.search import Term

WORD = re.compile(r"\w+")
# A word form shares at least so much of its beginning: «Messung» is marked for «messen».
STEM = 5


def mark(text: str, looked_for: Sequence[Term]) -> str:
    """The text with each word that was looked for in a <mark>; safe to show."""
    if not looked_for:
        return text
    wanted = _wanted(tuple(looked_for))
    parts: list[tuple[str, str]] = []
    end = 0
    for found in WORD.finditer(text):
        if _is_wanted(found.group(), wanted):
            parts.append((text[end : found.start()], found.group()))
            end = found.end()
    if not parts:
        return escape(text)
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", parts), text[end:])


@lru_cache(maxsize=256)
def _wanted(looked_for: tuple[Term, ...]) -> frozenset[str]:
    return frozenset(
        word for term in looked_for for phrase in term.phrases for word in plain_words(phrase)
    )


# The texts of a list have many words, and most of them in common.
@lru_cache(maxsize=10_000)
def _plain(word: str) -> str:
    return "".join(plain_words(word))


@lru_cache(maxsize=10_000)
def _is_wanted(word: str, wanted: frozenset[str]) -> bool:
    plain = _plain(word)
    return any(
        plain == other
        or (len(other) >= STEM - 1 and other in plain)
        or (
            len(other) > STEM
            and len(plain) > STEM
            and plain[:-2].startswith(other[: max(STEM, len(other) - 3)])
        )
        for other in wanted
    )
