"""The profile as its team edits it: every field with its audience, the deck, the consents."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hub.core.forms import Uncut
from hub.core.text import one_line
from startups.models import (
    MAX_TAG,
    MAX_TAGS,
    PARTNER_ONLY,
    Attachment,
    Audience,
    Region,
    Seeks,
    Stage,
    Startup,
)
from startups.queries import answer_rules
from startups.queries.profile_fields import (
    CONSENTS,
    EDITABLE,
    NO,
    WITH_AUDIENCE,
    YES,
    as_text,
    audience_key,
    from_text,
    in_words,
    mark,
)
from startups.services.profile_edits import Wish

KEEP, NONE, FILE = "keep", "none", "file-"
SEEN, KEEP_THEIRS = "seen-", "keep-"


class GermanDate(forms.CharField):
    """A day as Germans or browsers write it."""

    def prepare_value(self, value: object) -> object:
        return value.strftime("%d.%m.%Y") if isinstance(value, date) else value

    def clean(self, value: object) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        day = answer_rules.parse_date(text)
        if day is None:
            raise forms.ValidationError(
                _("Das Datum gibt es nicht. Schreibt es als TT.MM.JJJJ, zum Beispiel 31.01.2026.")
            )
        if day > timezone.localdate():
            raise forms.ValidationError(_("Dieser Tag liegt in der Zukunft."))
        return day


class TagsField(forms.CharField):
    """Words with commas between them."""

    def prepare_value(self, value: object) -> object:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: object) -> list[str]:
        words = [one_line(part) for part in super().clean(value).split(",")]
        # The same word in other letters is the same tag.
        tags = list({word.casefold(): word for word in words if word}.values())
        if len(tags) > MAX_TAGS:
            raise forms.ValidationError(
                ngettext(
                    "Höchstens %(limit)d Schlagworte, eines ist zu viel.",
                    "Höchstens %(limit)d Schlagworte, %(count)d sind zu viel.",
                    len(tags) - MAX_TAGS,
                )
                % {"limit": MAX_TAGS, "count": len(tags) - MAX_TAGS}
            )
        for tag in tags:
            if len(tag) > MAX_TAG:
                raise forms.ValidationError(
                    _("„%(tag)s“ ist zu lang. Ein Schlagwort hat höchstens %(limit)d Zeichen.")
                    % {"tag": tag, "limit": MAX_TAG}
                )
        return tags


def line(length: int, **more: Any) -> forms.CharField:
    return forms.CharField(max_length=length, **more)


def long(length: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 5, "data-limit": str(length)})
    return forms.CharField(max_length=length, required=False, widget=widget, **more)


def link(**more: Any) -> forms.URLField:
    widget = forms.URLInput(attrs={"placeholder": "https://"})
    return forms.URLField(
        max_length=200, required=False, assume_scheme="https", widget=widget, **more
    )


class ProfileForm(Uncut, forms.Form):
    name = line(80, label=_("Name"))
    one_liner = line(
        140,
        label=_("Was macht ihr, in einem Satz?"),
        widget=forms.TextInput(attrs={"data-limit": "140"}),
    )
    text = long(4000, label=_("Beschreibung"))
    stage = forms.ChoiceField(
        label=_("Phase"), choices=[("", "–"), *Stage.choices], required=False
    )
    founded_on = GermanDate(
        label=_("Gegründet am"),
        required=False,
        max_length=10,
        widget=forms.TextInput(attrs={"placeholder": _("TT.MM.JJJJ")}),
    )
    team_size = forms.IntegerField(
        label=_("Wie viele seid ihr?"),
        required=False,
        min_value=1,
        max_value=9999,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    seat = line(80, label=_("Ort"), required=False)
    region = forms.ChoiceField(
        label=_("Region"),
        choices=[("", "–"), *Region.choices],
        required=False,
        help_text=_("Wer den Ort sieht, sieht auch die Region."),
    )
    website = link(label=_("Website"))
    jobs_url = link(
        label=_("Offene Stellen"),
        help_text=_("Ein Link zu euren Stellen. Damit findet man euch unter „stellt ein“."),
    )
    seeks = forms.MultipleChoiceField(
        label=_("Was sucht ihr?"),
        choices=Seeks.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    tags = TagsField(
        label=_("Schlagworte"),
        required=False,
        max_length=400,
        help_text=_("Mit Komma dazwischen, höchstens acht: Fernwärme, Sensorik, Messtechnik"),
    )
    traction = long(
        2000,
        label=_("Kennzahlen und Belege"),
        help_text=_("Zum Beispiel Kunden, Umsatz, Pilotprojekte, Förderungen."),
    )
    pilot_wish = long(1000, label=_("Was wollt ihr mit einem Partner ausprobieren?"))
    logo_file = forms.FileField(
        label=_("Neues Logo hochladen"), required=False, allow_empty_file=True
    )
    logo_removed = forms.BooleanField(label=_("Logo entfernen"), required=False)
    deck = forms.ChoiceField(label=_("Pitchdeck"), required=False, widget=forms.RadioSelect)
    deck_file = forms.FileField(
        label=_("Neues Pitchdeck hochladen"), required=False, allow_empty_file=True
    )

    def __init__(
        self,
        *args: Any,
        state: Mapping[str, str],
        files: Iterable[Attachment] = (),
        has_deck: bool = False,
        **kwargs: Any,
    ) -> None:
        initial = {name: from_text(name, state[name]) for name in EDITABLE}
        super().__init__(*args, initial=initial, **kwargs)
        self.state = state
        for field in self.fields.values():
            field.label = capfirst(str(field.label))
        for name in WITH_AUDIENCE:
            self.fields[audience_key(name)] = self._audience(name, state)
        for purpose in CONSENTS:
            self.fields[purpose.key] = forms.BooleanField(
                label=str(purpose.label),
                help_text=str(purpose.text),
                required=False,
                initial=bool(state[purpose.key]),
            )
        self._offer_decks(files, has_deck=has_deck)

    def _audience(self, name: str, state: Mapping[str, str]) -> forms.ChoiceField:
        offered = [
            (key, word)
            for key, word in Audience.choices
            if key != Audience.ALL or name not in PARTNER_ONLY
        ]
        return forms.ChoiceField(
            label=_("Wer sieht das? (%(field)s)") % {"field": self.fields[name].label},
            choices=offered,
            initial=state[audience_key(name)],
        )

    def _offer_decks(self, files: Iterable[Attachment], *, has_deck: bool) -> None:
        choices: list[tuple[str, Any]] = [(KEEP, _("So lassen, wie es ist"))]
        choices += [
            (f"{FILE}{kept.uuid}", _("Aus der Bewerbung: %(name)s") % {"name": kept.name})
            for kept in files
        ]
        if has_deck:
            choices.append((NONE, _("Pitchdeck entfernen")))
        field = self.fields["deck"]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.initial = choices, KEEP
        if len(choices) == 1:
            del self.fields["deck"]

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not any(char.isalnum() for char in name):
            raise forms.ValidationError(
                _("Gebt bitte einen Namen mit Buchstaben oder Ziffern an.")
            )
        return name

    def clean_one_liner(self) -> str:
        return one_line(self.cleaned_data["one_liner"])

    def clean_seat(self) -> str:
        return one_line(self.cleaned_data["seat"])

    # What is handed to the service

    def wishes(self) -> dict[str, Wish]:
        """Every field, audience and consent, with the mark of what stood in the form before."""
        return {
            key: Wish(self._typed(key), self.sent(SEEN, key))
            for key in self.state
            if not self.sent(KEEP_THEIRS, key)
        }

    def _typed(self, key: str) -> str:
        value = self.cleaned_data[key]
        if isinstance(value, bool):
            return YES if value else NO
        return as_text(value)

    def sent(self, prefix: str, key: str) -> str:
        texts = self.data.getlist(f"{prefix}{key}") if self.is_bound else []  # type: ignore[attr-defined]
        return texts[-1] if texts else ""

    @property
    def chosen_file(self) -> str:
        """The uuid of the application's file that shall be the deck; empty for none."""
        deck: str = self.cleaned_data.get("deck", KEEP)
        return deck.removeprefix(FILE) if deck.startswith(FILE) else ""

    @property
    def removes_deck(self) -> bool:
        return self.cleaned_data.get("deck") == NONE


