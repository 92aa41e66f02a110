"""What is filled in around a transfer request."""

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from hub.core.forms import Uncut, limit_choices
from partners.models import ScienceUnit, TransferRequest
from partners.models.transfer import ANSWER_WITHIN
from partners.queries.transfers import Asker
from partners.services.transfers import LATEST
from partners.transfer_states import TransferOutcome


def text_area(rows: int, limit: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-limit": limit})


class AskForm(Uncut, forms.Form):
    """For whom, what is needed, and by when an answer is wished."""

    side = forms.ChoiceField(label=_("Im Namen von"))
    need = forms.CharField(
        label=_("Was wird gebraucht?"),
        help_text=_(
            "Worum geht es, was wurde schon versucht, und woran wäre zu merken, dass es hilft?"
        ),
        max_length=2000,
        widget=text_area(8, 2000),
    )
    answer_due = forms.DateField(
        label=_("Antwort gewünscht bis"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, askers: list[Asker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.askers = {asker.key: asker.side for asker in askers}
        side = self.fields["side"]
        assert isinstance(side, forms.ChoiceField)
        side.choices = [(asker.key, asker.side.name) for asker in askers]
        if len(askers) == 1:
            side.widget = forms.HiddenInput()
            self.initial["side"] = askers[0].key
        today = timezone.localdate()
        self.initial["answer_due"] = today + ANSWER_WITHIN
        bounds = {"min": today + timedelta(days=1), "max": today + LATEST}
        self.fields["answer_due"].widget.attrs |= {k: v.isoformat() for k, v in bounds.items()}

    def clean_answer_due(self) -> Any:
        day = self.cleaned_data["answer_due"]
        today = timezone.localdate()
        if not today < day <= today + LATEST:
            raise ValidationError(
                _("Wählen Sie einen Tag ab morgen und höchstens in sechs Monaten.")
            )
        return day

    def clean_side(self) -> Any:
        return self.askers[self.cleaned_data["side"]]


class AnswerForm(Uncut, forms.Form):
    text = forms.CharField(
        label=capfirst(_("Antwort")),
        help_text=_("Wer gefragt hat, bekommt sie wörtlich per E-Mail."),
        max_length=4000,
        widget=text_area(10, 4000),
    )


class HandOverForm(Uncut, forms.Form):
    unit = forms.ModelChoiceField(
        ScienceUnit.objects.none(),
        label=_("An welche Einrichtung?"),
        empty_label=_("Einrichtung wählen"),
    )
    reason = forms.CharField(
        label=_("Warum dorthin?"),
        help_text=_("Den Grund lesen die neue Einrichtung und wer gefragt hat."),
        max_length=1000,
        widget=text_area(4, 1000),
    )

    def __init__(self, *args: Any, request: TransferRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = ScienceUnit.objects.published().exclude(pk=request.unit_id)
        limit_choices(self, "unit", others.select_related("university"))


class CloseForm(Uncut, forms.Form):
    outcome = forms.ChoiceField(
        label=_("Was ist daraus geworden?"),
        choices=TransferOutcome.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Ein Satz dazu"), required=False, max_length=1000, widget=text_area(3, 1000)
    )


class ProjectForm(Uncut, forms.Form):
    title = forms.CharField(label=_("Titel"), max_length=120)
    text = forms.CharField(
        label=_("Kurztext"),
        help_text=_(
            "Öffentlich wird er erst, wenn beide Seiten diesem Wortlaut zugestimmt haben."
        ),
        max_length=600,
        widget=text_area(5, 600),
    )


class StampForm(forms.Form):
    """The words that were agreed to."""

    seen = forms.CharField(max_length=64)
