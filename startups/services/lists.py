"""Startups as a list: what staff's spreadsheets say of them, and how it is written.

What a list brings is private or stays as visible as it was: releasing is done elsewhere.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.core.text import sort_key
from hub.programme import public
from hub.programme.models import Track
from hub.sheets import cells
from hub.sheets.subjects import NAME, SLUG, Column, Subject, Values
from startups.models import MAX_TAG, MAX_TAGS, Batch, Life, Region, Seeks, Stage, Startup
from startups.services import slugs
from startups.services.regions import region_of
from startups.states import Visibility

MAX_TEAM = 9_999
WRITTEN_AT_ONCE = 200


class Startups(Subject):
    key = "startups"
    title = gettext_lazy("Startups")
    model = Startup
    note_on_new = gettext_lazy(
        "Neue Startups sind privat. Ins Verzeichnis kommen sie wie alle anderen durch Freigabe."
    )

    def __init__(self) -> None:
        self.columns = [*_profile(), *_facts()]

    def objects(self) -> QuerySet[Startup]:
        return Startup.objects.select_related("track", "batch")

    def note(self, found: Startup) -> str:
        return str(_("steht im Verzeichnis")) if found.visibility == Visibility.PUBLIC else ""

    def follows(self, found: Startup | None, values: Values) -> Values:
        """A new town says in which region it lies, unless the list does."""
        region = region_of(values.get("seat", ""))
        return {"region": region} if region and "region" not in values else {}

    def problems(
        self, found: Startup | None, values: Mapping[str, Any]
    ) -> Iterator[tuple[str, str]]:
        if values["founded_on"] and values["founded_on"] > timezone.localdate():
            yield "founded_on", _("Dieser Tag liegt in der Zukunft.")
        if found is None:
            if values.get(SLUG) in slugs.RESERVED:
                yield SLUG, _("Dieses Kürzel braucht das Portal selbst. Nehmen Sie ein anderes.")
            return
        if found.batch_id and values["batch"] != found.batch:
            yield "batch", _("Das Startup gehört zu einer anderen Klasse; das ändert keine Liste.")
        if found.visibility == Visibility.PUBLIC:
            for name in ("one_liner", "track"):
                if not values[name]:
                    yield name, _("Das Profil ist öffentlich und braucht diese Angabe.")

    def stem(self, name: str) -> str:
        return slugs.wished(name)[:70].rstrip("-") or "startup"

    def create(self, rows: list[Values]) -> list[Startup]:
        made = [
            Startup(**values | {SLUG: slug}, sort_key=sort_key(values[NAME]))
            for slug, values in zip(self.slugs(rows), rows, strict=True)
        ]
        return Startup.objects.bulk_create(made, batch_size=WRITTEN_AT_ONCE)

    def change(self, found: Startup, values: Values) -> None:
        self.write(found, values)

    def written(self) -> None:
        public.touch()


def _profile() -> list[Column]:
    """What the startup is: names, words, where it belongs."""
    tracks = tuple(Track.objects.all())
    track = cells.Options((one, [one.slug, one.name_de, one.name_en, one.name]) for one in tracks)
    batch = cells.Options(
        (one, [one.slug, one.code, one.name_de, one.name_en, one.name])
        for one in Batch.objects.all()
    )
    return [
        Column(
            NAME,
            gettext_lazy("Name"),
            cells.name(80),
            heads=("Startup", "Firma", "Unternehmen", "Company", "Startup Name"),
            sample="Voltora",
        ),
        Column(
            SLUG,
            gettext_lazy("Kürzel"),
            cells.slug(90),
            hint=gettext_lazy(
                "Letzter Teil der Adresse des Profils; nur nötig, wenn mehrere so heißen"
            ),
        ),
        Column(
            "one_liner",
            gettext_lazy("Kurzbeschreibung"),
            cells.line(140),
            heads=("Einzeiler", "One-liner", "Short description", "Pitch", "Kurztext"),
            sample=_("Findet Lecks in Wärmenetzen, bevor es jemand merkt."),
        ),
        Column(
            "text",
            gettext_lazy("Beschreibung"),
            cells.text(4000),
            heads=("Text", "Description", "About", "Profil"),
        ),
        Column(
            "track",
            gettext_lazy("Schwerpunkt"),
            track.one,
            heads=("Track", "Themenfeld", "Bereich", "Focus"),
            empty=None,
            sample=tracks[0].name if tracks else "",
        ),
        Column(
            "batch",
            gettext_lazy("Klasse"),
            batch.one,
            heads=("Batch", "Jahrgang", "Kohorte", "Cohort", "Class"),
            empty=None,
            hint=gettext_lazy("Name oder Kürzel einer Klasse, die es schon gibt"),
        ),
        Column(
            "traction",
            gettext_lazy("Kennzahlen und Belege"),
            cells.text(2000),
            heads=("Traction", "Kennzahlen"),
        ),
        Column(
            "pilot_wish",
            gettext_lazy("Wunsch für ein Pilotprojekt"),
            cells.text(1000),
            heads=("Pilotwunsch", "Pilot wish", "Pilot"),
        ),
    ]


def _facts() -> list[Column]:
    stage, region = cells.of_choices(Stage), cells.of_choices(Region)
    seeks, life = cells.of_choices(Seeks), cells.of_choices(Life)
    return [
        Column(
            "stage",
            gettext_lazy("Phase"),
            stage.one,
            _label(Stage),
            heads=("Stage", "Reifegrad"),
            sample=str(Stage.PROTOTYPE.label),
        ),
        Column(
            "founded_on",
            gettext_lazy("gegründet am"),
            cells.day,
            cells.show_day,
            heads=("Gründung", "Gründungsdatum", "Founded", "Founded on", "Founding date"),
            empty=None,
            sample="01.02.2024",
        ),
        Column(
            "seat",
            gettext_lazy("Ort"),
            cells.line(80),
            heads=("Sitz", "Stadt", "City", "Location", "Seat"),
            sample="Leipzig",
        ),
        Column(
            "region",
            gettext_lazy("Region"),
            region.one,
            _label(Region),
            hint=gettext_lazy("Ergibt sich bei bekannten Orten von selbst"),
        ),
        Column(
            "team_size",
            gettext_lazy("Teamgröße"),
            cells.number(1, MAX_TEAM),
            heads=("Team size", "Mitarbeitende", "Employees"),
            empty=None,
            sample="4",
        ),
        Column(
            "website",
            gettext_lazy("Website"),
            cells.address,
            heads=("Webseite", "Homepage", "Web", "Internet", "URL"),
            sample="https://voltora.example",
        ),
        Column(
            "jobs_url",
            gettext_lazy("offene Stellen"),
            cells.address,
            heads=("Stellen", "Jobs", "Karriere", "Careers", "Jobs URL"),
        ),
        Column(
            "seeks",
            gettext_lazy("sucht"),
            seeks.several,
            lambda keys: cells.show_words(Seeks(key).label for key in keys),
            heads=("Seeks", "Looking for", "Gesucht"),
            empty=[],
            sample=cells.show_words([Seeks.PILOT.label, Seeks.CAPITAL.label]),
        ),
        Column(
            "tags",
            gettext_lazy("Schlagworte"),
            cells.words(MAX_TAG, MAX_TAGS),
            cells.show_words,
            heads=("Tags", "Keywords", "Stichworte", "Schlagwörter"),
            empty=[],
            sample=_("Wärmenetz, Sensorik"),
        ),
        Column(
            "life",
            gettext_lazy("Status"),
            life.one,
            _label(Life),
            heads=("Life",),
            empty=Life.ACTIVE,
            sample=str(Life.ACTIVE.label),
        ),
    ]


def _label(choices: Any) -> Any:
    """Shows a key of choices as its label."""
    labels = {option.value: option.label for option in choices}
    return lambda key: str(labels.get(key, ""))
