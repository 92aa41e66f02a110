"""Milestones on the page of a startup: what staff write there they have looked at."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.core.desk import DeskInline
from startups.models import Milestone
from startups.services import milestones


class MilestoneForm(forms.ModelForm):
    class Meta:
        widgets = {"title": forms.TextInput(attrs={"size": 60})}

    def clean_reached_on(self) -> date:
        day: date = self.cleaned_data["reached_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Dieser Tag liegt in der Zukunft."))
        return day

    def save(self, commit: bool = True) -> Any:
        self.instance.waits = False
        return super().save(commit)


class MilestoneInline(DeskInline):
    model = Milestone
    form = MilestoneForm
    fields = ["title", "reached_on", "audience", "release"]
    readonly_fields = ["release"]
    max_num = milestones.MOST

    @admin.display(description=gettext_lazy("Freigabe"))
    def release(self, milestone: Milestone) -> str:
        return _("wartet") if milestone.waits else "–"
