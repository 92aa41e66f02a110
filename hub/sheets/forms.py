from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from hub.sheets import reading
from hub.sheets.reading import Unreadable


class UploadForm(forms.Form):
    """One list."""

    file = forms.FileField(
        label=gettext_lazy("Datei"),
        help_text=gettext_lazy("Excel (.xlsx) oder CSV, höchstens 4 MB und 5.000 Zeilen."),
        allow_empty_file=True,
        error_messages={
            "required": gettext_lazy("Wählen Sie eine Datei aus."),
            "invalid": gettext_lazy("Wählen Sie eine Datei aus."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            reading.ensure_size(file.size or 0)
        except Unreadable as refused:
            raise forms.ValidationError(str(refused.message)) from refused
        return file
