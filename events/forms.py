"""What is filled in to come to an event, and after it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import (
    MAX_COMMENT,
    MAX_NAME,
    EventQuestion,
    EventQuestionKind,
    FeedbackSlot,
    Rating,
)
from events.queries.registering import Desk
from hub.accounts.forms import LOOKS_LIKE_LINK
from hub.core.forms import AddressField, Uncut
from hub.core.text import one_line
from startups.models import Startup

LONGEST_SHORT, LONGEST_LONG = 200, 2000
ALONE = "1"
YES = "ja"
SEAT, LINE = "seat", "line"


class RegisterForm(Uncut, forms.Form):
    """Name and address, where no account says them; how many come; the event's own questions."""

    name = forms.CharField(
        label=gettext_lazy("Vor- und Nachname"),
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Hier fehlt der Name für die Liste am Einlass.")},
    )
    email = AddressField(autocomplete="email")
    places = forms.ChoiceField(label=gettext_lazy("Wer kommt"), initial=ALONE)
    # People do not see this field; programs that fill in everything do.
    company = forms.CharField(
        label=gettext_lazy("Dieses Feld bitte leer lassen"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    # The same form sent twice is one request.
    key = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)
    # What the page promised when it was opened.
    saw = forms.CharField(required=False, max_length=4, widget=forms.HiddenInput)

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.initial["key"] = str(uuid4())
        self.initial["saw"] = LINE if desk.room.is_full else SEAT
        if desk.person is not None:
            del self.fields["email"], self.fields["company"]
            self.initial["name"] = desk.person.name
        self.teams = {str(startup.uuid): startup for startup in desk.teams}
        if self.teams:
            places = self.fields["places"]
            assert isinstance(places, forms.ChoiceField)
            places.choices = list(self._places())
        else:
            del self.fields["places"]
        self.asked = [question_name(question) for question in desk.questions]
        for question, name in zip(desk.questions, self.asked, strict=True):
            self.fields[name] = question_field(question)

    @property
    def questions(self) -> list[forms.BoundField]:
        """The fields of the event's own questions."""
        return [self[name] for name in self.asked]

    def clean_name(self) -> str:
        """Names stand in lists and mails: no links, one line."""
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Hier fehlt der Name für die Liste am Einlass."))
        if LOOKS_LIKE_LINK.search(name):
            raise forms.ValidationError(_("Ein Name enthält keine Adresse."))
        return name

    @property
    def is_a_machine(self) -> bool:
        return bool(self.cleaned_data.get("company"))

    @property
    def lost_a_seat(self) -> bool:
        """The page had shown a free seat."""
        return self.cleaned_data.get("saw") != LINE

    @property
    def group(self) -> tuple[int, Startup | None]:
        """How many seats, and for whose team."""
        team, _colon, number = self.cleaned_data.get("places", "").partition(":")
        startup = self.teams.get(team)
        return (int(number), startup) if startup else (1, None)

    @property
    def answers(self) -> dict[str, str]:
        """By the uuid of the question; a question left open is left out."""
        given = {
            str(question.uuid): self.cleaned_data.get(name)
            for question, name in zip(self.desk.questions, self.asked, strict=True)
        }
        return {key: YES if text is True else str(text) for key, text in given.items() if text}

    def _places(self) -> Any:
        yield ALONE, _("nur ich")
        for key, startup in self.teams.items():
            for number in range(2, self.desk.event.team_seats + 1):
                label = ngettext(
                    "%(number)d Platz für %(startup)s", "%(number)d Plätze für %(startup)s", number
                )
                yield f"{key}:{number}", label % {"number": number, "startup": startup.name}


def question_name(question: EventQuestion) -> str:
    return f"q-{question.uuid.hex}"


def question_field(question: EventQuestion) -> forms.Field:
    """The field that asks it; a choice is kept in German, so that lists of staff are of one kind."""
    common: dict[str, Any] = {"label": question.label, "required": question.is_required}
    match question.kind:
        case EventQuestionKind.YES:
            return forms.BooleanField(**common)
        case EventQuestionKind.CHOICE:
            return forms.ChoiceField(
                **common, choices=list(options(question)), widget=forms.RadioSelect
            )
        case EventQuestionKind.LONG:
            area = forms.Textarea(attrs={"rows": 4, "data-limit": LONGEST_LONG})
            return forms.CharField(**common, max_length=LONGEST_LONG, widget=area)
    return forms.CharField(**common, max_length=LONGEST_SHORT)


def options(question: EventQuestion) -> Sequence[tuple[str, str | Promise]]:
    """What is kept, and what is read; where English has not as many lines, German stands."""
    kept = [line.strip() for line in question.options_de.splitlines() if line.strip()]
    shown = [line.strip() for line in question.options.splitlines() if line.strip()]
    return list(zip(kept, shown if len(shown) == len(kept) else kept, strict=True))


class RatingField(forms.TypedChoiceField):
    default_error_messages = {
        "required": gettext_lazy("Hier fehlt eine der fünf Antworten."),
        "invalid_choice": gettext_lazy("Hier fehlt eine der fünf Antworten."),
    }

    def __init__(self) -> None:
        super().__init__(choices=Rating.choices, coerce=int, widget=forms.RadioSelect)


class FeedbackForm(Uncut, forms.Form):
    """Three questions, in the words of the event."""

    first = RatingField()
    second = RatingField()
    comment = forms.CharField(
        required=False,
        max_length=MAX_COMMENT,
        help_text=gettext_lazy(
            "Bitte keine Namen nennen und nichts, woran man jemanden erkennt, auch nicht Sie selbst."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "data-limit": MAX_COMMENT}),
    )

    def __init__(self, *args: Any, questions: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {FeedbackSlot.FIRST: "first", FeedbackSlot.SECOND: "second"}
        for slot, label in questions.items():
            self.fields[names.get(FeedbackSlot(slot), "comment")].label = label
