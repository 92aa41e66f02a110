"""The demo's invented startups, and as many more of their kind as a benchmark asks for."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

GROUPS = tomllib.loads(Path(__file__).with_name("startups.toml").read_text(encoding="utf-8"))
TRACKS = ("energy", "smart-city", "ehealth")
STAGES = ("idea", "prototype", "customers", "growth")
SEEKS = ("pilot", "capital", "staff", "mentor")
SEATS = (
    "Leipzig",
    "Leipzig",
    "Leipzig",
    "Dresden",
    "Halle (Saale)",
    "Chemnitz",
    "Jena",
    "Gera",
    "",
)
FIRST = {
    "energy": "Wärme Strom Netz Gas Speicher Wind Sonnen Last Trafo Kälte",
    "smart-city": "Stadt Kiez Straßen Brücken Kanal Park Amts Fahrgast Müll Baum",
    "ehealth": "Herz Pflege Befund Stations Therapie Schlaf Rücken Praxis Notruf Diät",
}
SECOND = [
    "lotse",
    "werk",
    "blick",
    "kompass",
    "takt",
    "brücke",
    "wächter",
    "spur",
    "faden",
    "bote",
    "kreis",
    "plan",
    "puls",
    "radar",
]
SAYS = {
    "energy": "Hilft {who}, {what} zu erkennen, bevor es teuer wird.",
    "smart-city": "Zeigt {who}, wo {what} zuerst angegangen werden sollte.",
    "ehealth": "Nimmt {who} die Suche nach {what} ab.",
}
WHO = {
    "energy": ("Netzbetreibern", "Stadtwerken", "Hausverwaltungen", "Speicherbetreibern"),
    "smart-city": ("Bauhöfen", "Verkehrsbetrieben", "Ordnungsämtern", "Wasserwerken"),
    "ehealth": ("Stationen", "Hausarztpraxen", "Pflegediensten", "Kassen"),
}
WHAT = {
    "energy": ("Lecks", "Engpässe", "Ausfälle", "Fehlverhalten von Wärmepumpen"),
    "smart-city": ("Starkregen", "Straßenschäden", "Parkdruck", "Hitze"),
    "ehealth": ("Befunden", "freien Plätzen", "Terminen", "Wechselwirkungen"),
}


@dataclass(frozen=True)
class Invented:
    """A startup that does not exist."""

    name: str
    track: str
    one_liner: str
    stage: str
    text: str = ""
    seat: str = ""
    team_size: int | None = None
    founded: int | None = None
    seeks: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    life: str = "active"


def group(name: str) -> list[Invented]:
    """The startups written by hand for one part of the demo."""
    return [
        Invented(
            **row | {"seeks": tuple(row.get("seeks", ())), "tags": tuple(row.get("tags", ()))}
        )
        for row in GROUPS[name]
    ]


def more(seed: int, start: int) -> Iterator[Invented]:
    """Endless startups, each numbered from `start`, always the same for a seed and a number."""
    for number in count(start):
        chance = Random(f"{seed}/{number}")  # noqa: S311
        track = chance.choice(TRACKS)
        words = SAYS[track].format(who=chance.choice(WHO[track]), what=chance.choice(WHAT[track]))
        yield Invented(
            name=f"{chance.choice(FIRST[track].split())}{chance.choice(SECOND)} {number}",
            track=track,
            one_liner=words,
            text=f"{words} Nummer {number} einer langen Reihe erfundener Startups.",
            stage=chance.choice(STAGES),
            seat=chance.choice(SEATS),
            team_size=chance.randint(1, 30),
            founded=chance.choice((None, *range(2018, 2027))),
            seeks=tuple(chance.sample(SEEKS, chance.randint(0, 2))),
        )
