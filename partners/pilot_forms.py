"""The forms of pilots, filled in by partner staff and by founders alike: nobody is addressed."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.core import times
from hub.core.desk import reasonable_year
from hub.core.forms import Uncut
from hub.core.text import one_line
from partners.models import Nda, Partner, PartnerMember, Payer, Pilot, PilotSide, ValueBand
from partners.queries import pilot_sides
from partners.services.pilot_terms import AGREED, OUTCOME
from partners.states import PilotState
from startups.models import Startup, StartupMember

# «1.200,50», «1,200.50», «1 200» and «1200.5» are all an amount of money.
GROUPED = re.compile(r"\d{1,3}([.,]\d{3})+([.,]\d{1,2})?")
PLAIN = re.compile(r"\d{1,8}([.,]\d{1,2})?")
NEEDED = _("Nötig, bevor etwas vereinbart ist.")
CENTS = re.compile(r"^(.*?)(?:[.,](\d{1,2}))?$")


def text_area(rows: int, *, limit: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "data-limit": str(limit)})


class DayField(forms.DateField):
    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, required=False, validators=[reasonable_year], **options)


class AmountField(forms.CharField):
    """Euros as people of either language write them."""

    def clean(self, value: Any) -> Decimal | None:
        typed = re.sub(r"[\s€]", "", super().clean(value))
        if not typed:
            return None
        grouped = GROUPED.fullmatch(typed)
        found = CENTS.fullmatch(typed) if grouped or PLAIN.fullmatch(typed) else None
        if found is None:
            raise forms.ValidationError(
                _("Das ist kein Betrag in Euro. Er sieht so aus: 1.200,50")
            )
        euros = re.sub(r"[.,]", "", found[1])
        if len(euros) > len("99999999"):
            raise forms.ValidationError(_("Das ist mehr, als hier Platz hat."))
        return Decimal(f"{euros}.{found[2] or 0}").quantize(Decimal("0.01"))


class TitleField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Titel"),
            help_text=_(
                "Woran beide Seiten das Pilotprojekt erkennen, zum Beispiel: Lecksuche in Grünau"
            ),
            max_length=120,
            widget=forms.TextInput(attrs={"data-limit": "120"}),
        )

    def clean(self, value: Any) -> str:
        return one_line(super().clean(value))


class ProposalForm(Uncut, forms.Form):
    """An idea for a pilot, short enough to be read at once."""

    title = TitleField()
    summary = forms.CharField(
        label=_("Worum es geht"),
        help_text=_("Was ausprobiert wird, wo, wie lange, und was beide Seiten davon haben."),
        max_length=2000,
        widget=text_area(6, limit=2000),
    )


class FounderProposalForm(ProposalForm):
    """With the partner it goes to and, where a founder has several, the startup it comes from."""

    partner = forms.ModelChoiceField(
        label=pgettext_lazy("one", "Partner"),
        queryset=Partner.objects.none(),
        to_field_name="slug",
        empty_label=_("Partner wählen"),
    )
    startup = forms.ModelChoiceField(
        label=_("Startup"), queryset=Startup.objects.none(), to_field_name="slug"
    )
    field_order = ["startup", "partner", "title", "summary"]

    def __init__(self, *args: Any, partners: Any, startups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {"partner": partners, "startup": startups}
        for name, rows in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
        if len(startups) == 1:
            self.fields["startup"].widget = forms.HiddenInput()
            self.initial["startup"] = startups[0].slug


class SharedForm(Uncut, forms.Form):
    """Filled in by two sides: it remembers which version of the pilot its reader saw."""

    version = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput, required=False
    )

    def seen_now(self, pilot: Pilot) -> None:
        """Saving once more means it: what was typed goes over what stands there now."""
        typed = QueryDict(mutable=True)
        typed.update(self.data)
        typed["version"] = str(pilot.version)
        self.data = typed

    def differing(self, pilot: Pilot, side: PilotSide) -> list[tuple[str, str]]:
        """What stands there otherwise than it was typed: the label, and the text now."""
        now = self.stored(pilot, side)
        return [
            (str(field.label), _shown(field, now[field.name]))
            for field in self.visible_fields()
            if self.cleaned_data.get(field.name) != now[field.name]
        ]

    @staticmethod
    def stored(pilot: Pilot, side: PilotSide) -> dict[str, Any]:
        """What the fields of the form hold of a pilot."""
        raise NotImplementedError


def _shown(field: forms.BoundField, value: Any) -> str:
    if isinstance(value, date):
        return times.day(value)
    if isinstance(field.field, forms.ChoiceField):
        labels: dict[Any, Any] = dict(field.field.choices)  # type: ignore[arg-type]
        value = labels.get(as_choice(value), value)
    return str(value) if value not in {None, ""} else "–"


def as_choice(value: Any) -> Any:
    return {None: "", True: "yes", False: "no"}.get(value, value)


class TermsForm(SharedForm):
    """What the two agree on; `owner` is somebody of one's own side."""

    title = TitleField()
    summary = forms.CharField(
        label=_("Worum es geht"),
        max_length=2000,
        required=False,
        widget=text_area(5, limit=2000),
    )
    owner = forms.ChoiceField(help_text=NEEDED, required=False)
    success_measure = forms.CharField(
        label=_("Woran der Erfolg gemessen wird"),
        help_text=_(
            "Eine Zahl, wenn es geht: Was soll am Ende anders sein als am Anfang? Nötig, bevor "
            "etwas vereinbart ist."
        ),
        max_length=1000,
        required=False,
        widget=text_area(3, limit=1000),
    )
    payer = forms.ChoiceField(
        label=_("Wer zahlt"),
        help_text=NEEDED,
        choices=[("", _("noch offen")), *Payer.choices],
        required=False,
    )
    amount = AmountField(
        label=_("Betrag in Euro"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "short"}),
    )
    nda = forms.ChoiceField(label=_("Vertraulichkeit (NDA)"), choices=Nda.choices)
    nda_signed_on = DayField(label=_("NDA unterschrieben am"))
    starts_on = DayField(label=_("Beginn geplant"))
    ends_on = DayField(label=_("Ende geplant"))

    def __init__(self, *args: Any, pilot: Pilot, side: PilotSide, **kwargs: Any) -> None:
        initial = self.stored(pilot, side)
        if pilot.amount is not None:
            initial["amount"] = number_format(pilot.amount, 2)
        super().__init__(*args, initial={"version": pilot.version, **initial}, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        owner.label = _("Verantwortlich bei %(name)s") % {"name": pilot_sides.name(pilot, side)}
        owner.choices = [("", _("noch offen")), *colleagues(pilot, side)]

    @staticmethod
    def stored(pilot: Pilot, side: PilotSide) -> dict[str, Any]:
        held: PartnerMember | StartupMember | None = getattr(pilot, f"{side}_owner")
        named = {name: getattr(pilot, name) for name in AGREED}
        return named | {"owner": str(held.uuid) if held else ""}

    def clean_nda_signed_on(self) -> date | None:
        signed_on: date | None = self.cleaned_data["nda_signed_on"]
        if self.cleaned_data.get("nda") != Nda.SIGNED:
            return None
        if signed_on is None:
            raise forms.ValidationError(_("An welchem Tag wurde unterschrieben?"))
        return signed_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("amount") is not None and cleaned.get("payer") in {"", Payer.NOBODY}:
            self.add_error("payer", _("Zum Betrag gehört, wer ihn zahlt."))
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("Das Ende liegt vor dem Beginn."))
        return cleaned


