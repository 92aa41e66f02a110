from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.mail import outbox, texts, values
from hub.mail.kinds import MailKind
from hub.mail.models import Email, EmailTemplate

TEXT_AREA = {"rows": 20, "cols": values.COLUMNS + 2, "spellcheck": "true"}


class EmailForm(forms.ModelForm):
    """What may be changed in a mail that has not left yet."""

    class Meta:
        model = Email
        fields = ("to", "subject", "body")
        widgets = {"body": forms.Textarea(attrs=TEXT_AREA)}

    def clean_to(self) -> str:
        address = str(self.cleaned_data["to"])
        if not outbox.is_address(address):
            raise forms.ValidationError(_("Das ist keine E-Mail-Adresse."))
        return address


class EmailTemplateForm(forms.ModelForm):
    """Both languages of one kind of mail; refuses what could not be sent."""

    class Meta:
        model = EmailTemplate
        fields = ("subject_de", "body_de", "subject_en", "body_en")
        widgets = {
            "body_de": forms.Textarea(attrs={**TEXT_AREA, "lang": "de"}),
            "body_en": forms.Textarea(attrs={**TEXT_AREA, "lang": "en"}),
        }

    def __init__(self, *args: Any, kind: MailKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "vLargeTextField")

    def clean(self) -> None:
        super().clean()
        for language in texts.LANGUAGES:
            for part, sentence in texts.problems(self.kind, self.text(language)):
                self.add_error(f"{part}_{language}", sentence)

    def text(self, language: str) -> texts.Text:
        subject = str(self.cleaned_data.get(f"subject_{language}", ""))
        body = str(self.cleaned_data.get(f"body_{language}", ""))
        return texts.Text(values.one_line(subject), "\n".join(values.lines(body)))
