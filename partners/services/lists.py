"""Partners as a list: what staff's spreadsheets say of them, and how it is written."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.core.text import german_slug, sort_key
from hub.programme import public
from hub.programme.models import Track
from hub.sheets import cells
from hub.sheets.subjects import NAME, SLUG, Column, Subject, Values
from partners.models import Partner, PartnerKind, PartnerState

TRACKS = "tracks"
MAX_SLUG = 50
WRITTEN_AT_ONCE = 200


class Partners(Subject):
    key = "partners"
    title = gettext_lazy("Partner")
    model = Partner
    required = (NAME, "kind")
    note_on_new = gettext_lazy(
        "Neue Partner sind im Gespräch, wenn die Spalte Stand nichts anderes sagt; aktive stehen "
        "sofort auf der Website."
    )

    def __init__(self) -> None:
        self.columns = [*_identity(), *_terms()]

    def objects(self) -> QuerySet[Partner]:
        return Partner.objects.prefetch_related(TRACKS)

    def value(self, found: Partner, name: str) -> Any:
        return list(found.tracks.all()) if name == TRACKS else getattr(found, name)

    def note(self, found: Partner) -> str:
        return str(_("steht auf der Website")) if found.state == PartnerState.ACTIVE else ""

    def problems(
        self, found: Partner | None, values: Mapping[str, Any]
    ) -> Iterator[tuple[str, str]]:
        begins, ends = values["contract_from"], values["contract_to"]
        if begins and ends and ends < begins:
            yield "contract_to", _("Der Vertrag endet, bevor er beginnt.")

    def stem(self, name: str) -> str:
        return german_slug(name)[: MAX_SLUG - 7].rstrip("-") or "partner"

    def create(self, rows: list[Values]) -> list[Partner]:
        made = [
            Partner(**_own(values) | {SLUG: slug}, sort_key=sort_key(values[NAME]))
            for slug, values in zip(self.slugs(rows), rows, strict=True)
        ]
        Partner.objects.bulk_create(made, batch_size=WRITTEN_AT_ONCE)
        for partner, values in zip(made, rows, strict=True):
            partner.tracks.set(values.get(TRACKS, []))
        return made

    def change(self, found: Partner, values: Values) -> None:
        self.write(found, _own(values))
        if TRACKS in values:
            found.tracks.set(values[TRACKS])

    def written(self) -> None:
        public.touch()


def _own(values: Values) -> Values:
    return {name: value for name, value in values.items() if name != TRACKS}


def _identity() -> list[Column]:
    """Who the partner is."""
    kind = cells.of_choices(PartnerKind)
    tracks = tuple(Track.objects.all())
    track = cells.Options((one, [one.slug, one.name_de, one.name_en, one.name]) for one in tracks)
    return [
        Column(
            NAME,
            gettext_lazy("Name"),
            cells.name(80),
            heads=("Partner", "Firma", "Organisation", "Organization", "Company"),
            sample="Stadtwerke Musterhafen",
        ),
        Column(
            SLUG,
            gettext_lazy("Kürzel"),
            cells.slug(MAX_SLUG),
            hint=gettext_lazy(
                "Letzter Teil der Adresse des Profils; nur nötig, wenn mehrere so heißen"
            ),
        ),
        Column(
            "kind",
            gettext_lazy("Art"),
            kind.one,
            lambda key: str(PartnerKind(key).label) if key else "",
            heads=("Kind", "Typ", "Type"),
            sample=str(PartnerKind.COMPANY.label),
        ),
        Column(
            TRACKS,
            gettext_lazy("Schwerpunkte"),
            track.several,
            cells.show_words,
            heads=("Tracks", "Schwerpunkt", "Track", "Themenfelder"),
            empty=[],
            sample=cells.show_words(tracks[:2]),
        ),
        Column(
            "website",
            gettext_lazy("Website"),
            cells.address,
            heads=("Webseite", "Homepage", "Web", "Internet", "URL"),
            sample="https://musterhafen.example",
        ),
        Column(
            "summary_de",
            gettext_lazy("Kurztext (deutsch)"),
            cells.line(200),
            heads=("Kurztext", "Beschreibung", "Summary de"),
            sample="Strom, Wärme und Busse für eine Stadt am Wasser.",
        ),
        Column(
            "summary_en",
            gettext_lazy("Kurztext (englisch)"),
            cells.line(200),
            heads=("Summary", "Description"),
            sample="Power, heat and buses for a city by the water.",
        ),
    ]


def _terms() -> list[Column]:
    """How the hub and the partner stand to each other."""
    state = cells.of_choices(PartnerState)
    return [
        Column(
            "is_sme",
            gettext_lazy("KMU"),
            cells.yes_or_no,
            cells.show_yes,
            heads=("SME", "Mittelstand"),
            empty=False,
            sample=cells.show_yes(value=False),
        ),
        Column(
            "contract_from",
            gettext_lazy("Vertrag ab"),
            cells.day,
            cells.show_day,
            heads=("Vertragsbeginn", "Contract start", "Contract begins"),
            empty=None,
            sample="01.01.2026",
        ),
        Column(
            "contract_to",
            gettext_lazy("Vertrag bis"),
            cells.day,
            cells.show_day,
            heads=("Vertragsende", "Contract end", "Contract ends"),
            empty=None,
            sample="31.12.2027",
        ),
        Column(
            "state",
            gettext_lazy("Stand"),
            state.one,
            lambda key: str(PartnerState(key).label) if key else "",
            heads=("State", "Status"),
            empty=PartnerState.PROSPECT,
            sample=str(PartnerState.PROSPECT.label),
        ),
    ]
