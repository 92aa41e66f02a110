"""Finding rows by what people mean: word forms, parts of words, other spellings, typos.

Every word of a search must be found, in any of the ways below; the best match comes first.

1. Word forms of both languages (PostgreSQL's dictionaries), of the word or of what means the same.
2. A part of a longer word: «Messtechnik» in «Ladesäulenmesstechnik».
3. Only where that finds nothing at all: words spelled like it.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    TrigramWordSimilarity,
)
from django.db import connection
from django.db.models import (
    BooleanField,
    Case,
    F,
    FloatField,
    Func,
    QuerySet,
    Value,
    When,
)

from hub.core import prepared
from hub.core.text import plain_words
from startups.queries import glossary
from startups.queries.stop_words import STOP

# Ranking all rows that have a common word costs seconds: beyond so many it is only said that there are
# more, and so many of the newest are ranked.
MOST_COUNTED, MOST_RANKED = 1_000, 500
MOST_WORDS, MOST_ALONE = 8, 3
SHORTEST_PART, SHORTEST_TYPO = 4, 5
CONFIGS = ("german", "english")
WEIGHTS = [0.05, 0.2, 0.5, 1.0]
IN_NAME, STARTS_NAME = 0.6, 0.6
RANKED_BY = ("document", "name_words", "words", "sort_key")


class Forms(SearchQuery):
    """The word forms of any of the phrases, in any of the languages."""

    def __init__(self, phrases: tuple[str, ...]) -> None:
        Func.__init__(self)
        self.phrases, self.config, self.invert = phrases, None, False

    def as_sql(self, *args: Any, **kwargs: Any) -> Any:
        return _forms(self.phrases)


class Has(Func):
    """Whether a row has what a term is for, as it was typed; `is_alike`: or something like it.

    Written at once: put together of lookups, it took a tenth of a search's time. `is_kept` is for a
    statement that is planned before its words are known.
    """

    output_field = BooleanField()

    def __init__(self, term: "Term", *, is_alike: bool = False, is_kept: bool = False) -> None:
        super().__init__(F("words"), F("document"))
        self.term, self.is_alike, self.is_kept = term, is_alike, is_kept

    def as_sql(self, compiler: Any, *args: Any, **kwargs: Any) -> Any:
        words, document = (compiler.compile(part)[0] for part in self.source_expressions)
        ways = _alike if self.is_alike else _typed
        sql, values = _any(ways(self.term, self.is_kept))
        return sql.format(words=words, document=document), values


class Among(Func):
    """Whether a key is one of many, as a single value: a list of two thousand takes long to write."""

    output_field = BooleanField()

    def __init__(self, name: str, keys: Iterable[int]) -> None:
        super().__init__(F(name))
        self.keys = tuple(keys)

    def as_sql(self, compiler: Any, *args: Any, **kwargs: Any) -> Any:
        sql, params = compiler.compile(self.source_expressions[0])
        return f"{sql} = ANY(%s::bigint[])", [*params, list(self.keys)]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing looked for: what was typed, and what means the same."""

    plain: str
    phrases: tuple[str, ...]
    # Of a phrase, its words: together they will do as well.
    words: "tuple[Term, ...]" = ()


# A condition on the columns `words` and `document`, with its values.
Way = tuple[str, tuple[Any, ...]]
LIKE = "{words} LIKE %s"
# The forms of the phrases, but for those that contain one of the parts: a text with such a form has the
# part as well, and to look for both is to read two long lists instead of one. A last «e» or «i» does not
# count: the English stemmer puts them there («coding» becomes «code»), all others it only takes away.
FORMS_BESIDE_PARTS = f"""(
    SELECT string_agg(form::text, ' | ')::tsquery
    FROM unnest(%s::text[]) AS phrase, unnest(ARRAY{list(CONFIGS)}::regconfig[]) AS config,
        LATERAL phraseto_tsquery(config, phrase) AS form
    WHERE numnode(form) > 0 AND NOT startups_plain(regexp_replace(form::text, '[ei]+''', '''', 'g'))
        LIKE ANY (%s::text[])
)"""  # noqa: S608 - put together of constants


def _typed(term: Term, is_kept: bool) -> Iterator[Way]:
    """The word or one of its forms, or a longer word that it is a part of."""
    # Parts first: most that an index finds by them have them, and are asked nothing more.
    yield from _parts(term.phrases)
    yield _having(term.phrases, is_kept)
    if len(term.plain) < SHORTEST_PART:
        yield LIKE, (f"{_as_it_is(term.plain)}%",)
    if term.words:
        each = [_any(_typed(word, is_kept)) for word in term.words]
        yield " AND ".join(sql for sql, _values in each), _values_of(each)


def _alike(term: Term, is_kept: bool) -> Iterator[Way]:
    """Spelled like it, too; how like, the settings say (pg_trgm.word_similarity_threshold)."""
    yield from _typed(term, is_kept)
    if len(term.plain) < SHORTEST_TYPO:
        return
    yield "{words} %%> %s", (term.plain,)
    if meant := () if term.phrases[1:] else glossary.near(term.plain):
        yield _having(meant, is_kept)
        yield from _parts(meant)


