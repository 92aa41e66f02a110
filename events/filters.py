"""What the list of events can be narrowed by."""

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django.core.paginator import Page
from django.db.models import QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from events.models import ONLINE, Event, EventKind, Language
from events.queries import listing
from events.queries.listing import Coming
from events.queries.months import Month
from hub.core.text import plain_words
from startups.facet_filters import Facet, ListFacet
from startups.finder import Finder
from startups.queries import facets
from startups.queries.facets import Crowd
from startups.queries.paging import CountedPaginator, KeyPaginator
from startups.queries.search import Found

PAST = "past"


class EventFilter(Finder):
    """Events to come, the next one first, or with `when=past` those that were, the last one first."""

    track = Facet(field_name="track__slug", label=_("Schwerpunkt"))
    kind = Facet(label=_("Art des Termins"), choices=EventKind.choices)
    place = ListFacet(field_name="places", label=_("Ort"))
    language = ListFacet(field_name="languages", label=_("Sprachen"), choices=Language.choices)
    month = django_filters.CharFilter(method="untouched", max_length=7)
    when = django_filters.ChoiceFilter(method="untouched", choices=((PAST, _("Vergangene")),))
    purpose = _("Termine suchen")
    question = _("Thema oder Ort")
    everything = _("Alle kommenden Termine zeigen")
    advice = _(
        "Vielleicht helfen andere oder weniger Worte. Oder es war schon: Sehen Sie bei den vergangenen nach."
    )
    shown = ("track", "kind", "place", "language")
    carried = ("when", "month")

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def get_form_class(self) -> Any:
        """Put together anew only when something public has changed, as the directory's."""
        return facets.kept((type(self), get_language()), self.version, super().get_form_class)

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        assert self.queryset is not None
        rows = self.queryset
        towns = facets.kept((Event, "towns"), self.version, lambda: listing.towns(rows))
        return {**super().choices(), "place": [(ONLINE, gettext("online")), *towns]}

    @cached_property
    def sheet(self) -> Month | None:
        """The month that is asked for as a calendar; None for the list."""
        return Month.read(str(self.chosen.get("month", "")))

    @property
    def has_odd_month(self) -> bool:
        return bool(self.data.get("month")) and self.sheet is None

    @property
    def is_past(self) -> bool:
        return bool(self.chosen.get("when") == PAST)

    @cached_property
    def coming(self) -> Coming | None:
        """What is to come, kept until something public changes; None where other events are asked for."""
        if self.is_past or self.sheet is not None:
            return None
        return facets.kept(
            (Event, "coming"), self.version, lambda: listing.coming(self.timely, self.columns)
        )

    @cached_property
    def crowd(self) -> Crowd:
        """The past is read anew each time: it grows by the clock."""
        return self.coming.crowd if self.coming else facets.crowd(self.timely, self.columns)

    @property
    def timely(self) -> QuerySet[Any]:
        """Those of the side that is asked for, past or to come."""
        assert self.queryset is not None
        events: Any = self.queryset
        if self.sheet is not None:
            return self.sheet.of(events)
        rows: QuerySet[Any] = (
            events.past_at(self.now) if self.is_past else events.upcoming_at(self.now)
        )
        return rows

    @cached_property
    def found(self) -> Found:
        """With every word somewhere in its title, summary or place; a part of a word is enough."""
        rows = self.timely
        if not self.words:
            return Found(rows, self.coming.at(self.now) if self.coming else None)
        for word in plain_words(self.words):
            rows = rows.filter(words__contains=word)
        return Found(rows, list(rows.order_by(*self.by_time).values_list("pk", flat=True)))

    @property
    def sorts(self) -> list[tuple[str, str | Promise]]:
        """Events stand in the order in which they take place, and in no other."""
        return []

    @property
    def by_time(self) -> tuple[str, str]:
        is_backwards = self.is_past and self.sheet is None
        return ("-starts_at", "-pk") if is_backwards else ("starts_at", "pk")

    @cached_property
    def ordered(self) -> QuerySet[Any]:
        return self.narrowed.order_by(*self.by_time)

    @property
    def listed(self) -> int:
        return self.total

    def lines(self, size: int, number: str | None) -> Page[Event]:
        """A page of the list, with what its lines show."""
        if self.coming and self.fitting.keys is not None:
            keys = list(self.fitting.keys)
            pages = KeyPaginator(keys, size, total=self.total, read=self.coming.read)
            return pages.get_page(number)
        rows = listing.for_cards(self.ordered)
        return CountedPaginator(rows, size, total=self.listed).get_page(number)


# A calendar is sent whole each time it asks: what is over stays in it for so long.
REMEMBERED = timedelta(days=365)


class CalendarFilter(EventFilter):
    """For a calendar that subscribes: without `when` what is to come and the year before it, so that
    what is over does not vanish."""

    coming = None

    @property
    def timely(self) -> QuerySet[Any]:
        assert self.queryset is not None
        events: Any = super().timely if self.is_past else self.queryset
        recent: QuerySet[Any] = events.upcoming_at(self.now - REMEMBERED)
        return recent
