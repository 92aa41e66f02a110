"""What scientists fill in about their own unit."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.core.forms import Uncut
from partners.models import Equipment, Expertise, ScienceUnit


class UnitForm(Uncut, forms.ModelForm):
    website = forms.URLField(
        label=_("Website"), required=False, max_length=200, assume_scheme="https"
    )

    class Meta:
        model = ScienceUnit
        fields = ("text_de", "text_en", "website", "tracks")
        widgets = {
            "text_de": forms.Textarea(attrs={"rows": 6, "data-limit": 2000}),
            "text_en": forms.Textarea(attrs={"rows": 6, "data-limit": 2000, "lang": "en"}),
            "tracks": forms.CheckboxSelectMultiple,
        }


class ExpertiseForm(Uncut, forms.ModelForm):
    class Meta:
        model = Expertise
        fields = ("title", "text", "tags")
        widgets = {"text": forms.Textarea(attrs={"rows": 4, "data-limit": 1000})}


class EquipmentForm(Uncut, forms.ModelForm):
    class Meta:
        model = Equipment
        fields = ("what", "conditions")
        widgets = {"conditions": forms.Textarea(attrs={"rows": 3, "data-limit": 300})}