def _any(ways: Iterable[Way]) -> Way:
    found = list(ways)
    return f"({' OR '.join(sql for sql, _values in found)})", _values_of(found)


def _values_of(ways: Iterable[Way]) -> tuple[Any, ...]:
    return tuple(value for _sql, values in ways for value in values)


def _parts(phrases: Iterable[str]) -> Iterator[Way]:
    """As parts of longer words, too."""
    for part in dict.fromkeys(" ".join(plain_words(phrase)) for phrase in phrases):
        if len(part) >= SHORTEST_PART:
            yield LIKE, (f"%{_as_it_is(part)}%",)


def _having(phrases: tuple[str, ...], is_kept: bool) -> Way:
    """As word forms. Where the plan is kept they are found once, not for each row."""
    forms, values = _forms(phrases)
    if is_kept:
        parts = [part for _sql, (part,) in _parts(phrases)]
        forms, values = FORMS_BESIDE_PARTS, (list(phrases), parts)
    return f"{{document}} @@ {forms}", values


def _forms(phrases: tuple[str, ...]) -> Way:
    parts = [f"phraseto_tsquery('{config}', %s)" for config in CONFIGS]
    sql = " || ".join(parts * len(phrases))
    return f"({sql})", tuple(phrase for phrase in phrases for _config in CONFIGS)


def _as_it_is(plain: str) -> str:
    """Without a meaning of its own in a pattern: what stands for any letter is a part of words, too."""
    return plain.replace("_", r"\_")


def terms(text: str) -> list[Term]:
    """What a search is for: all its words but the most common ones, unless there are no others."""
    return _terms(text, STOP) or _terms(text, frozenset())


def _terms(text: str, left_out: frozenset[str]) -> list[Term]:
    typed = text.split()[: 3 * MOST_WORDS]
    words = [(word, plain) for word in typed if (plain := " ".join(plain_words(word)))]
    found: list[Term] = []
    while words and len(found) < MOST_WORDS:
        for length in range(min(glossary.LONGEST, len(words)), 0, -1):
            parts = [part for _word, part in words[:length]]
            phrase = " ".join(word for word, _part in words[:length])
            same = glossary.same_as(parts)
            if same or length == 1:
                if same or parts[0] not in left_out:
                    single = [_word(*word) for word in words[:length]] if length > 1 else []
                    found.append(Term(" ".join(parts), _once(phrase, *same), tuple(single)))
                words = words[length:]
                break
    return found


def _word(word: str, plain: str) -> Term:
    return Term(plain, _once(word, *glossary.same_as([plain])))


