"""Pilots at the hub team's desk: read, found when they stand still, proposed to two sides at once."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hub.accounts.http import actor
from hub.core import times
from hub.core.desk import DeskAdmin
from hub.core.text import euros
from hub.core.workflow import DomainError
from partners.models import Partner, Pilot, PilotSide
from partners.queries import pilot_silence
from partners.services import pilots

AGREED = (
    "partner_owner",
    "startup_owner",
    "success_measure",
    "payer",
    "cost",
    "nda",
    "nda_signed_on",
    "starts_on",
    "ends_on",
)
OUTCOME = ("ordered", "value_band", "learning", "shown")


class StuckFilter(admin.SimpleListFilter):
    title = _("Steht still")
    parameter_name = "stuck"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("seit 30 Tagen nichts gehört"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Pilot]) -> QuerySet[Pilot]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=pilot_silence.stuck(timezone.now()).values("pk"))


class ProposalForm(forms.ModelForm):
    """What the hub team puts to both sides."""

    by: Any = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        partner, startup = cleaned.get("partner"), cleaned.get("startup")
        if partner and startup:
            try:
                pilots.ensure_may_propose(partner, startup, side=PilotSide.HUB, by=self.by)
            except DomainError as error:
                raise forms.ValidationError(str(error.message)) from None
        return cleaned


@admin.register(Pilot)
class PilotAdmin(DeskAdmin):
    """The hub team reads and helps; what happens in a pilot, its two sides decide."""

    form = ProposalForm
    list_display = ["title", "partner", "startup", "standing", "last_sign"]
    list_filter = [
        StuckFilter,
        "state",
        ("startup__track", admin.RelatedOnlyFieldListFilter),
        ("partner", admin.RelatedOnlyFieldListFilter),
    ]
    list_select_related = ["partner", "startup", "partner_owner__person", "startup_owner__person"]
    search_fields = ["title", "partner__name", "startup__name"]
    search_help_text = _("Suche in Titel, Partner und Startup")
    raw_id_fields = ["startup"]
    fieldsets = [
        (None, {"fields": ["title", "partner", "startup", "summary", "state", "days", "history"]}),
        (_("Vereinbarung"), {"fields": AGREED}),
        (_("Ergebnis"), {"fields": OUTCOME}),
    ]
    add_fieldsets = [(None, {"fields": ["partner", "startup", "title", "summary"]})]
    readonly_fields = ["days", "history", "cost", "ordered", "shown"]
    change_form_template = "admin/partners/pilot/change_form.html"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.by = actor(request)
        if "partner" in form.base_fields:
            form.base_fields["partner"].queryset = Partner.objects.active()
        return form

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who only reports needs counts, not what two sides tell each other."""
        return super().has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("Tage im Stand"))
    def days(self, pilot: Pilot) -> int:
        return pilot.days_in_stage

    @admin.display(description=_("Stand"), ordering="state")
    def standing(self, pilot: Pilot) -> str:
        """With the days it has been there: side by side, a column more than the screen holds."""
        days = ngettext("%(days)d Tag", "%(days)d Tage", pilot.days_in_stage)
        return f"{pilot.get_state_display()}, {days % {'days': pilot.days_in_stage}}"

    @admin.display(description=_("letztes Zeichen"), ordering="last_sign_at")
    def last_sign(self, pilot: Pilot) -> str:
        return times.short_day(pilot.last_sign_at)

    @admin.display(description=_("Betrag"))
    def cost(self, pilot: Pilot) -> str:
        return "–" if pilot.amount is None else euros(pilot.amount)

    @admin.display(description=_("Auftrag"))
    def ordered(self, pilot: Pilot) -> str:
        return str({None: _("noch offen"), True: _("ja"), False: _("nein")}[pilot.has_order])

    @admin.display(description=_("öffentlich"))
    def shown(self, pilot: Pilot) -> str:
        return str(_("ja") if pilot.is_shown else _("nein"))

    @admin.display(description=_("Verlauf"))
    def history(self, pilot: Pilot) -> str:
        moves = pilot.moves.select_related("by")
        return "; ".join(
            f"{times.short_day(move.at)}: {move.get_to_state_display()}, {move.by}"
            for move in moves
        )

    def save_model(self, request: HttpRequest, obj: Pilot, form: Any, change: bool) -> None:
        """A proposal of the hub team's: both sides are told, and both have to confirm."""
        saved = pilots.propose(
            partner=obj.partner,
            startup=obj.startup,
            side=PilotSide.HUB,
            title=obj.title,
            summary=obj.summary,
            by=actor(request),
        )
        obj.pk, obj.uuid = saved.pk, saved.uuid
