"""What the competence centre can be narrowed by."""

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from hub.programme.models import Track
from partners.models import Partner, PartnerKind, UnitKind, UnitState
from partners.queries import competence
from partners.queries.competence import Card, Fitting
from startups.facet_filters import Facet, ListFacet
from startups.finder import Finder
from startups.queries.search import Found


class ScienceFilter(Finder):
    """Published units, found by a problem in plain words."""

    track = ListFacet(field_name="track_slugs", label=_("Schwerpunkt"))
    university = Facet(field_name="university__slug", label=_("Hochschule"))
    kind = Facet(label=_("Art der Einrichtung"), choices=UnitKind.choices)
    purpose = _("Wissenschaft suchen")
    question = _("Worum geht es?")
    everything = _("Alle Einrichtungen zeigen")
    advice = _(
        "Versuchen Sie es mit anderen oder mit weniger Worten. Oder schreiben Sie dem Hub-Team: Es "
        "kennt auch, wer hier nicht steht."
    )
    shown = ("track", "university", "kind")
    is_ranked_by_words = False

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """Read once: the cards name tracks and universities, too."""
        self.tracks = {track.slug: track for track in Track.objects.all()}
        with_units = Partner.objects.filter(
            kind=PartnerKind.SCIENCE, science_units__state=UnitState.PUBLISHED
        )
        self.universities = {
            pk: (slug, name)
            for pk, slug, name in with_units.order_by("sort_key", "pk")
            .distinct()
            .values_list("pk", "slug", "name")
        }
        return {
            "track": [(slug, track.name) for slug, track in self.tracks.items()],
            "university": list(self.universities.values()),
        }

    @cached_property
    def fit(self) -> Fitting:
        assert self.queryset is not None
        return competence.fitting(self.queryset, self.terms)

    @cached_property
    def found(self) -> Found:
        assert self.queryset is not None
        if not self.terms:
            return Found(self.queryset)
        return Found(self.queryset, self.fit.weights, is_loose=self.fit.is_loose)

    @property
    def is_partial(self) -> bool:
        """No unit has all the words."""
        return bool(self.terms) and self.fit.is_partial and bool(self.total)

    def best_first(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return competence.heaviest_first(rows, self.terms, self.fit.weights)

    def cards(self, units: Any) -> list[Card]:
        return [
            Card(
                unit=unit,
                terms=self.terms,
                tracks=[self.tracks[slug] for slug in unit.track_slugs if slug in self.tracks],
                university=self.universities[unit.university_id][1],
            )
            for unit in units
        ]
