"""Who read in which list: a history that nobody writes by hand."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.sheets.models import Import
from hub.sheets.subjects import SUBJECTS


@admin.register(Import)
class ImportAdmin(admin.ModelAdmin):
    list_display = ["file_name", "about", "by", "uploaded_at", "state", "new", "changed"]
    list_select_related = ["by"]
    search_fields = ["file_name", "by__email"]
    list_per_page = 50
    actions = None
    fields = [
        "file_name",
        "about",
        "by",
        "uploaded_at",
        "state",
        "done_at",
        "new",
        "changed",
        "unchanged",
    ]

    @admin.display(description=gettext_lazy("Was"), ordering="subject")
    def about(self, found: Import) -> str:
        subject = SUBJECTS.get(found.subject)
        return str(subject.title) if subject else found.subject

    @admin.display(description=gettext_lazy("Stand"))
    def state(self, found: Import) -> str:
        return _("eingelesen") if found.done_at else _("wartet auf Bestätigung")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Nothing is chosen here, so the title only says what one sees."""
        title = capfirst(str(self.opts.verbose_name_plural))
        page: HttpResponse = super().changelist_view(
            request, {"title": title, **(extra_context or {})}
        )
        return page

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Lists begin at the list of what they are about."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
