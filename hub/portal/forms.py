from django import forms
from django.utils.translation import gettext_lazy as _

from hub.core.forms import AddressField, Uncut
from hub.core.text import one_line


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
