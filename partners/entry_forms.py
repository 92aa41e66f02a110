"""An entry as a startup's team writes it, and what a partner notes beside it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.core.forms import AddressField, Uncut
from hub.core.text import one_line
from partners.models.entry import MAX_ANSWER, MAX_APPROACH, MAX_ENTRY_NOTE, MAX_MESSAGE
from partners.services.entries import WRITTEN, Newcomer
from partners.states import Verdict
from startups.models import Startup
from startups.services.founding import MAX_NAME, MAX_ONE_LINER
from startups.services.gate import limits_in_words

NEW = "new"
FILE_HINT = _(
    "Höchstens %(mb)d MB und %(pages)d Seiten, ohne Passwort. Eine neue Datei ersetzt die alte."
)


class LongText(forms.CharField):
    def __init__(self, *, max_length: int, rows: int = 6, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "data-limit": str(max_length)})
        super().__init__(max_length=max_length, widget=widget, **kwargs)

    def validate(self, value: Any) -> None:
        """Empty is fine while one writes; handing in asks for it."""
        if value:
            super().validate(value)


class OpenChoice(forms.ChoiceField):
    """Radio buttons of which one stands for «not yet»."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class Tick(forms.BooleanField):
    def validate(self, value: Any) -> None:
        """Not ticked is fine while one writes; handing in asks for it."""


class EntryForm(Uncut, forms.Form):
    """The entry itself; `values` is what the service stores, `version` which text was seen."""

    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )
    answer = LongText(
        label=_("Eure Antwort"),
        help_text=_("Was schlagt ihr vor, und warum könnt gerade ihr das?"),
        max_length=MAX_ANSWER,
        rows=8,
    )
    approach = LongText(
        label=_("So würdet ihr es ausprobieren"),
        help_text=_("Erster Schritt, Dauer, was ihr vom Partner braucht."),
        max_length=MAX_APPROACH,
    )
    may_read = Tick(
        label=_("Der Partner darf diesen Beitrag lesen"),
        help_text=_(
            "Er sieht dazu Name, Kurzbeschreibung und was in eurem Profil freigegeben ist. "
            "Andere Partner sehen nichts davon."
        ),
    )

    @property
    def values(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        return {
            name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
            for name in WRITTEN
            if (value := cleaned[name]) is not None
        }

    def add_problems(self, problems: Mapping[str, Any]) -> None:
        for name, sentence in problems.items():
            self.add_error(name, sentence)


class FileForm(forms.Form):
    """The optional PDF beside it; what is in it the gate judges."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = FILE_HINT % limits_in_words()

    file = forms.FileField(
        label=_("PDF dazu"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
        allow_empty_file=True,
    )


class DoorForm(EntryForm):
    """For somebody who has no account yet: the address is the only thing more."""

    email = AddressField(
        autocomplete="email",
        help_text=_("Wir schicken einen Code dorthin. Was ihr geschrieben habt, bleibt stehen."),
    )


class StartForm(EntryForm):
    """The first save: for which startup, one of one's own or a new one."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    startup = forms.ChoiceField(label=_("Für welches Startup?"), widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Wie heißt euer Startup?"),
        required=False,
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    one_liner = forms.CharField(
        label=_("Was macht ihr, in einem Satz?"),
        required=False,
        max_length=MAX_ONE_LINER,
        widget=forms.TextInput(attrs={"data-limit": str(MAX_ONE_LINER)}),
    )

    def __init__(self, *args: Any, startups: list[Startup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.startups = {str(startup.uuid): startup for startup in startups}
        field = self.fields["startup"]
        assert isinstance(field, forms.ChoiceField)
        names = [(uuid, startup.name) for uuid, startup in self.startups.items()]
        field.choices = [*names, (NEW, _("ein neues"))]
        if not startups:
            del self.fields["startup"]
            self.fields["name"].required = self.fields["one_liner"].required = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["name"] = one_line(cleaned.get("name", ""))
        cleaned["one_liner"] = one_line(cleaned.get("one_liner", ""))
        if self.wants_new:
            if not any(char.isalnum() for char in cleaned["name"]) and "name" not in self.errors:
                self.add_error("name", _("Gebt bitte einen Namen mit Buchstaben oder Ziffern an."))
            if not cleaned["one_liner"] and "one_liner" not in self.errors:
                self.add_error("one_liner", _("Sagt bitte in einem Satz, was ihr macht."))
        return cleaned

    @property
    def wants_new(self) -> bool:
        return "startup" not in self.fields or self.cleaned_data.get("startup") == NEW

    @property
    def chosen(self) -> Startup | Newcomer:
        cleaned = self.cleaned_data
        if self.wants_new:
            return Newcomer(cleaned["name"], cleaned["one_liner"])
        return self.startups[cleaned["startup"]]

    @property
    def new_uuid(self) -> UUID:
        return self.cleaned_data.get("uuid") or uuid4()


class NoteForm(Uncut, forms.Form):
    text = forms.CharField(
        label=_("Notiz für Ihre Kolleg:innen"),
        max_length=MAX_ENTRY_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class VerdictForm(Uncut, forms.Form):
    """What will be said to one team, or nothing yet."""

    outcome = OpenChoice(
        label=_("Ergebnis"),
        choices=[("", _("noch offen")), *Verdict.choices],
        widget=forms.RadioSelect,
    )
    message = forms.CharField(
        label=_("Satz an das Team"),
        help_text=_("Geht Wort für Wort an das Team, wenn Sie allen gemeinsam Bescheid geben."),
        required=False,
        max_length=MAX_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4, "data-limit": str(MAX_MESSAGE)}),
    )
    seen = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)


class ReleaseForm(Uncut, forms.Form):
    """The words for everybody who was given no result of their own."""

    message = LongText(
        label=_("Satz an alle, für die noch kein Ergebnis notiert ist"),
        help_text=_(
            "Sie gelten als nicht ausgewählt. Ein Satz, aus dem man lernt, hilft am meisten."
        ),
        max_length=MAX_MESSAGE,
        rows=5,
    )
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
