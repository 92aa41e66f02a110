"""Who comes, at the hub team's desk: read, never typed; what changes goes through the services."""

from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.models import Event, Registration
from events.queries import answers
from events.services import endings
from hub.core.desk import DeskAdmin
from hub.core.workflow import DomainError

# What staff look up after the fact, and how many fit a box.
NEAR = timedelta(days=60)
MOST_NEAR = 30
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
    "answered",
    "asked_at",
    "registered_at",
    "offered_until",
    "ended_at",
)


class OneEvent(admin.SimpleListFilter):
    """The one that the address names, and those around today: of a box with all nobody has a use."""

    title = _("Termin")
    parameter_name = "event"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        near = Event.objects.public().order_by("-starts_at")
        near = near.filter(starts_at__gte=timezone.now() - NEAR)
        named = Event.objects.filter(slug=request.GET.get(self.parameter_name, ""))
        found = {event.slug: str(event) for event in [*named, *near[:MOST_NEAR]]}
        return list(found.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(event__slug=self.value()) if self.value() else queryset


@admin.register(Registration)
class RegistrationAdmin(DeskAdmin):
    list_display = ["place", "called", "email", "event", "state", "seats", "registered_at"]
    list_display_links = ["called"]
    list_filter = ["state", "event__kind", OneEvent]
    list_select_related = ["event"]
    search_fields = ["name", "email", "event__title_de", "event__title_en"]
    ordering = ["-asked_at"]
    fields = SHOWN
    readonly_fields = SHOWN
    actions = ["undo_miss"]

    @admin.display(description=_("Name"), ordering="name")
    def called(self, registration: Registration) -> str:
        return registration.called

    @admin.display(description=_("Antworten"))
    def answered(self, registration: Registration) -> str:
        """Question and answer, a line each."""
        said = answers.in_words(registration, registration.event.questions.all())
        return format_html_join("", "<p><b>{}</b> {}</p>", said) or "–"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """People register themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_undo_permission(self, request: HttpRequest) -> bool:
        """Nothing is typed here; what is taken back goes through the service."""
        return super().has_change_permission(request)

    @admin.action(description=_("„Kam nicht“ zurücknehmen"), permissions=["undo"])
    def undo_miss(self, request: Any, queryset: Any) -> None:
        """For a door at which not everybody was noted."""
        undone = 0
        try:
            for registration in queryset:
                if endings.undo_miss(registration, by=request.user):
                    self.log_change(request, registration, str(_("„Kam nicht“ zurückgenommen")))
                    undone += 1
        except DomainError as refused:
            messages.error(request, str(refused.message))
        said = ngettext(
            "Bei %(number)d Anmeldung steht nicht mehr „kam nicht“.",
            "Bei %(number)d Anmeldungen steht nicht mehr „kam nicht“.",
            undone,
        )
        messages.info(request, said % {"number": undone})
