"""What a saved search finds, in rows and in words."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from partners.models import SavedSearch, SearchHit
from startups.filters import Sort, StartupFilter
from startups.models import PartnerProfile

# A profile may be released a little before the row that says so is there to be seen.
LATE = timedelta(hours=1)


def asked_for(query: str) -> StartupFilter:
    """The filter behind an address, the newest first: no other order keeps every row."""
    asked = QueryDict(query.removeprefix("?"), mutable=True)
    asked["sort"] = Sort.NEWEST
    return StartupFilter(asked, PartnerProfile.objects.open())


def news(search: SavedSearch) -> QuerySet[Any]:
    """Of what fits: what partners see since the last look, and were not told of by this search."""
    told = SearchHit.objects.filter(search=search).values("startup")
    since: datetime = max(search.watching_since, search.checked_at - LATE)
    fitting: QuerySet[Any] = asked_for(search.query).ordered
    rows = fitting.filter(published_at__gt=since).exclude(startup__in=told)
    return rows.order_by("-published_at", "pk")


Labels = dict[str, dict[str, str]]


def labels() -> Labels:
    """The words for each value of each facet; two queries."""
    filters = StartupFilter({}, PartnerProfile.objects.none())
    return {
        name: {str(key): str(label) for key, label in filters.form.fields[name].choices}
        for name in filters.shown
    }


def in_words(query: str, words: Labels) -> list[str]:
    """What a search asks for; a value that is gone is left out, as the search leaves it out."""
    asked = QueryDict(query.removeprefix("?"))
    typed = [_("„%(text)s“") % {"text": text} for text in asked.getlist("q")[-1:]]
    chosen = [words[name].get(value, "") for name in words for value in asked.getlist(name)]
    return [*typed, *filter(None, chosen)]