@dataclass(slots=True)
class Row:
    """One field on the page: with its audience, what was seen of both, and another's newer text."""

    field: forms.BoundField
    key: str
    seen: str
    theirs: str | None = None
    audience: "Row | None" = None


def rows(
    form: ProfileForm, names: Iterable[str], *, marks: Mapping[str, str], theirs: Mapping[str, str]
) -> Iterator[Row]:
    """The fields of one part of the page; `marks` and `theirs` by key, as the service told them."""
    for name in names:
        row = _row(form, name, marks, theirs)
        if name in WITH_AUDIENCE:
            row.audience = _row(form, audience_key(name), marks, theirs)
        yield row


def _row(form: ProfileForm, key: str, marks: Mapping[str, str], theirs: Mapping[str, str]) -> Row:
    held = theirs.get(key)
    return Row(form[key], key, marks[key], None if held is None else told(key, held))


def told(key: str, text: str) -> str:
    """Somebody else's newer choice or text, as people read it."""
    if key.startswith("audience-"):
        return str(Audience(text).label)
    return in_words(key, text) or "–"


def marks_of(state: Mapping[str, str]) -> dict[str, str]:
    return {key: mark(text) for key, text in state.items()}


def offered_files(startup: Startup) -> list[Attachment]:
    """The PDFs of the startup's applications, newest first."""
    found = Attachment.objects.fetchable().filter(application__startup=startup)
    return list(found.order_by("-uploaded_at"))
