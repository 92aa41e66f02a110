"""The filters of the list of applications; what no one can mean finds nothing and harms nothing."""

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.programme.models import Track
from startups.models import Application, Batch, Decision
from startups.queries.desk import answered_after, unclosed
from startups.states import IN_SELECTION, ApplicationState, OfferState, Outcome

Found = QuerySet[Application]


class BatchFilter(admin.SimpleListFilter):
    title = _("Klasse")
    parameter_name = "batch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(batch.slug, batch.name) for batch in Batch.objects.all()]

    def queryset(self, request: HttpRequest, queryset: Found) -> Found:
        return queryset.filter(batch__slug=self.value()) if self.value() else queryset


class TrackFilter(admin.SimpleListFilter):
    title = _("Schwerpunkt")
    parameter_name = "track"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(track.slug, track.name) for track in Track.objects.all()]

    def queryset(self, request: HttpRequest, queryset: Found) -> Found:
        return queryset.filter(track__slug=self.value()) if self.value() else queryset


class StateFilter(admin.SimpleListFilter):
    title = _("Stand")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in ApplicationState.choices]

    def queryset(self, request: HttpRequest, queryset: Found) -> Found:
        return queryset.filter(state=self.value()) if self.value() else queryset


class CompleteFilter(admin.SimpleListFilter):
    title = _("Vollständigkeit")
    parameter_name = "complete"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("yes", _("eingereicht, nichts offen")),
            ("draft", _("vom Team wieder geöffnet")),
            ("asked", _("Rückfrage beim Team")),
            ("answered", _("Rückfrage beantwortet")),
        ]

    def queryset(self, request: HttpRequest, queryset: Found) -> Found:
        asked = Exists(unclosed())
        answered = Exists(unclosed().filter(answered_after()))
        if self.value() == "yes":
            return queryset.exclude(state=ApplicationState.DRAFT).exclude(asked)
        if self.value() == "draft":
            return queryset.filter(state=ApplicationState.DRAFT)
        if self.value() == "asked":
            return queryset.filter(asked).exclude(answered)
        return queryset.filter(answered) if self.value() == "answered" else queryset


class ScreenedFilter(admin.SimpleListFilter):
    title = _("Prüfung")
    parameter_name = "screened"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("no", _("noch nicht")),
            ("eligible", _("zugelassen")),
            ("ineligible", _("nicht zugelassen")),
        ]

    def queryset(self, request: HttpRequest, queryset: Found) -> Found:
        wanted = {"no": None, "eligible": True, "ineligible": False}
        if self.value() not in wanted:
            return queryset
        answer = wanted[self.value() or ""]
        if answer is None:
            return queryset.filter(is_eligible__isnull=True, state__in=IN_SELECTION)
        return queryset.filter(is_eligible=answer)


class PreparedFilter(admin.SimpleListFilter):
    title = _("Vorbereitung")
    parameter_name = "prepared"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("noch nicht")), ("yes", _("ja")), *Outcome.choices]

    def queryset(self, request: HttpRequest, queryset: Found) -> Found:
        prepared = Decision.objects.prepared().filter(application=OuterRef("pk"))
        if self.value() == "no":
            return queryset.exclude(Exists(prepared))
        if self.value() == "yes":
            return queryset.filter(Exists(prepared))
        if self.value() in Outcome.values:
            return queryset.filter(Exists(prepared.filter(outcome=self.value())))
        return queryset


class OfferFilter(admin.SimpleListFilter):
    title = _("Platz")
    parameter_name = "offer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(OfferState.choices)

    def queryset(self, request: HttpRequest, queryset: Found) -> Found:
        return queryset.filter(offer__state=self.value()) if self.value() else queryset


FILTERS: list[Any] = [
    BatchFilter,
    TrackFilter,
    StateFilter,
    CompleteFilter,
    ScreenedFilter,
    PreparedFilter,
    OfferFilter,
]
