"""The forms of the reading page and of the acts on many applications."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.core import times
from hub.core.desk import reasonable_year
from startups.models import Question
from startups.services.decisions import MAX_MESSAGE, PREPARABLE
from startups.services.notes import MAX_NOTE
from startups.states import IN_SELECTION, Outcome

YES, NO = "yes", "no"
OUTCOMES = [(outcome.value, outcome.label) for outcome in PREPARABLE]


class DeskForm(forms.Form):
    """Fields stand in columns of their own width; ids are kept apart by `auto_id`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.removesuffix('Form').lower()}_%s")
        super().__init__(*args, **kwargs)


class LastDayField(forms.DateField):
    """A day, meant up to its last second in Leipzig."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, validators=[reasonable_year], **options)

    def clean(self, value: Any) -> datetime | None:
        found: date | None = super().clean(value)
        return times.end_of_day(found) if found else None


def text_area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ScreeningForm(DeskForm):
    eligible = forms.ChoiceField(
        label=_("Darf die Bewerbung teilnehmen?"),
        choices=[(YES, _("zugelassen")), (NO, _("nicht zugelassen"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Grund"),
        help_text=_("Bei „nicht zugelassen“ nötig: Das Team liest ihn nach der Freigabe."),
        required=False,
        max_length=MAX_MESSAGE,
        widget=text_area(),
    )
    seen = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class DecisionForm(DeskForm):
    outcome = forms.ChoiceField(
        label=_("Entscheidung"), choices=OUTCOMES, widget=forms.RadioSelect
    )
    message = forms.CharField(
        label=_("Text an das Team"),
        help_text=_("Steht in der Mail und auf der Seite des Teams. Bei einer Absage nötig."),
        required=False,
        max_length=MAX_MESSAGE,
        widget=text_area(6),
    )
    rank = forms.IntegerField(
        label=_("Rang auf der Warteliste"),
        help_text=_("1 rückt zuerst nach. Derselbe Schwerpunkt geht vor."),
        required=False,
        min_value=1,
        max_value=999,
    )
    seen = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class NoteForm(DeskForm):
    text = forms.CharField(label=_("Neue Notiz"), max_length=MAX_NOTE, widget=text_area())


class QuestionsForm(DeskForm):
    # Their keys: the page has read the questions already.
    questions = forms.TypedMultipleChoiceField(
        label=_("Diese Fragen öffnen"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    until = LastDayField(label=_("bis einschließlich"))
    note = forms.CharField(
        label=_("Hinweis an das Team"), required=False, max_length=300, widget=text_area()
    )

    def __init__(self, *args: Any, asked: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["questions"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(question.pk, str(question)) for question in asked]


class ExtensionForm(DeskForm):
    until = LastDayField(label=_("Frist bis einschließlich"))
    reason = forms.CharField(
        label=_("Grund (nur für das Hub-Team)"), max_length=200, widget=text_area(2)
    )


class RenewalForm(DeskForm):
    until = LastDayField(label=_("Zusage bis einschließlich"))
    seen = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class WithdrawalForm(DeskForm):
    reason = forms.CharField(
        label=_("Wer hat wann darum gebeten?"), max_length=500, widget=text_area(2)
    )
    sure = forms.BooleanField(label=_("Die Bewerbung endgültig zurückziehen"))


class StepForm(DeskForm):
    step = forms.ChoiceField(choices=[(state, state) for state in sorted(IN_SELECTION)])


class BulkDecisionForm(DeskForm):
    """The same decision for many; the message goes to each of them."""

    outcome = forms.ChoiceField(label=_("Entscheidung"), choices=OUTCOMES)
    message = forms.CharField(
        label=_("Text an alle diese Teams"),
        help_text=_("Bei einer Absage nötig; einzelne Texte ändern Sie danach auf der Leseseite."),
        required=False,
        max_length=MAX_MESSAGE,
        widget=text_area(5),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == Outcome.DECLINE and not cleaned.get("message", "").strip():
            self.add_error("message", _("Eine Absage braucht einen Text."))
        return cleaned
