"""Entries to challenges, for the hub team to read."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.core.desk import DeskAdmin
from partners.models import Entry


@admin.register(Entry)
class EntryAdmin(DeskAdmin):
    """What was ever handed in; teams change it, partners choose, the hub reads."""

    list_display = ["startup", "challenge", "state", "submitted_at"]
    list_filter = ["state", ("challenge", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["startup", "challenge"]
    search_fields = ["startup__name", "challenge__title_de", "challenge__title_en"]
    search_help_text = _("Suche in Startup und Titel der Challenge")
    fields = ["challenge", "startup", "state", "answer", "approach", "submitted_at", "decided_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Entry]:
        return super().get_queryset(request).filter(submitted_at__isnull=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
