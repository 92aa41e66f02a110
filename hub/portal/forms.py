from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.core.forms import AddressField, Uncut
from hub.core.text import one_line
from hub.mail.kinds import MailKind
from hub.mail.reminder_models import MailChoice


class BarrierForm(Uncut, forms.Form):
    """What somebody could not use; how to reach them is up to them."""

    text = forms.CharField(
        label=_("Was hat nicht funktioniert?"),
        help_text=_("Zum Beispiel: was Sie tun wollten und womit Sie arbeiten."),
        max_length=4000,
        widget=forms.Textarea(attrs={"data-limit": 4000}),
    )
    page = forms.CharField(
        label=_("Auf welcher Seite?"),
        help_text=_("Adresse oder Name der Seite"),
        max_length=300,
        required=False,
    )
    email = AddressField(
        autocomplete="email",
        label=_("E-Mail-Adresse für unsere Antwort"),
        help_text=_("Ohne Adresse können wir die Barriere beheben, aber nicht antworten."),
        required=False,
    )
    # People do not see this field; programs that fill in everything do.
    company = forms.CharField(
        label=_("Dieses Feld bitte leer lassen"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_page(self) -> str:
        return one_line(self.cleaned_data["page"])

    def is_a_machine(self) -> bool:
        return bool(self.cleaned_data["company"])

    def report(self) -> dict[str, str]:
        """The fields of the report, without the trap."""
        return {name: self.cleaned_data[name] for name in ("text", "page", "email")}


class MailChoiceForm(forms.Form):
    """How reminders come, and which of the mails that one can do without."""

    is_daily = forms.TypedChoiceField(
        label=_("Wie Erinnerungen kommen"),
        help_text=_("Was bis zum nächsten Morgen zu spät wäre, kommt immer einzeln."),
        coerce=lambda value: value == "daily",
        choices=[
            ("single", _("einzeln, sobald etwas ansteht")),
            ("daily", _("gesammelt, einmal am Tag um 8 Uhr")),
        ],
        widget=forms.RadioSelect,
    )
    wanted = forms.MultipleChoiceField(
        label=_("Was per E-Mail kommt"),
        help_text=_("Ohne Haken kommt diese E-Mail nicht mehr."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, kinds: Sequence[MailKind], choice: MailChoice, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "wanted": [kind.key for kind in kinds if kind.key not in choice.declined],
            "is_daily": "daily" if choice.is_daily else "single",
        }
        wanted = self.fields["wanted"]
        assert isinstance(wanted, forms.MultipleChoiceField)
        wanted.choices = [(kind.key, kind.title) for kind in kinds]
        if not kinds:
            del self.fields["wanted"]

    def clean(self) -> dict[str, Any]:
        return {"wanted": [], **(super().clean() or self.cleaned_data)}
