"""Sixty searches and the startups that people mean by them.

The startups are the demo's, and a few more that are hard to find. One line for each search: what is
typed, then the startup that has to be among the first three.
"""

MORE = [
    (
        "Voltprüfer",
        "energy",
        "Ladesäulenmesstechnik für Eichämter und Betreiber.",
        "Prüft geeichte Zähler in Ladepunkten, ohne sie auszubauen.",
        ["Eichrecht"],
    ),
    (
        "Fernblick Netze",
        "energy",
        "Plans district heating for small towns.",
        "From roof areas and chimneys we estimate the heat demand of each street.",
        ["Heating"],
    ),
    (
        "Kreuzungsruhe",
        "smart-city",
        "Ampeln, die Rettungswagen kommen sehen.",
        "Verkehr hält an, bevor die Sirene zu hören ist.",
        ["Verkehr"],
    ),
    (
        "Wundwissen",
        "ehealth",
        "Measures wounds with the phone's camera.",
        "Nurses see in one picture whether a wound heals.",
        ["Wound care"],
    ),
    (
        "Tonspur Praxis",
        "ehealth",
        "Schreibt den Arztbrief, während gesprochen wird.",
        "Künstliche Intelligenz im Haus der Praxis, nichts geht ins Netz.",
        ["Dokumentation"],
    ),
    (
        "Bürgerkompass",
        "smart-city",
        "Bürgerbeteiligung ohne Abendtermin.",
        "Vorschläge, Karten und Abstimmungen für den Stadtbezirksrat.",
        ["Verwaltung"],
    ),
]

SEARCHES = """
Ladesäule Messtechnik | Voltprüfer
Ladesaeule | Voltprüfer
Ladesule | Voltprüfer
Ladesäulen | Voltprüfer
charging station | Gridpilot
charging point | Voltprüfer
Ladestation | Gridpilot
Ladestationen | Gridpilot
Wärmepuls | Wärmepuls
Waermepuls | Wärmepuls
warmepuls | Wärmepuls
Wärmeplus | Wärmepuls
Wermepuls | Wärmepuls
Leck | Wärmepuls
Lecks Fernwärme | Wärmepuls
leak | Wärmepuls
leak district heating | Wärmepuls
district heating | Fernblick Netze
Fernwärme Kleinstadt planen | Fernblick Netze
Wärmepumpe | Pumpenpass
heat pumps | Pumpenpass
Wärmepumpen Wartung | Pumpenpass
hydrogen | Gaswende
Wasserstof | Gaswende
Gasleitung | Gaswende
Batterie | Speicherwerk
battery storage | Speicherwerk
Quartierspeicher | Speicherwerk
Windrad | Ätherwind
wind turbine | Windschatten
Aetherwind | Ätherwind
Starkregen | Kiezfluss
heavy rain | Kiezfluss
flood | Kiezfluss
Parkplatz | Parkplatzlosverfahrensgesellschaft
parking | Parkplatzlosverfahrensgesellschaft
Losverfahren | Parkplatzlosverfahrensgesellschaft
traffic lights | Kreuzungsruhe
Ampel Verkehr | Kreuzungsruhe
Kreuzungruhe | Kreuzungsruhe
Operationssaal Planung | Taktgeber
OP-Säle | Taktgeber
operating room | Taktgeber
Pflegedienst finden | Pflegeklar
nursing service | Pflegeklar
fall detection | Sturzfrei
Stürze | Sturzfrei
Sturz Sensor | Sturzfrei
Medikamente Wechselwirkung | Medikompass
drug interactions | Medikompass
Arzneimittel | Medikompass
Wunden | Wundwissen
wound care | Wundwissen
artificial intelligence | Tonspur Praxis
KI Arztbrief | Tonspur Praxis
citizen participation | Bürgerkompass
Bürgerbeteilgung | Bürgerkompass
Baum Wasser | Baumkataster Plus
heart | Herzschlag Daheim
Strassenohr | Straßenohr
"""


def searches() -> list[tuple[str, str]]:
    """(what is typed, the name that has to be found)"""
    rows = [line.split("|") for line in SEARCHES.strip().splitlines()]
    return [(typed.strip(), name.strip()) for typed, name in rows]
