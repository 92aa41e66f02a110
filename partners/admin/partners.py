"""Partners at the hub team's desk; who works for them hangs on memberships."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.core.desk import DeskInline
from hub.core.text import sort_key
from hub.programme import public
from hub.sheets.desk import SheetAdmin
from partners.models import Partner, PartnerMember, SavedSearch, WatchEntry, WatchNote
from partners.queries import contracts
from partners.services.lists import Partners


class PartnerMemberInline(DeskInline):
    model = PartnerMember
    raw_id_fields = ("person",)
    fields = ("person", "level", "joined_at", "left_at")


class ContractFilter(admin.SimpleListFilter):
    title = _("Vertrag")
    parameter_name = "contract"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("ending", _("endet innerhalb von 60 Tagen")),
            ("over", _("vorbei, Partner noch aktiv")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "ending":
                return contracts.ending(queryset, on=timezone.localdate())
            case "over":
                return contracts.over(queryset, on=timezone.localdate())
        return queryset


@admin.register(Partner)
class PartnerAdmin(SheetAdmin):
    sheet = Partners
    list_display = ("name", "kind", "state", "is_sme", "contract_from", "contract_to")
    list_filter = ("state", "kind", "tracks", ContractFilter)
    search_fields = ("name",)
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        # Three boxes; Django's pair of lists is not usable for everybody.
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    prepopulated_fields = {"slug": ("name",)}
    inlines = (PartnerMemberInline,)
    fields = (
        "name",
        "slug",
        "kind",
        "state",
        "summary_de",
        "summary_en",
        "tracks",
        "website",
        "is_sme",
        ("contract_from", "contract_to"),
        "introductions_per_month",
        "watched",
    )
    readonly_fields = ("watched",)

    @admin.display(description=_("Merkliste"))
    def watched(self, obj: Partner) -> str:
        """How much they keep, never what: notes are the partner's own."""
        entries = WatchEntry.objects.current().filter(partner=obj.pk)
        notes = WatchNote.objects.filter(entry__in=entries.values("pk"))
        text = gettext("%(entries)d Startups, %(notes)d Notizen, %(searches)d gespeicherte Suchen")
        return text % {
            "entries": entries.count(),
            "notes": notes.count(),
            "searches": SavedSearch.objects.filter(partner=obj.pk).count(),
        }

    def save_model(self, request: HttpRequest, obj: Partner, form: Any, change: bool) -> None:
        obj.sort_key = sort_key(obj.name)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        public.touch()

    def delete_model(self, request: HttpRequest, obj: Partner) -> None:
        super().delete_model(request, obj)
        public.touch()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        public.touch()
