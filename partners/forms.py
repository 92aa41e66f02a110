from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.core.forms import AddressField, Uncut
from hub.core.text import one_line
from partners.models import (
    MAX_NOTE,
    MAX_REASON,
    MAX_STORY,
    CameOfIt,
    Frequency,
    StaffLevel,
)
from partners.states import IntroductionState


class InviteForm(Uncut, forms.Form):
    """One colleague, by address, with what they may do."""

    email = AddressField(autocomplete="off")
    level = forms.ChoiceField(
        label=_("Darf"),
        choices=[
            (StaffLevel.MEMBER, _("mitarbeiten")),
            (StaffLevel.LEAD, _("mitarbeiten und Kolleg:innen einladen (Leitung)")),
        ],
        initial=StaffLevel.MEMBER,
    )


class LevelForm(forms.Form):
    level = forms.ChoiceField(choices=StaffLevel.choices)


class AskForm(Uncut, forms.Form):
    """Why a partner wants to meet a startup; the founders read it word for word."""

    reason = forms.CharField(
        label=_("Was möchten Sie gemeinsam ausprobieren?"),
        help_text=_(
            "Die Gründer:innen lesen das, bevor sie antworten. Nennen Sie das Vorhaben, den Ort "
            "und den Zeitraum, an den Sie denken."
        ),
        max_length=MAX_REASON,
        widget=forms.Textarea(attrs={"data-limit": MAX_REASON, "rows": 8}),
        error_messages={"required": _("Schreiben Sie bitte, worum es Ihnen geht.")},
    )


class AnswerForm(Uncut, forms.Form):
    """Yes, not now or no; words go with the first two only."""

    answer = forms.ChoiceField(
        label=_("Eure Antwort"),
        choices=[
            (IntroductionState.ACCEPTED, _("Ja, wir lernen uns kennen")),
            (IntroductionState.NOT_NOW, _("Nicht jetzt")),
            (IntroductionState.DECLINED, _("Nein")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Wähl bitte eine Antwort."),
            "invalid_choice": _("Wähl bitte eine der drei Antworten."),
        },
    )
    note = forms.CharField(
        label=_("Ein Satz dazu"),
        help_text=_(
            "Geht mit einem Ja oder Nicht jetzt an den Partner. Ein Nein bleibt ohne Worte."
        ),
        max_length=MAX_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"data-limit": MAX_NOTE, "rows": 3}),
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=10, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("answer") == IntroductionState.DECLINED and cleaned.get("note"):
            self.add_error(
                "note",
                _("Ein Nein geht ohne Worte hinaus. Lösch den Satz oder wähl Nicht jetzt."),
            )
        return cleaned


class OutcomeForm(Uncut, forms.Form):
    """What came of an introduction."""

    outcome = forms.ChoiceField(
        label=_("Wie steht es?"),
        choices=CameOfIt.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Eine Antwort fehlt noch."),
            "invalid_choice": _("Diese Antwort gibt es nicht."),
        },
    )
    story = forms.CharField(
        label=_("In eigenen Worten"),
        max_length=MAX_STORY,
        required=False,
        widget=forms.Textarea(attrs={"data-limit": MAX_STORY, "rows": 4}),
    )


class WithdrawForm(Uncut, forms.Form):
    """Why the hub takes a request back; the partner reads it."""

    reason = forms.CharField(
        label=_("Grund"),
        help_text=_("Der Partner liest ihn in der Mail und auf seiner Seite."),
        max_length=MAX_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class NoteForm(Uncut, forms.Form):
    """A note of the watchlist; `version` says which wording its writer had before them."""

    text = forms.CharField(
        label=_("Notiz"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "data-limit": 4000}),
        error_messages={"required": _("Hier fehlt der Text der Notiz.")},
    )
    version = forms.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput
    )


class StageForm(Uncut, forms.Form):
    name = forms.CharField(
        label=_("Name der Stufe"),
        max_length=40,
        error_messages={"required": _("Hier fehlt der Name der Stufe.")},
    )

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return name


class SearchForm(Uncut, forms.Form):
    """How a search is kept; what it asks for stands in its address."""

    name = forms.CharField(
        label=_("Name der Suche"),
        max_length=60,
        error_messages={"required": _("Hier fehlt ein Name für die Suche.")},
    )
    frequency = forms.ChoiceField(
        label=_("Mail mit dem, was neu ist"),
        choices=Frequency.choices,
        initial=Frequency.WEEKLY,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Wählen Sie bitte eine der Möglichkeiten."),
            "invalid_choice": _("Wählen Sie bitte eine der Möglichkeiten."),
        },
    )

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(self.fields["name"].error_messages["required"])
        return name
