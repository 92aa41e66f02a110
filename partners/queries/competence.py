"""The competence centre as the public sees it: found by a problem, with why in words."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from django.conf import settings
from django.db.models import (
    Case,
    F,
    FloatField,
    QuerySet,
    Value,
    When,
)
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hub.core.text import plain_words
from hub.programme.models import Track
from partners.models import Expertise, ScienceUnit, ScienceUnitMember
from startups.queries import search
from startups.queries.marks import mark
from startups.queries.search import Term

# Of a problem told in many words no unit has them all: those with half of what the best one has.
GOOD_ENOUGH = 0.5
MOST_REASONS = 3
SHORT = 220
FOR_LISTS = (
    "name_de",
    "name_en",
    "slug",
    "kind",
    "text_de",
    "text_en",
    "track_slugs",
    "university_id",
)


@dataclass(frozen=True, slots=True)
class Fitting:
    """Units that have what was looked for: `weights` by key, the more of it the heavier."""

    weights: Mapping[int, float]
    is_loose: bool = False
    is_partial: bool = False


def fitting(units: QuerySet[ScienceUnit], terms: Sequence[Term]) -> Fitting:
    """The units with all the words; else with words like them; else with the most, rare ones first.

    One query: there are some hundred units at most, and every way is asked of each.
    """
    ways = {f"exact_{number}": search.Has(term) for number, term in enumerate(terms)}
    ways |= {
        f"alike_{number}": search.Has(term, is_alike=True) for number, term in enumerate(terms)
    }
    rows = list(units.order_by().annotate(**ways).values_list("pk", *ways))
    exact = {pk: hits[: len(terms)] for pk, *hits in rows}
    alike = {pk: hits[len(terms) :] for pk, *hits in rows}
    if whole := [pk for pk, hits in exact.items() if all(hits)]:
        return Fitting(dict.fromkeys(whole, 1.0))
    if whole := [pk for pk, hits in alike.items() if all(hits)]:
        return Fitting(dict.fromkeys(whole, 1.0), is_loose=True)
    is_loose = not any(any(hits) for hits in exact.values())
    weights = _weights(alike if is_loose else exact)
    best = max(weights.values(), default=0.0)
    good = {pk: weight for pk, weight in weights.items() if weight > best * GOOD_ENOUGH}
    return Fitting(good, is_loose=is_loose, is_partial=True)


def _weights(hits: Mapping[int, Sequence[bool]]) -> dict[int, float]:
    """How much of what is looked for each unit has; a word that many have says little."""
    columns = list(zip(*hits.values(), strict=True))
    rarity = [log(1 + len(hits) / max(1, sum(column))) for column in columns]
    return {
        pk: sum(rare for rare, hit in zip(rarity, row, strict=True) if hit)
        for pk, row in hits.items()
    }


def heaviest_first(
    rows: QuerySet[ScienceUnit], terms: list[Term], weights: Mapping[int, float]
) -> QuerySet[ScienceUnit]:
    """In the order of `weights`; among equals the best match by the usual rules."""
    steps = sorted(set(weights.values()))
    heavy = Case(
        *(
            When(pk__in=[pk for pk, weight in weights.items() if weight == step], then=Value(step))
            for step in steps
        ),
        default=Value(0.0),
        output_field=FloatField(),
    )
    ranked: QuerySet[ScienceUnit] = search.best_first(rows, terms).annotate(heavy=heavy)
    return ranked.order_by(F("heavy").desc(), F("score").desc(), "sort_key", "pk")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a unit was found: where, and the text with the words marked."""

    where: str | Promise
    text: str


