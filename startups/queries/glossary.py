"""Words that mean the same in the hub's three fields, in German and English.

Startups write in one language, people search in the other. One line for each thing; the first
German and the first English word are the usual ones. A word that means several things has no line.
"""

from difflib import get_close_matches
from functools import cache, lru_cache

from hub.core.text import plain_words

# How much of a word has to be right to be taken for a misspelt one.
LIKE = 0.85
# Longer phrases than this are not looked for.
LONGEST = 3
SAME = """
Ladesäule, Ladestation, Ladepunkt, charging station, charging point, charger
Ladeinfrastruktur, charging infrastructure
Elektroauto, Elektromobilität, electric car, electric vehicle
Energie, energy
Wärme, heat
Heizung, heating
Wärmepumpe, heat pump
Fernwärme, Nahwärme, Wärmenetz, Fernwärmenetz, district heating, heat network
Stromnetz, Verteilnetz, power grid, electricity grid, distribution grid
Netzbetreiber, grid operator
Stromspeicher, Batteriespeicher, battery storage, energy storage
Batterie, Akku, battery
Speicher, storage
Wasserstoff, hydrogen
Erdgas, natural gas
Windkraft, Windenergie, wind power, wind energy
Windrad, Windkraftanlage, wind turbine
Photovoltaik, Solarstrom, solar power, photovoltaics
Energieverbrauch, Stromverbrauch, energy consumption, power consumption
Energieeffizienz, energy efficiency
Lastmanagement, Lastverschiebung, load management, demand response
Erneuerbare Energien, renewable energy, renewables
Stadtwerke, municipal utility, public utility
Messtechnik, metering, measurement technology
Stromzähler, Zähler, electricity meter, smart meter
Leck, Leckage, leak, leakage
Gebäude, building
Mieter, Mieterin, tenant
Mieterstrom, tenant electricity
Haushalt, household
Dach, roof
Klima, climate
Straße, street, road
Verkehr, traffic
Verkehrsbetrieb, Nahverkehr, ÖPNV, public transport, transit
Ampel, Lichtsignalanlage, traffic light
Parkplatz, Parken, parking
Fahrrad, Radverkehr, bicycle, bike, cycling
Straßenschaden, Schlagloch, pothole, road damage
Brücke, bridge
Abfall, Müll, waste, garbage
Wasser, water
Abwasser, sewage, wastewater
Starkregen, Hochwasser, heavy rain, flood
Luftqualität, air quality
Stadtbaum, Stadtgrün, urban tree, urban green
Beleuchtung, Straßenlaterne, street light, lighting
Verwaltung, Behörde, public administration, authority
Bürgerbeteiligung, citizen participation
Lieferung, Zustellung, delivery
Logistik, logistics
Hitze, heat wave
Lärm, noise
Sensor, Fühler, sensor
Gesundheit, health, healthcare
Krankenhaus, Klinik, hospital, clinic
Pflege, Altenpflege, nursing, elderly care
Pflegeheim, nursing home
Pflegekraft, Pflegedienst, nurse, nursing service
Arztpraxis, Hausarzt, doctor's office, general practitioner
Arzt, Ärztin, doctor, physician
Patient, Patientin, patient
Diagnose, Befund, diagnosis, medical finding
Arzneimittel, Medikament, medication, medicine, drug
Wechselwirkung, interaction
Krankenkasse, health insurance, health insurer
Schlaf, sleep
Rückenschmerz, back pain
Herz, Kardiologie, heart, cardiology
Blutzucker, Diabetes, blood sugar, diabetes
Sturz, Sturzerkennung, fall detection
Notruf, Notfall, emergency call, emergency
Operationssaal, OP-Saal, OP-Säle, operating room, operating theatre
Reha, Rehabilitation, rehab, rehabilitation
Physiotherapie, Krankengymnastik, physiotherapy, physical therapy
Psychotherapie, seelische Gesundheit, psychotherapy, mental health
Gebärdensprache, sign language
Hörgerät, hearing aid
Wunde, wound
Labor, laboratory, lab
Terminvergabe, Termin, appointment, scheduling
Künstliche Intelligenz, KI, artificial intelligence, AI
Maschinelles Lernen, machine learning
Datenschutz, data protection, privacy
Vorhersage, Prognose, forecast, prediction
Wartung, Instandhaltung, maintenance
Überwachung, monitoring
Digitaler Zwilling, digital twin
Versorgung, supply
Planung, planen, planning
Kleinstadt, small town
Wohnungswirtschaft, Hausverwaltung, housing industry, property management
Nachhaltigkeit, sustainability
Rohrleitung, Rohr, pipe, pipeline
Wärmerohr, heat pipe
Ermüdung, fatigue
Beton, concrete
Prüfstand, test bench, test rig
"""


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    """Each phrase, in plain words, with all phrases of its line."""
    found: dict[str, tuple[str, ...]] = {}
    for line in SAME.strip().splitlines():
        phrases = tuple(phrase.strip() for phrase in line.split(","))
        found |= {" ".join(plain_words(phrase)): phrases for phrase in phrases}
    return found


def same_as(words: list[str]) -> tuple[str, ...]:
    """What means the same as the plain `words`, in both languages; empty when nothing is known.

    The last word may stand in the plural.
    """
    phrase = " ".join(words)
    for ending in ("", "s", "n", "en", "e", "es", "er"):
        if ending and not phrase.endswith(ending):
            continue
        singular = phrase.removesuffix(ending) if ending else phrase
        if found := _groups().get(singular) or _groups().get(singular + "e"):
            return found
    return ()


@lru_cache(maxsize=1_000)
def near(word: str) -> tuple[str, ...]:
    """What means the same as the known word that a plain `word` is spelt like; empty without one."""
    known = get_close_matches(word, _groups(), n=1, cutoff=LIKE)
    return _groups()[known[0]] if known else ()
