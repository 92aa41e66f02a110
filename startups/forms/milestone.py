from django import forms
from django.utils.translation import gettext_lazy as _

from hub.core.forms import Uncut
from hub.core.text import one_line
from startups.forms.profile import GermanDate
from startups.models import Audience, Milestone


class MilestoneForm(Uncut, forms.Form):
    """One thing that was reached, when, and who sees it."""

    title = forms.CharField(
        label=_("Was habt ihr erreicht?"),
        max_length=140,
        widget=forms.TextInput(attrs={"data-limit": "140"}),
    )
    reached_on = GermanDate(
        label=_("Wann?"),
        max_length=10,
        widget=forms.TextInput(attrs={"placeholder": _("TT.MM.JJJJ")}),
    )
    audience = forms.ChoiceField(label=_("Wer sieht das?"), choices=Audience.choices)

    @classmethod
    def of(cls, milestone: Milestone | None, data: object = None) -> "MilestoneForm":
        """For one that is there, or for a new one."""
        shown = ("title", "reached_on", "audience")
        initial = {name: getattr(milestone, name) for name in shown} if milestone else {}
        return cls(data, initial=initial)

    def clean_title(self) -> str:
        title = one_line(self.cleaned_data["title"])
        if not any(char.isalnum() for char in title):
            raise forms.ValidationError(_("Schreibt bitte ein paar Worte."))
        return title
