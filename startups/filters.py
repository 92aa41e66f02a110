"""What the directory of startups can be narrowed by."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from startups.facet_filters import Facet, ListFacet
from startups.finder import Finder, Sort
from startups.models import Batch, Region, Seeks, ShownProfile, Stage, TeamBand
from startups.queries import facets

__all__ = ["Sort", "StartupFilter"]


class HiringFacet(Facet):
    def filter(self, qs: QuerySet[ShownProfile], value: list[str]) -> QuerySet[ShownProfile]:
        return qs.filter(is_hiring=True) if value else qs


def batches() -> list[Batch]:
    """The newest first."""
    found = Batch.objects.order_by("-starts_on", "-pk")
    return list(found.only("slug", "name_de", "name_en"))


class StartupFilter(Finder):
    """A directory as its audience asks for it: of PublicProfile.listed() or PartnerProfile's."""

    track = Facet(field_name="track__slug", label=_("Schwerpunkt"))
    seeks = ListFacet(label=_("Sucht"), choices=Seeks.choices)
    stage = Facet(label=_("Phase"), choices=Stage.choices)
    region = Facet(label=_("Region"), choices=Region.choices)
    team = Facet(field_name="team_band", label=_("Team"), choices=TeamBand.choices)
    batch = Facet(field_name="batch__slug", label=_("Klasse"))
    hiring = HiringFacet(
        field_name="is_hiring", label=_("Stellen"), choices=((facets.YES, _("stellt ein")),)
    )
    purpose = _("Startups suchen")
    question = _("Name, Thema oder Stichwort")
    everything = _("Alle Startups zeigen")
    shown = ("track", "seeks", "stage", "region", "team", "batch", "hiring")

    def get_form_class(self) -> Any:
        """Put together anew only when something public has changed: it takes as long as a query."""
        return facets.kept((type(self), get_language()), self.version, self._form_class)

    def _form_class(self) -> Any:
        """With its words in the language of the page: to look each of them up takes as long as to show it."""
        form = super().get_form_class()
        for name in self.shown:
            field = form.base_fields[name]
            field.label = str(field.label)
            field.choices = [(value, str(label)) for value, label in field.choices]
        return form

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        classes = facets.kept(Batch, self.version, batches)
        return {**super().choices(), "batch": [(one.slug, one.name) for one in classes]}