def _once(*phrases: str) -> tuple[str, ...]:
    """Each of them where and as it comes first."""
    found: dict[str, str] = {}
    for phrase in phrases:
        found.setdefault(phrase.casefold(), phrase)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gives of `everything`: `keys` are those of the rows, the best match first, unless
    they are all or too many to count.

    `is_loose`: nothing has the words as they were typed, these have something like them.
    """

    everything: QuerySet[Any]
    keys: Collection[int] | None = None
    is_loose: bool = False
    is_many: bool = False

    @property
    def rows(self) -> QuerySet[Any]:
        return self.everything if self.keys is None else among(self.everything, self.keys)


def matching(rows: QuerySet[Any], looked_for: list[Term]) -> Found:
    """The rows that have every term; those with something like it when there are none.

    Costs two queries at most. What is counted is known by its keys from then on: to look for words
    again would be dear. So would be to ask first whether there is any hit at all: PostgreSQL then
    reads row after row until it finds one.
    """
    if not looked_for:
        return Found(rows)
    found = typed(rows, looked_for)
    if found.is_many or found.keys:
        return found
    alike = rows.filter(*(Has(term, is_alike=True, is_kept=True) for term in looked_for))
    return Found(rows, _ranked(alike, looked_for, MOST_RANKED, by_likeness=True), is_loose=True)


def typed(rows: QuerySet[Any], looked_for: list[Term]) -> Found:
    """The rows that have every term as it was typed; one query."""
    having = rows.filter(*(Has(term, is_kept=True) for term in looked_for))
    keys = _ranked(having, looked_for, MOST_COUNTED + 1, by_likeness=False)
    return too_many(rows, looked_for) if len(keys) > MOST_COUNTED else Found(rows, keys)


def too_many(rows: QuerySet[Any], looked_for: list[Term]) -> Found:
    """What `typed` gives where that is known already; no query."""
    return Found(rows.filter(*map(Has, looked_for)).order_by(), is_many=True)


def among(rows: QuerySet[Any], keys: Collection[int]) -> QuerySet[Any]:
    """Those of the rows that have one of the keys; without any, no query finds that out."""
    return rows.filter(Among("pk", keys)) if keys else rows.none()


def alone(rows: QuerySet[Any], looked_for: list[Term]) -> Iterator[tuple[str, int]]:
    """Each of the first few things looked for, as it was typed, with how many rows have it; one query."""
    some = looked_for[:MOST_ALONE]
    each = [
        _bounded(rows.filter(Has(term, is_kept=True)).order_by(), MOST_COUNTED, "pk")
        for term in some
    ]
    counts = [f"(SELECT count(*) FROM ({sql}) AS hits)" for sql, _values in each]  # noqa: S608
    with prepared.cursor() as cursor:
        values = [value for _sql, some_values in each for value in some_values]
        cursor.execute(f"SELECT {', '.join(counts)}", values)
        (found,) = cursor.fetchall()
    yield from zip([term.phrases[0] for term in some], found, strict=True)


def newest(found: Found, looked_for: list[Term]) -> list[int]:
    """The keys of the newest 500 of too many rows, the best match first; one query.

    Planned for these very words: how common they are decides whether it is quicker to go through the
    newest until 500 have them, or to gather all that do.
    """
    latest = found.rows.order_by("-published_at", "pk")
    hits, values = _bounded(latest, MOST_RANKED, "pk", *RANKED_BY)
    score, wanted = _score(looked_for, by_likeness=False)
    sql = f"""
        WITH hits AS MATERIALIZED ({hits})
        SELECT pk FROM hits ORDER BY {score} DESC, sort_key, pk
    """  # noqa: S608 - put together of constants, names of columns and a compiled queryset
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, *wanted])
        return [key for (key,) in cursor.fetchall()]


def _ranked(
    rows: QuerySet[Any], looked_for: list[Term], most: int, *, by_likeness: bool
) -> list[int]:
    """The keys of at most so many rows, the best match first; in no such order where they are too many
    to count. One query.

    Planned once for all searches of so many words: to guess how many rows are spelled like a word
    takes longer than to find them.
    """
    hits, values = _bounded(rows.order_by(), most, "pk", *RANKED_BY)
    score, wanted = _score(looked_for, by_likeness=by_likeness)
    sql = f"""
        WITH hits AS MATERIALIZED ({hits})
        SELECT pk FROM hits ORDER BY CASE
            WHEN (SELECT count(*) FROM hits) > {MOST_COUNTED} THEN NULL ELSE {score}
        END DESC, sort_key, pk
    """  # noqa: S608 - put together of constants, names of columns and a compiled queryset
    with prepared.cursor() as cursor:
        cursor.execute(sql, [*values, *wanted])
        return [key for (key,) in cursor.fetchall()]


def _bounded(rows: QuerySet[Any], most: int, *columns: str) -> tuple[str, tuple[Any, ...]]:
    """These columns of at most so many rows as a statement."""
    sql, values = rows.values_list(*columns)[:most].query.sql_with_params()
    return sql, values


def best_first(
    rows: QuerySet[Any], looked_for: list[Term], *, by_likeness: bool = True
) -> QuerySet[Any]:
    """At most the newest 500 of the rows, the best match first; no query yet.

    `by_likeness` compares spellings too: dear, and only of use where the words are not there as typed.
    """
    newest = rows.order_by("-published_at", "pk").values("pk")[:MOST_RANKED]
    typed = " ".join(term.plain for term in looked_for)
    phrases = tuple(phrase for term in looked_for for phrase in term.phrases)
    score: Any = SearchRank(F("document"), Forms(phrases), weights=WEIGHTS)
    score += _worth(STARTS_NAME, name_words__startswith=typed)
    for term in looked_for:
        score += _worth(IN_NAME, name_words__contains=term.plain)
    if by_likeness:
        score += TrigramWordSimilarity(typed, "words") * 0.2
        for term in looked_for:
            score += TrigramWordSimilarity(term.plain, "name_words") * 0.3
    everything = rows.model._default_manager.filter(pk__in=newest)  # noqa: SLF001
    ranked: QuerySet[Any] = everything.annotate(score=score)
    return ranked.order_by("-score", "sort_key", "pk")


def _score(looked_for: list[Term], *, by_likeness: bool) -> tuple[str, list[Any]]:
    """What `best_first` orders by as SQL that is the same for every search of so many words.

    What is looked for is a query of its own in it, or its word forms would be found anew for each row.
    """
    phrases = [phrase for term in looked_for for phrase in term.phrases]
    typed = " ".join(term.plain for term in looked_for)
    plain = [term.plain for term in looked_for]
    forms, values = _forms(tuple(dict.fromkeys(phrases)))
    score = [f"ts_rank(ARRAY{WEIGHTS}::real[], document, (SELECT {forms}))"]
    score.append(f"CASE WHEN starts_with(name_words, %s) THEN {STARTS_NAME} ELSE 0 END")
    score += [f"CASE WHEN strpos(name_words, %s) > 0 THEN {IN_NAME} ELSE 0 END"] * len(plain)
    wanted = [*values, typed, *plain]
    if by_likeness:
        score.append("word_similarity(%s, words) * 0.2")
        score += ["word_similarity(%s, name_words) * 0.3"] * len(plain)
        wanted += [typed, *plain]
    return " + ".join(score), wanted


def _worth(points: float, **holds: str) -> Case:
    return Case(When(**holds, then=Value(points)), default=Value(0.0), output_field=FloatField())
