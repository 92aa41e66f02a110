"""Who comes, at the hub team's desk: read, never typed; what changes goes through the services."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from events.models import Registration
from hub.core.desk import DeskAdmin

SHOWN = (
    "event",
    "place",
    "state",
    "name",
    "email",
    "language",
    "person",
    "organisation",
    "startup",
    "seats",
    "answers",
    "asked_at",
    "registered_at",
    "offered_until",
    "ended_at",
)


@admin.register(Registration)
class RegistrationAdmin(DeskAdmin):
    list_display = ["place", "name", "email", "event", "state", "seats", "registered_at"]
    list_display_links = ["name"]
    list_filter = ["state", "event__kind"]
    list_select_related = ["event"]
    search_fields = ["name", "email", "event__title_de"]
    ordering = ["-asked_at"]
    fields = SHOWN
    readonly_fields = SHOWN

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People register themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