@dataclass(frozen=True)
class Card:
    """A unit in the list."""

    unit: ScienceUnit
    terms: Sequence[Term]
    tracks: Sequence[Track]
    university: str

    @property
    def name(self) -> str:
        return mark(self.unit.name, self.terms)

    @property
    def colour(self) -> str:
        return self.tracks[0].colour if self.tracks else ""

    @property
    def expertise(self) -> list[Expertise]:
        return list(self.unit.expertise.all())

    @cached_property
    def reasons(self) -> list[Reason]:
        """The places that have the words, what says most first; for a typo, the word that is like it."""
        if not self.terms:
            return []
        found: list[Reason] = []
        for where, text in _texts(self.unit, self.university):
            marked = mark(text, self.terms)
            if "<mark>" in marked:
                found.append(
                    Reason(where, marked if len(text) <= SHORT else _around(text, self.terms))
                )
        if not found and "<mark>" in self.name:
            return [Reason(_("Name"), self.name)]
        return found[:MOST_REASONS] or self._alike()

    @property
    def missing(self) -> list[str]:
        """What was looked for and is nowhere."""
        everything = [text for _where, text in _texts(self.unit, self.university)]
        whole = " ".join([*everything, self.unit.name_de, self.unit.name_en])
        return [term.phrases[0] for term in self.terms if "<mark>" not in mark(whole, [term])]

    def _alike(self) -> list[Reason]:
        whole = [
            word for _where, text in _texts(self.unit, self.university) for word in text.split()
        ]
        plain = {"".join(plain_words(word)): word for word in whole}
        for term in self.terms:
            if close := difflib.get_close_matches(term.plain, plain, n=1, cutoff=0.6):
                return [Reason(_("Ähnliche Schreibweise"), plain[close[0]].strip(".,;:()"))]
        return []


def _texts(unit: ScienceUnit, university: str) -> Iterable[tuple[str | Promise, str]]:
    for expertise in unit.expertise.all():
        yield _("Kompetenz"), " · ".join([expertise.title, *expertise.tags])
    for equipment in unit.equipment.all():
        yield _("Ausstattung"), equipment.what
    for expertise in unit.expertise.all():
        yield expertise.title, expertise.text
    yield _("Über die Einrichtung"), unit.text
    other = unit.text_en if unit.text == unit.text_de else unit.text_de
    yield _("Über die Einrichtung"), other
    yield _("Hochschule"), university


def _around(text: str, terms: Sequence[Term]) -> str:
    """The sentence of a long text that has the words."""
    sentences = text.replace("\n", " ").split(". ")
    marked = (mark(sentence, terms) for sentence in sentences)
    return next((sentence for sentence in marked if "<mark>" in sentence), mark(text, terms))


def for_cards(units: QuerySet[ScienceUnit], *, searched: bool) -> QuerySet[ScienceUnit]:
    """Only what cards need; with a search, all that can be the reason for a hit."""
    rows = units.only(*FOR_LISTS).prefetch_related("expertise")
    return rows.prefetch_related("equipment") if searched else rows


def for_page(units: QuerySet[ScienceUnit]) -> QuerySet[ScienceUnit]:
    return (
        units.defer("document", "words", "name_words")
        .select_related("university")
        .prefetch_related("expertise", "equipment", "tracks")
    )


def named(unit: ScienceUnit) -> list[str]:
    """The names of those who agreed to stand on the unit's page, its leads first."""
    members = unit.members.named().exclude(person__name="").select_related("person")
    return [str(member.person) for member in members.order_by("level", "joined_at", "pk")]


def is_named(member: ScienceUnitMember) -> bool:
    return ScienceUnitMember.objects.named().filter(pk=member.pk).exists()


def as_data(unit: ScienceUnit) -> dict[str, object]:
    """The unit in the words of schema.org, for machines; nobody's name is in it."""
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "ResearchOrganization",
        "name": unit.name,
        "url": settings.SITE_URL + unit.get_absolute_url(),
        "description": unit.text,
        "parentOrganization": {
            "@type": "CollegeOrUniversity",
            "name": unit.university.name,
            "url": unit.university.website,
        },
        "sameAs": unit.website,
        "knowsAbout": [expertise.title for expertise in unit.expertise.all()],
    }
    return {key: value for key, value in data.items() if value}
