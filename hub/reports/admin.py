"""Awards and their targets at the hub team's desk; what is reported stands on its own pages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.core.desk import DeskInline
from hub.reports.indicators.registry import INDICATORS
from hub.reports.models import FundingAward, FundingTarget


def choices() -> list[tuple[str, Any]]:
    return [(key, one.name) for key, one in INDICATORS.items() if not one.missing]


class TargetForm(forms.ModelForm):
    indicator = forms.ChoiceField(label=_("Kennzahl"), choices=choices)
    year = forms.IntegerField(label=_("Jahr"), min_value=2000, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        value = self.initial.get("value")
        # Nobody promises 45.0 applications.
        if value is not None and value == int(value):
            self.initial["value"] = int(value)


class TargetInline(DeskInline):
    model = FundingTarget
    form = TargetForm
    fields = ("indicator", "year", "value")


@admin.register(FundingAward)
class FundingAwardAdmin(admin.ModelAdmin):
    list_display = ("name", "funder", "number", "starts_on", "ends_on")
    search_fields = ("name", "number")
    fields = ("name", "funder", "number", ("starts_on", "ends_on"), "amount", "reported_on")
    inlines = (TargetInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not once something was reported under it."""
        is_free = obj is None or not obj.reports.exists()
        return is_free and super().has_delete_permission(request, obj)
