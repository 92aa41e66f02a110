"""The frame of the programme at the hub team's desk: tracks, sites, text pages, reported barriers."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.programme import public
from hub.programme.models import BarrierReport, HubSite, Page, Track


class PublicAdmin(admin.ModelAdmin):
    """What is saved here shows on the public pages at the next request."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        public.touch()

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        public.touch()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        public.touch()


@admin.register(Track)
class TrackAdmin(PublicAdmin):
    list_display = ("name_de", "name_en", "colour", "position")
    fields = (
        ("name_de", "name_en"),
        "colour",
        "position",
        "summary_de",
        "summary_en",
        "text_de",
        "text_en",
    )

    # Addresses, applications and the network plan hang on the three tracks: words change, rows stay.
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(HubSite)
class HubSiteAdmin(PublicAdmin):
    list_display = ("city", "theme", "is_ours", "valid_from", "valid_to")
    search_fields = ("city", "theme_de", "theme_en")
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    prepopulated_fields = {"slug": ("city",)}


@admin.register(Page)
class PageAdmin(PublicAdmin):
    list_display = ("title", "is_complete", "updated_at")
    fields = ("title_de", "body_de", "title_en", "body_en")

    @admin.display(description=_("vollständig"), boolean=True)
    def is_complete(self, page: Page) -> bool:
        return not page.has_gaps

    # The law asks for these pages: their words change, the pages stay.
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AnsweredFilter(admin.SimpleListFilter):
    title = _("Antwort")
    parameter_name = "answered"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("steht aus")), ("yes", _("gegeben"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in {"no", "yes"}:
            return queryset
        return queryset.filter(answered_at__isnull=self.value() == "no")


@admin.register(BarrierReport)
class BarrierReportAdmin(admin.ModelAdmin):
    list_display = ("created_at", "due_on", "is_answered", "page", "beginning")
    list_filter = (AnsweredFilter,)
    search_fields = ("text", "page", "email")
    fields = ("created_at", "due_on", "page", "text", "email", "answer", "answered_at")
    readonly_fields = ("created_at", "due_on", "page", "text", "email", "answered_at")

    @admin.display(description=_("Beschreibung"))
    def beginning(self, report: BarrierReport) -> str:
        return report.text[:80]

    @admin.display(description=_("beantwortet"), boolean=True)
    def is_answered(self, report: BarrierReport) -> bool:
        return report.answered_at is not None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: BarrierReport, form: Any, change: bool
    ) -> None:
        """An answer written down is an answer given."""
        if obj.answer and obj.answered_at is None:
            obj.answered_at = timezone.now()
        super().save_model(request, obj, form, change)
