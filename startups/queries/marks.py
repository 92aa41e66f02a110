"""Mark in a text what a search looked for."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial

from hub.core.markup import filled, joined
from hub.core.text import plain_words
from startups.queries.search import Term

WORD = re.compile(r"\w+")
# A word form shares at least so much of its beginning: «Messung» is marked for «messen».
STEM = 5
Mark = Callable[[str], str]
MARKED = "<mark>{hit}</mark>"


def mark(text: str, looked_for: Sequence[Term]) -> str:
    """The text with each word that was looked for in a <mark>; safe to show."""
    return marker(looked_for)(text) if looked_for else text


def marker(looked_for: Sequence[Term]) -> Mark:
    """What marks these words in any text, for lists that have many; nothing where none is looked for."""
    if not looked_for:
        return str
    wanted = frozenset(
        word for term in looked_for for phrase in term.phrases for word in plain_words(phrase)
    )
    return partial(_marked, wanted)


def _marked(wanted: frozenset[str], text: str) -> str:
    hits = [found.span() for found in WORD.finditer(text) if _is_wanted(found[0], wanted)]
    return joined(_pieces(text, hits))


def _pieces(text: str, hits: Iterable[tuple[int, int]]) -> Iterator[str]:
    done = 0
    for start, end in hits:
        yield text[done:start]
        yield filled(MARKED, {"hit": text[start:end]})
        done = end
    yield text[done:]


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
