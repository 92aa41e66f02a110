"""Transfer requests at the hub team's desk: what waits for an answer, and where it lies."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners.models import TransferRequest
from partners.transfer_states import TransferState


class AnswerFilter(admin.SimpleListFilter):
    title = _("Antwort")
    parameter_name = "answer"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("steht aus")), ("late", _("überfällig"))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[TransferRequest]
    ) -> QuerySet[TransferRequest]:
        waiting = queryset.filter(state=TransferState.OPEN)
        match self.value():
            case "waiting":
                return waiting
            case "late":
                return waiting.filter(answer_due__lt=timezone.localdate())
        return queryset


@admin.register(TransferRequest)
class TransferRequestAdmin(admin.ModelAdmin):
    """To read; what staff do with a request they do on its page, as its two sides do."""

    list_display = ("asker_name", "unit", "state", "answer_due", "asked_at")
    list_filter = (AnswerFilter, "state", "unit__university")
    list_select_related = ("unit", "startup", "partner")
    search_fields = (
        "need",
        "startup__name",
        "partner__name",
        "unit__name_de",
        "unit__name_en",
    )
    search_help_text = _("Suche in Anfrage, Startup, Partner und Einrichtung")
    ordering = ("answer_due", "pk")
    change_form_template = "admin/partners/transferrequest/change_form.html"
    view_on_site = False
    fields = (
        "asker_name",
        "unit",
        "state",
        "asked_by",
        "asked_at",
        "need",
        "answer_due",
        "answer",
        "answered_by",
        "answered_at",
        "outcome",
    )

    @admin.display(description=_("gefragt von"))
    def asker_name(self, request: TransferRequest) -> str:
        return request.asker.name

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
