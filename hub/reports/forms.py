from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.core.text import one_line
from hub.reports.models import FileKind

MAX_VERSION = 999


class FileForm(forms.Form):
    """A page of figures as a file; award and class are those of the page, if it names any."""

    kind = forms.ChoiceField(choices=FileKind)
    award = forms.CharField(required=False, max_length=40)
    batch = forms.SlugField(required=False, max_length=60)


class FreezeForm(forms.Form):
    """Freezing a period: which version was on the screen, and from the second on why."""

    version = forms.IntegerField(min_value=1, max_value=MAX_VERSION, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Was diese Version berichtigt"),
        max_length=300,
        error_messages={"required": _("Bitte schreiben Sie, was die neue Version berichtigt.")},
        widget=forms.Textarea(attrs={"rows": 3, "data-limit": 300}),
    )

    def __init__(self, *args: Any, is_correction: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_correction

    def clean_reason(self) -> str:
        return one_line(self.cleaned_data["reason"])
