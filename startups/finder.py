"""Search and filters of a list. What cannot be meant is left out, and the page says so."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.paginator import Page
from django.db import models
from django.db.models import QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.core.pagecache import public_version
from hub.programme.models import Track
from startups.facet_groups import Group, Option, Way
from startups.queries import facets, search
from startups.queries.facets import Chosen, Counts, Crowd
from startups.queries.paging import CountedPaginator, KeyPaginator
from startups.queries.search import Found, Term

LONGEST_SEARCH = 100
# So many searches are remembered to have too many hits to count.
MOST_KNOWN = 1_000
Look = Callable[[QuerySet[Any], list[Term]], Found]


class Sort:
    """How a list may be ordered; the best match is what a search gives by itself."""

    BEST, NAME, NEWEST = "best", "name", "newest"
    CHOICES = ((BEST, _("Beste Treffer")), (NAME, _("Name")), (NEWEST, _("Neueste zuerst")))
    ORDERS = {NAME: ("sort_key", "pk"), NEWEST: ("-published_at", "pk")}


class Finder(django_filters.FilterSet):
    """A list that people search and narrow; a subclass names its facets.

    Its rows have the columns of the search (`document`, `words`, `name_words`), `sort_key` and
    `published_at`; their queryset knows what is `listed()`.
    """

    q = django_filters.CharFilter(
        method="untouched",
        label=_("Suche"),
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    sort = django_filters.ChoiceFilter(
        method="untouched", label=_("Sortieren"), choices=Sort.CHOICES, empty_label=None
    )
    # What the page says: what the search is for, the label of its field, the way to the whole list,
    # and what may help where nothing is found.
    purpose: ClassVar[str | Promise]
    question: ClassVar[str | Promise]
    everything: ClassVar[str | Promise]
    advice: ClassVar[str | Promise] = _("Vielleicht helfen andere oder weniger Worte.")
    # The facets in the order of the page.
    shown: ClassVar[tuple[str, ...]] = ()
    # What else stays in the address of each link, in the order it stands there.
    carried: ClassVar[tuple[str, ...]] = ()
    # The best match is the usual one; a list with an order of its own says False.
    is_ranked_by_words: ClassVar[bool] = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read once for each page, rather than each time a field is asked for its choices.
        for name, choices in self.choices().items():
            self.filters[name].extra["choices"] = choices

    @cached_property
    def version(self) -> int:
        """The number of what is public: what was made for another one is made anew."""
        return public_version()

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """The values of the facets that stand in the database."""
        tracks = facets.kept(Track, self.version, lambda: list(Track.objects.all()))
        return {"track": [(track.slug, track.name) for track in tracks]}

    @property
    def audience(self) -> type[models.Model]:
        """The table that is searched; the other one's rows are never asked."""
        assert self.queryset is not None
        model: type[models.Model] = self.queryset.model
        return model

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What the address asks for, as far as it makes sense."""
        self.form.is_valid()
        cleaned: dict[str, Any] = self.form.cleaned_data
        return {name: value for name, value in cleaned.items() if value}

    @cached_property
    def has_nonsense(self) -> bool:
        chosen_fields = [self.form.fields[name] for name in self.shown]
        _cleaned = self.chosen
        return bool(self.errors) or any(
            getattr(field, "unknown", False) for field in chosen_fields
        )

    @cached_property
    def words(self) -> str:
        return str(self.chosen.get("q", ""))

    @cached_property
    def terms(self) -> list[Term]:
        return search.terms(self.words)

    @cached_property
    def picked(self) -> Chosen:
        return {name: frozenset(self.chosen.get(name, ())) for name in self.shown}

    @cached_property
    def found(self) -> Found:
        """What fits the search, before any facet."""
        assert self.queryset is not None
        return self._looked(search.matching, self.queryset, {})

    @cached_property
    def fitting(self) -> Found:
        """What fits the search and all that is picked."""
        if not self.has_filters:
            return self.found
        if self.found.keys is not None:
            # What each filter lets through is known: to ask the database again would be dearer.
            fitting = facets.fitting(self.crowd, self.shown, self.picked)
            return replace(self.found, keys=self.crowd.within(self.found.keys, fitting))
        rows: Any = self.queryset if self.found.is_many else self.found.everything
        for name in self.shown:
            rows = self.filters[name].filter(rows, self.chosen.get(name, []))
        if self.found.is_many:
            return self._looked(search.typed, rows, self.picked)
        return Found(rows)

    def _looked(self, look: Look, rows: QuerySet[Any], picked: Chosen) -> Found:
        """What was too many to count stays so until something public changes: it is counted once."""
        known: set[Any] = facets.kept((self.audience, "too many"), self.version, set)
        asked = (*self.terms, frozenset(picked.items()))
        if asked in known:
            return search.too_many(rows, self.terms)
        found = look(rows, self.terms)
        if found.is_many and len(known) < MOST_KNOWN:
            known.add(asked)
        return found

    @property
    def is_loose(self) -> bool:
        """Nothing has the words as they were typed."""
        return self.found.is_loose and bool(self.total)

    @property
    def columns(self) -> list[str]:
        return [self.filters[name].field_name for name in self.shown]

    @property
    def crowd(self) -> Crowd:
        """Everything that may be found."""
        return facets.kept(self.audience, self.version, self._read_crowd)

    def _read_crowd(self) -> Crowd:
        everything: Any = self.audience._default_manager.all()  # noqa: SLF001
        return facets.crowd(everything.listed(), self.columns)

    @property
    def is_counted(self) -> bool:
        """Whether it is known what each value of a facet would show: not of a word that most have."""
        return not self.found.is_many

    @cached_property
    def hits(self) -> int:
        """What fits the search, before any facet, as bits of the crowd."""
        if self.found.keys is not None:
            return self.crowd.among(self.found.keys)
        if self.found.is_many:
            return self.crowd.among(self.found.rows.values_list("pk", flat=True))
        return self.crowd.everybody

    def count(self, hits: int, picked: Chosen) -> Counts:
        return facets.count(self.crowd, hits, self.shown, picked)

    @cached_property
    def counts(self) -> Counts:
        """Of the search or, where that is not counted, of the whole list."""
        return self.count(self.hits if self.is_counted else self.crowd.everybody, self.picked)

    @cached_property
    def _known(self) -> int:
        """How many rows there are, as far as they are counted, and one more."""
        if self.is_counted:
            return self.counts.total
        keys = self.fitting.keys
        return search.MOST_COUNTED + 1 if keys is None else len(keys)

    @property
    def is_more(self) -> bool:
        """There are more rows than `total` says."""
        return not self.is_counted and self._known > search.MOST_COUNTED

    @property
    def total(self) -> int:
        return search.MOST_COUNTED if self.is_more else self._known

    @cached_property
    def order(self) -> str:
        asked = str(self.chosen.get("sort", ""))
        fits = asked in Sort.ORDERS or (asked == Sort.BEST and self.terms)
        return asked if fits else self.usual_order

    @property
    def usual_order(self) -> str:
        """The order when none is asked for."""
        return Sort.BEST if self.terms else Sort.NAME

    @property
    def sorts(self) -> list[tuple[str, str | Promise]]:
        """The orders to choose from: no best match without a search."""
        return [(key, label) for key, label in Sort.CHOICES if key != Sort.BEST or self.terms]

    @property
    def narrowed(self) -> QuerySet[Any]:
        """The rows of the list."""
        return self.fitting.rows

    @cached_property
    def ordered(self) -> QuerySet[Any]:
        """The rows of the list in their order."""
        if self.order == Sort.BEST:
            return self.best_first(self.narrowed)
        return self.narrowed.order_by(*Sort.ORDERS[self.order])

    def best_first(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return search.best_first(rows, self.terms, by_likeness=self.found.is_loose)

    def page(
        self,
        size: int,
        number: str | None,
        *,
        shape: Callable[[QuerySet[Any]], QuerySet[Any]] = QuerySet.all,
        read: Callable[[list[int]], Mapping[int, Any]] | None = None,
    ) -> Page[Any]:
        """A page of the list. `shape` says which columns its rows have, and leaves their order alone;
        `read` instead gets them by their keys, which is quicker where its statement is kept.
        """
        everything = self.queryset
        assert everything is not None
        if self.order == Sort.BEST and self.is_ranked_by_words:
            keys: Any = self.best
        elif read:
            keys = self.ordered.values_list("pk", flat=True)
        else:
            rows = shape(self.ordered)
            return CountedPaginator(rows, size, total=self.listed).get_page(number)
        read = read or (lambda some: shape(everything).in_bulk(some))
        return KeyPaginator(keys, size, total=self.listed, read=read).get_page(number)

    @property
    def best(self) -> list[int]:
        """The keys of the rows that are shown, the best match first."""
        if self.fitting.keys is None:
            return search.newest(self.fitting, self.terms)
        return list(self.fitting.keys)

    @property
    def listed(self) -> int:
        """How many rows are shown: the best of too many, and of those that a query ranks, are cut."""
        is_cut = self.order == Sort.BEST and (self.is_more or not self.is_ranked_by_words)
        return min(self.total, search.MOST_RANKED) if is_cut else self.total

    @property
    def has_filters(self) -> bool:
        return any(self.picked.values())

    def address(self, page: int = 1) -> str:
        """A page of this list as a link, without what was not understood."""
        return self._address(page=page)

    @cached_property
    def ways_out(self) -> list[Way]:
        """What would show something when this shows nothing: one thing less each time."""
        ways = [
            self._way(
                gettext("ohne %(label)s") % {"label": self.form.fields[name].label}, {name: ()}
            )
            for name, values in self.picked.items()
            if values
        ]
        if self.terms and len(ways) > 1:
            everything = dict.fromkeys(self.shown, ())
            ways.append(self._way(_("nur die Suche, ohne Filter"), everything))
        if self.words and self.has_filters:
            rest = self.count(self.crowd.everybody, self.picked).total
            ways.append(Way(_("nur die Filter, ohne Suche"), rest, self._address(words="")))
        if not self.hits and len(self.terms) > 1:
            assert self.queryset is not None
            ways += [
                Way(
                    gettext("nur „%(word)s“") % {"word": word}, count, f"?{urlencode({'q': word})}"
                )
                for word, count in search.alone(self.queryset, self.terms)
            ]
        return [way for way in ways if way.count]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form sends along unseen."""
        return [(name, str(self.chosen[name])) for name in self.carried if name in self.chosen]

    @property
    def whole(self) -> str:
        """The query of the list without any filter or search."""
        return f"?{urlencode(self.kept)}" if self.kept else ""

    def untouched(self, profiles: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """For what `ordered` sees to itself."""
        return profiles

    def groups(self) -> list[Group]:
        """All facets with their counts; values that nothing has are left out unless switched on."""
        return [self._group(name) for name in self.shown]

    def _group(self, name: str) -> Group:
        counts, on = self.counts.by_facet[name], self.picked[name]
        field = self.form.fields[name]
        options = [
            Option(
                value,
                str(label),
                count if self.is_counted else None,
                value in on,
                self._address({name: on - {value}}) if value in on else "",
            )
            for value, label in field.choices
            if (count := counts.get(value, 0)) or value in on
        ]
        return Group(name, str(field.label), options)

    def _way(self, label: str | Promise, changed: Mapping[str, Iterable[str]]) -> Way:
        picked = {name: frozenset(values) for name, values in {**self.picked, **changed}.items()}
        count = self.count(self.hits, picked).total
        return Way(label, count, self._address(changed))

    def _address(
        self,
        changed: Mapping[str, Iterable[str]] | None = None,
        *,
        words: str | None = None,
        page: int = 1,
    ) -> str:
        """A link to this list with other values; it starts with `?` also when nothing is asked."""
        changed = changed or {}
        pairs = [(name, str(self.chosen.get(name, ""))) for name in self.carried]
        pairs += [("q", self.words if words is None else words)]
        for name in self.shown:
            pairs += [(name, value) for value in sorted(changed.get(name, self.picked[name]))]
        pairs += [
            ("sort", str(self.chosen.get("sort", ""))),
            ("page", str(page) if page > 1 else ""),
        ]
        return f"?{urlencode([(name, value) for name, value in pairs if value])}"
