"""A text taken apart into the things it speaks of, in both languages, to look for in other texts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hub.core.text import plain_words
from partners.models import Challenge
from partners.queries import filler
from startups.models import PartnerProfile
from startups.queries import glossary

MOST_TERMS, SHORTEST_PART = 80, 6
HEAD, BODY, ASIDE = 3.0, 1.0, 0.4
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")

# One row for each way to say a thing, for a WITH; its values are those of `given`.
ASKED = """
asked(owner, term, weight, plain, query) AS (
    SELECT owner, term, weight, plain,
        phraseto_tsquery('german', phrase) || phraseto_tsquery('english', phrase)
    FROM unnest(%(owners)s::bigint[], %(terms)s::text[], %(weights)s::float8[],
        %(plains)s::text[], %(phrases)s::text[]) AS given(owner, term, weight, plain, phrase)
    -- A word that is filler in either language says nothing, though the other one knows it not.
    WHERE numnode(phraseto_tsquery('german', phrase)) > 0
        AND numnode(phraseto_tsquery('english', phrase)) > 0
),
"""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a challenge speaks of: the word as it stands there, and what means the same."""

    word: str
    plain: str
    weight: float
    phrases: tuple[str, ...]

    @property
    def thing(self) -> str:
        """The same for «Leckagen» and «leaks»."""
        _typed, *same = self.phrases
        return " ".join(plain_words(same[0])) if same else self.plain


def of_challenge(challenge: Challenge) -> list[Term]:
    return weighed(
        [
            (HEAD, f"{challenge.title_de} . {challenge.title_en}"),
            *((HEAD, tag) for tag in challenge.tags),
            (BODY, f"{challenge.problem_de} . {challenge.problem_en}"),
            (ASIDE, f"{challenge.who_de} . {challenge.who_en}"),
        ]
    )


def of_profile(profile: PartnerProfile) -> list[Term]:
    """What a startup does, as far as it is released."""
    tags = [(HEAD, tag) for tag in profile.tags]
    return weighed([(HEAD, profile.one_liner), *tags, (BODY, profile.text)])


def weighed(parts: Iterable[tuple[float, str]]) -> list[Term]:
    """What texts speak of, each thing once in whatever language, with the weight of its first place."""
    found: dict[str, Term] = {}
    for weight, text in parts:
        for term in _taken_apart(text, weight):
            found.setdefault(term.thing, term)
    return list(found.values())[:MOST_TERMS]


def given(asked: Mapping[int, Iterable[Term]]) -> dict[str, object]:
    """The values of ASKED: what each owner's text speaks of."""
    rows = [
        (owner, term, phrase)
        for owner, terms in asked.items()
        for term in terms
        for phrase in term.phrases
    ]
    return {
        "owners": [owner for owner, _term, _phrase in rows],
        "terms": [term.word for _owner, term, _phrase in rows],
        "weights": [term.weight for _owner, term, _phrase in rows],
        "plains": [part(phrase) for _owner, _term, phrase in rows],
        "phrases": [phrase for _owner, _term, phrase in rows],
    }


def part(phrase: str) -> str:
    """What is looked for inside longer words: «fernwarme» in «fernwarmenetz»."""
    plain = " ".join(plain_words(phrase))
    return plain if len(plain) >= SHORTEST_PART else ""


def _taken_apart(text: str, weight: float) -> Iterable[Term]:
    words = WORD.findall(text)
    plains = [" ".join(plain_words(word)) for word in words]
    at = 0
    while at < len(words):
        length, same = _longest(plains[at : at + glossary.LONGEST])
        phrase = " ".join(words[at : at + length])
        plain = " ".join(plains[at : at + length])
        # «in», «KI» and the like say nothing to compare, and filler says nothing at all.
        if same or (len(plain) > 2 and plain not in filler.WORDS):  # noqa: PLR2004
            yield Term(phrase, plain, weight, (phrase, *same))
        at += length


def _longest(plains: list[str]) -> tuple[int, tuple[str, ...]]:
    """How many words make one entry of the glossary, and what means the same."""
    for length in range(len(plains), 0, -1):
        if same := tuple(glossary.same_as(plains[:length])):
            return length, same
    return 1, ()