def colleagues(pilot: Pilot, side: PilotSide) -> Iterable[tuple[str, str]]:
    """Who can answer for a side."""
    people = (
        pilot_sides.partner_staff(pilot.partner)
        if side == PilotSide.PARTNER
        else pilot_sides.startup_team(pilot.startup)
    )
    return [(str(one.uuid), str(one.person)) for one in people]


class OutcomeForm(SharedForm):
    """What came of a pilot."""

    has_order = forms.TypedChoiceField(
        label=_("Gibt es einen Auftrag?"),
        choices=[("", _("noch offen")), ("yes", _("ja")), ("no", _("nein"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
    )
    value_band = forms.ChoiceField(
        label=_("Wert des Auftrags"),
        choices=[("", _("keine Angabe")), *ValueBand.choices],
        required=False,
    )
    learning = forms.CharField(
        label=_("Was gelernt wurde"),
        help_text=_("Auch ein Versuch, der nicht aufging, ist etwas wert."),
        max_length=2000,
        required=False,
        widget=text_area(5, limit=2000),
    )

    def __init__(self, *args: Any, pilot: Pilot, **kwargs: Any) -> None:
        initial = self.stored(pilot, PilotSide.PARTNER)
        initial["has_order"] = as_choice(pilot.has_order)
        super().__init__(*args, initial={"version": pilot.version, **initial}, **kwargs)

    @staticmethod
    def stored(pilot: Pilot, side: PilotSide) -> dict[str, Any]:
        return {name: getattr(pilot, name) for name in OUTCOME}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("value_band") and cleaned.get("has_order") is not True:
            self.add_error("has_order", _("Einen Wert hat nur ein Auftrag, den es gibt."))
        return cleaned


class MoveForm(Uncut, forms.Form):
    """A move from the state somebody saw to another one."""

    to = forms.ChoiceField(choices=PilotState.choices)
    seen = forms.ChoiceField(choices=PilotState.choices)
    note = forms.CharField(
        label=_("Ein Satz dazu"), max_length=1000, required=False, widget=text_area(2, limit=1000)
    )


class UpdateForm(Uncut, forms.Form):
    text = forms.CharField(
        label=_("Nachricht an beide Seiten"), max_length=4000, widget=text_area(4, limit=4000)
    )


class ShowForm(Uncut, forms.Form):
    public_text = forms.CharField(
        label=_("Was alle lesen dürfen"),
        help_text=_("Ein oder zwei Sätze, ohne Zahlen, die niemanden etwas angehen."),
        max_length=300,
        widget=text_area(3, limit=300),
    )

    def clean_public_text(self) -> str:
        return one_line(self.cleaned_data["public_text"])
