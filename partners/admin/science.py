"""The competence centre at the hub team's desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.core.desk import DeskInline
from hub.core.text import sort_key
from hub.programme import public
from partners.models import Equipment, Expertise, ScienceUnit, ScienceUnitMember, UnitState


class ExpertiseInline(DeskInline):
    model = Expertise
    fields = ("title", "text", "tags")


class EquipmentInline(DeskInline):
    model = Equipment
    fields = ("what", "conditions")


class ScienceUnitMemberInline(DeskInline):
    model = ScienceUnitMember
    raw_id_fields = ("person",)
    fields = ("person", "level", "joined_at", "left_at")


@admin.register(ScienceUnit)
class ScienceUnitAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "university", "state")
    list_filter = ("state", "kind", "university", "tracks")
    list_select_related = ("university",)
    search_fields = ("name_de", "name_en", "words")
    search_help_text = _("Suche in Namen, Kompetenzen und Ausstattung")
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https"},
        # Three boxes; Django's pair of lists is not usable for everybody.
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    prepopulated_fields = {"slug": ("name_de",)}
    inlines = (ExpertiseInline, EquipmentInline, ScienceUnitMemberInline)
    actions = ("publish_selected",)
    fields = (
        "name_de",
        "name_en",
        "slug",
        "kind",
        "university",
        "state",
        "text_de",
        "text_en",
        "tracks",
        "website",
    )

    @admin.action(description=_("Veröffentlichen"), permissions=["change"])
    def publish_selected(self, request: HttpRequest, queryset: Any) -> None:
        queryset.update(state=UnitState.PUBLISHED)
        public.touch()

    def save_model(self, request: HttpRequest, obj: ScienceUnit, form: Any, change: bool) -> None:
        obj.sort_key = sort_key(obj.name_de)
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        public.touch()

    def delete_model(self, request: HttpRequest, obj: ScienceUnit) -> None:
        super().delete_model(request, obj)
        public.touch()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        public.touch()
