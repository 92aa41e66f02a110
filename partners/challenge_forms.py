"""A challenge as its partner writes it."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from hub.core import times
from hub.core.desk import reasonable_year
from hub.core.forms import AddressField, Uncut
from hub.core.text import one_line
from hub.programme.models import Track
from partners.models import Challenge
from partners.models.challenge import (
    MAX_OFFER,
    MAX_PROBLEM,
    MAX_TAG,
    MAX_TAGS,
    MAX_TITLE,
    MAX_WHO,
)
from startups.models import Stage


class Later:
    """A field that may stay empty while one is still writing; the check asks for it in the end."""

    empty_values: Any

    def validate(self, value: Any) -> None:
        if value not in self.empty_values:
            super().validate(value)  # type: ignore[misc]


class LaterText(Later, forms.CharField):
    """A long text with its limit shown."""

    def __init__(self, *, max_length: int, rows: int = 6, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "data-limit": str(max_length)})
        super().__init__(max_length=max_length, widget=widget, **kwargs)


class LaterDate(Later, forms.DateField):
    pass


class LaterTime(Later, forms.TimeField):
    pass


class LaterChoices(Later, forms.MultipleChoiceField):
    pass


def title(label: Any, **kwargs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"data-limit": str(MAX_TITLE)})
    return forms.CharField(label=label, max_length=MAX_TITLE, widget=widget, **kwargs)


class ChallengeForm(Uncut, forms.Form):
    """A challenge as its partner writes it: `values` is what the service stores.

    `version` says which text was seen; `uuid` makes a new one the same one when sent twice.
    """

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1
    )
    title_de = title(
        _("Titel"),
        help_text=_("Was gelöst sein soll, zum Beispiel: Lecks im Fernwärmenetz finden."),
    )
    problem_de = LaterText(
        label=_("Das Problem"),
        help_text=_("Was passiert heute, wen trifft es, was soll danach anders sein?"),
        max_length=MAX_PROBLEM,
        rows=9,
    )
    offer_de = LaterText(
        label=_("Was Sie anbieten"),
        help_text=_("Zum Beispiel Daten, ein Testfeld, eine Ansprechperson, ein bezahlter Pilot."),
        max_length=MAX_OFFER,
    )
    who_de = LaterText(label=_("Wer antworten soll"), max_length=MAX_WHO, rows=4)
    tracks = LaterChoices(label=_("Schwerpunkte"), widget=forms.CheckboxSelectMultiple)
    stages = forms.MultipleChoiceField(
        label=_("Passende Phasen"),
        help_text=_("Nichts angekreuzt heißt: jede Phase."),
        choices=Stage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tags = forms.CharField(
        label=capfirst(_("Schlagworte")),
        help_text=_(
            "Mit Komma getrennt, höchstens acht. Sie helfen, passende Startups zu finden."
        ),
        required=False,
        max_length=400,
    )
    deadline_on = LaterDate(
        label=_("Frist: Tag"),
        validators=[reasonable_year],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
    )
    deadline_at = LaterTime(
        label=_("Frist: Uhrzeit in Leipzig (MEZ/MESZ)"),
        help_text=_("Die angegebene Minute zählt noch ganz mit."),
        initial=time(23, 59),
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "short"}),
    )
    contact_name = forms.CharField(label=_("Ansprechperson"), required=False, max_length=80)
    contact_email = AddressField(
        label=_("E-Mail der Ansprechperson"), autocomplete="off", required=False
    )
    shows_contact = forms.BooleanField(
        label=_("Name und E-Mail-Adresse öffentlich zeigen"), required=False
    )
    title_en = title(_("Titel auf Englisch"), required=False)
    problem_en = LaterText(
        label=_("Das Problem auf Englisch"), max_length=MAX_PROBLEM, rows=9, required=False
    )
    offer_en = LaterText(
        label=_("Was Sie anbieten, auf Englisch"), max_length=MAX_OFFER, required=False
    )
    who_en = LaterText(
        label=_("Wer antworten soll, auf Englisch"), max_length=MAX_WHO, rows=4, required=False
    )

    TEXTS = ("title_de", "problem_de", "offer_de", "who_de")
    FINDING = ("tracks", "stages", "tags")
    DATES = ("deadline_on", "deadline_at")
    CONTACT = ("contact_name", "contact_email", "shows_contact")
    ENGLISH = ("title_en", "problem_en", "offer_en", "who_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_slug = {track.slug: track for track in Track.objects.all()}
        field = self.fields["tracks"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(slug, track.name) for slug, track in self.by_slug.items()]

    @classmethod
    def of(cls, challenge: Challenge) -> "ChallengeForm":
        """The form with what is stored."""
        return cls(initial=stored(challenge))

    def clean_title_de(self) -> str:
        return one_line(self.cleaned_data["title_de"])

    def clean_title_en(self) -> str:
        return one_line(self.cleaned_data["title_en"])

    def clean_contact_name(self) -> str:
        return one_line(self.cleaned_data["contact_name"])

    def clean_tags(self) -> list[str]:
        found: list[str] = []
        for part in one_line(self.cleaned_data["tags"]).split(","):
            tag = part.strip()
            if tag and tag.casefold() not in [known.casefold() for known in found]:
                found.append(tag)
        if len(found) > MAX_TAGS:
            raise forms.ValidationError(_("Das sind mehr als acht Schlagworte."))
        if any(len(tag) > MAX_TAG for tag in found):
            raise forms.ValidationError(_("Ein Schlagwort hat höchstens 30 Zeichen."))
        return found

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, as the service takes it."""
        cleaned = self.cleaned_data
        texts = {
            name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
            for name, value in cleaned.items()
        }
        day, at = cleaned.get("deadline_on"), cleaned.get("deadline_at") or time(23, 59)
        deadline = None
        if day:
            moment = datetime.combine(day, at.replace(second=0, microsecond=0), times.BERLIN)
            deadline = moment + timedelta(seconds=59)
        return texts | {
            "deadline": deadline,
            "tracks": [self.by_slug[slug] for slug in cleaned["tracks"]],
        }

    @property
    def new_uuid(self) -> UUID:
        return self.cleaned_data.get("uuid") or uuid4()

    def add_problems(self, problems: dict[str, Any]) -> None:
        """What the check would miss, at its field."""
        for name, sentence in problems.items():
            self.add_error("deadline_on" if name == "deadline" else name, sentence)


def stored(challenge: Challenge) -> dict[str, Any]:
    """A challenge as the fields of its form hold it."""
    there = challenge.deadline.astimezone(times.BERLIN) if challenge.deadline else None
    names = (*ChallengeForm.TEXTS, *ChallengeForm.CONTACT, *ChallengeForm.ENGLISH)
    return {name: getattr(challenge, name) for name in names} | {
        "version": challenge.version,
        "tracks": [track.slug for track in challenge.tracks.all()],
        "stages": list(challenge.stages),
        "tags": ", ".join(challenge.tags),
        "deadline_on": there.date() if there else None,
        "deadline_at": there.time().replace(second=0) if there else time(23, 59),
    }
