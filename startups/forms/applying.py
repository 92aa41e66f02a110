from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.core.forms import AddressField, Uncut
from hub.core.text import one_line
from startups.models import RELEASABLE, Startup, released_label
from startups.states import MemberLevel

# Offered to be shown; what says where and how large is harmless, so it is ticked already.
TICKED = {"seat", "stage", "seeks", "website"}


class EnterForm(Uncut, forms.Form):
    """The first step: only an address, and the code goes there."""

    email = AddressField(
        autocomplete="email",
        help_text=_("Wir schicken einen Code dorthin. Ein Passwort braucht ihr nicht."),
    )


class StartForm(Uncut, forms.Form):
    name = forms.CharField(
        label=_("Wie heißt euer Vorhaben?"),
        help_text=_("Ein Arbeitstitel genügt, ihr könnt ihn später ändern."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not any(char.isalnum() for char in name):
            raise forms.ValidationError(
                _("Gebt bitte einen Namen mit Buchstaben oder Ziffern an.")
            )
        return name


class InviteForm(Uncut, forms.Form):
    """One co-founder, by address, with what they may do."""

    email = AddressField(autocomplete="off")
    level = forms.ChoiceField(
        label=_("Darf"),
        help_text=_(
            "Wer verantwortlich ist, sendet ab, zieht zurück und ändert das Team. Wer mitschreibt, "
            "beantwortet Fragen. Wer mitliest, sieht alles und ändert nichts."
        ),
        choices=MemberLevel.choices,
    )


class LevelForm(forms.Form):
    level = forms.ChoiceField(choices=MemberLevel.choices)


class ConfirmForm(Uncut, forms.Form):
    """Which fields of the profile the founders release to the public."""

    one_liner = forms.CharField(
        label=_("Was macht ihr, in einem Satz?"),
        help_text=_("So stellt euch das Verzeichnis vor."),
        max_length=140,
        widget=forms.TextInput(attrs={"data-limit": "140"}),
    )
    released_fields = forms.MultipleChoiceField(
        label=_("Was dürfen alle sehen?"),
        help_text=_("Name, Kurzbeschreibung und Schwerpunkt stehen immer im Verzeichnis."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, startup: Startup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if startup.one_liner:
            del self.fields["one_liner"]
        offered = [name for name in RELEASABLE if getattr(startup, name)]
        field = self.fields["released_fields"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, released_label(name)) for name in offered]
        field.initial = [name for name in offered if name in TICKED]
