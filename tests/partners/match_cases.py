"""40 challenges and 200 startups on twenty topics, in German and English.

A pair is judged good by rule, not by how anything ranks it: the startup works on the challenge's
topic and is in one of the stages that it asks for. The sentences of a topic's startups were
written apart from those of its challenges; much of the rest is what everybody writes.
"""

from dataclasses import dataclass

# Slug, track, tag, challenge (German title and problem, English title and problem), then what its
# startups do: three times in German, three times in English.
TOPICS = (
    (
        "leak",
        "energy",
        "Fernwärme",
        "Lecks im Fernwärmenetz früher finden",
        "Undichte Rohre fallen erst auf, wenn die Straße dampft. Wir möchten wissen, wo Wasser austritt, bevor gegraben wird.",
        "Finding leaks in district heating earlier",
        "Leaking pipes are noticed only when the street steams. We want to know where water escapes before anybody digs.",
        (
            "Sensoren hören Leckagen in Wärmenetzen.",
            "Wir messen Feuchte an Rohrleitungen der Fernwärme.",
            "Akustik findet undichte Stellen an Rohren.",
        ),
        (
            "Sensors that hear leaks in heat networks.",
            "We measure moisture along district heating pipes.",
            "Acoustics find the leak in a buried pipe.",
        ),
    ),
    (
        "charging",
        "energy",
        "Laden",
        "Ladesäulen, die nachts nicht blockiert sind",
        "An unseren Ladepunkten stehen volle Autos bis zum Morgen. Andere Fahrer finden keinen Platz zum Laden.",
        "Charging stations that are not blocked at night",
        "Fully charged cars stay at our chargers until the morning. Other drivers find no place to charge.",
        (
            "Buchung und Abrechnung für Ladestationen.",
            "Wir lenken Elektroautos zum nächsten freien Ladepunkt.",
            "Preise, die Ladesäulen nach dem Laden frei machen.",
        ),
        (
            "Booking and billing for charging stations.",
            "We guide electric cars to the next free charger.",
            "Prices that free a charging point once the car is full.",
        ),
    ),
    (
        "forecast",
        "energy",
        "Prognose",
        "Engpässe im Verteilnetz vorhersagen",
        "Wenn alle zugleich laden, sind Transformatoren überlastet. Wir erfahren es im Nachhinein.",
        "Predicting bottlenecks in the distribution grid",
        "When everybody charges at once, transformers are overloaded. We learn of it afterwards.",
        (
            "Prognose der Last für jeden Ortsnetztrafo.",
            "Netzbetreiber sehen Engpässe eine Stunde vorher.",
            "Wir rechnen die Auslastung von Stromnetzen voraus.",
        ),
        (
            "Load forecasts for every transformer.",
            "Grid operators see congestion an hour ahead.",
            "We predict the load of power grids.",
        ),
    ),
    (
        "hydrogen",
        "energy",
        "Wasserstoff",
        "Wasserstoff für Leitungen, die es schon gibt",
        "Welche alten Gasleitungen Wasserstoff vertragen, steht in Akten. Niemand hat sie gelesen.",
        "Hydrogen in pipes that exist already",
        "Which old gas pipes can carry hydrogen is written in files. Nobody has read them.",
        (
            "Prüfung von Stahl auf Versprödung durch Wasserstoff.",
            "Elektrolyse in Containern für Wasserstoff vor Ort.",
            "Wir lesen Pläne von Erdgasleitungen und bewerten sie.",
        ),
        (
            "Testing steel for embrittlement by hydrogen.",
            "Electrolysis in containers makes hydrogen on site.",
            "We read plans of natural gas pipelines and rate them.",
        ),
    ),
    (
        "storage",
        "energy",
        "Speicher",
        "Alte Batterien als Speicher im Quartier",
        "Unsere Busse geben Akkus ab, die noch viel können. Wir suchen eine zweite Verwendung.",
        "Old batteries as neighbourhood storage",
        "Our buses leave us batteries that can still do a lot. We look for a second use.",
        (
            "Second-Life-Batteriespeicher für Wohnblöcke.",
            "Wir prüfen Zellen und bauen daraus Stromspeicher.",
            "Garantie für gebrauchte Akkus.",
        ),
        (
            "Second-life battery storage for housing blocks.",
            "We test cells and build energy storage from them.",
            "A warranty for used batteries.",
        ),
    ),
    (
        "tenant",
        "energy",
        "Mieterstrom",
        "Solarstrom im Mehrfamilienhaus abrechnen",
        "Vom Dach bis zum Zähler der Mieter ist es technisch leicht und auf dem Papier unmöglich.",
        "Billing solar power in apartment houses",
        "From the roof to the tenants' meter it is easy technically and impossible on paper.",
        (
            "Mieterstrom ohne Papier: Photovoltaik und Abrechnung.",
            "Nachbarn teilen Solarstrom im Haus.",
            "Zähler und Verträge für Strom vom eigenen Dach.",
        ),
        (
            "Tenant electricity without paper: photovoltaics and billing.",
            "Neighbours share solar power in a house.",
            "Meters and contracts for electricity from one's own roof.",
        ),
    ),
    (
        "heatpump",
        "energy",
        "Wärmepumpe",
        "Wärmepumpen im Altbau planen",
        "Handwerksbetriebe brauchen drei Besuche, bis eine Wärmepumpe im alten Haus richtig ausgelegt ist.",
        "Planning heat pumps in old buildings",
        "Craftspeople need three visits until a heat pump in an old house is sized right.",
        (
            "Heizlast aus Fotos: Planung für Wärmepumpen.",
            "Wir legen Heizungen im Bestand aus.",
            "Werkzeug für Betriebe, die Wärmepumpen einbauen.",
        ),
        (
            "Heat load from photos: planning heat pumps.",
            "We size heating in existing buildings.",
            "A tool for firms that install heat pumps.",
        ),
    ),
    (
        "parking",
        "smart-city",
        "Parken",
        "Parkplätze, die man findet",
        "Ein Drittel des Verkehrs in der Innenstadt sucht. Freie Parkplätze gibt es, zwei Straßen weiter.",
        "Parking spaces one can find",
        "A third of the traffic in the centre is searching. Free parking exists, two streets on.",
        (
            "Kameras zählen freie Parkplätze.",
            "Wir lenken Autos zum Parken in Höfe.",
            "Parkhäuser öffnen für Anwohner in der Nacht.",
        ),
        (
            "Cameras count free parking spaces.",
            "We guide cars to parking in courtyards.",
            "Garages open to residents at night.",
        ),
    ),
    (
        "traffic",
        "smart-city",
        "Ampel",
        "Ampeln, die Radfahrer sehen",
        "Unsere Lichtsignalanlagen zählen Autos. Wer mit dem Rad kommt, wartet eine Runde länger.",
        "Traffic lights that see cyclists",
        "Our signals count cars. Whoever comes by bicycle waits one round more.",
        (
            "Radar erkennt Fahrräder an der Kreuzung.",
            "Grüne Welle für den Radverkehr.",
            "Wir schalten Ampeln nach dem, was kommt.",
        ),
        (
            "Radar detects bicycles at a junction.",
            "A green wave for cyclists.",
            "We switch traffic lights by what is coming.",
        ),
    ),
    (
        "waste",
        "smart-city",
        "Abfall",
        "Container nur leeren, wenn sie voll sind",
        "Unsere Wagen fahren feste Touren. Die Hälfte der Glascontainer ist halb leer, andere laufen über.",
        "Emptying containers only when they are full",
        "Our trucks drive fixed routes. Half of the glass containers are half empty, others overflow.",
        (
            "Füllstand von Abfallbehältern per Funk.",
            "Touren für die Müllabfuhr nach Bedarf.",
            "Wir messen, wie voll Container sind.",
        ),
        (
            "Fill levels of waste bins by radio.",
            "Routes for refuse collection on demand.",
            "We measure how full containers are.",
        ),
    ),
    (
        "water",
        "smart-city",
        "Starkregen",
        "Keller bei Starkregen rechtzeitig warnen",
        "Wenn der Kanal voll ist, läuft das Wasser in Keller. Die Warnung kommt für ganze Landkreise.",
        "Warning cellars in time of heavy rain",
        "When the sewer is full, water runs into cellars. The warning comes for whole districts.",
        (
            "Hochwasser und Starkregen Straße für Straße vorhersagen.",
            "Pegel im Kanal mit Sensoren aus dem Baumarkt.",
            "Wir warnen Hausmeister vor Überflutung.",
        ),
        (
            "Predicting floods and heavy rain street by street.",
            "Levels in the sewer with cheap sensors.",
            "We warn caretakers of flooding.",
        ),
    ),
    (
        "building",
        "smart-city",
        "Gebäude",
        "Schulen heizen, wenn jemand da ist",
        "Unsere Gebäude heizen nach einem Plan von 1998. Am Wochenende ist es warm, am Montag kalt.",
        "Heating schools when somebody is there",
        "Our buildings heat by a plan of 1998. At the weekend it is warm, on Monday cold.",
        (
            "Thermostate, die den Stundenplan kennen.",
            "Energieeffizienz für Gebäude ohne Umbau.",
            "Wir regeln Heizungen in Schulen und Ämtern.",
        ),
        (
            "Thermostats that know the timetable.",
            "Energy efficiency for buildings without construction.",
            "We control heating in schools and offices.",
        ),
    ),
    (
        "transit",
        "smart-city",
        "ÖPNV",
        "Anschluss im Nahverkehr halten",
        "Wer umsteigt, verliert den Bus um eine Minute. Fahrer wissen nicht, wer noch kommt.",
        "Keeping connections in public transport",
        "Whoever changes loses the bus by a minute. Drivers do not know who is still coming.",
        (
            "Anschlusssicherung für Busse und Bahnen.",
            "Fahrgäste zählen im ÖPNV ohne Kamera.",
            "Wir sagen Fahrern, wer umsteigen will.",
        ),
        (
            "Connection protection for buses and trams.",
            "Counting passengers in transit without a camera.",
            "We tell drivers who wants to change.",
        ),
    ),
    (
        "lighting",
        "smart-city",
        "Beleuchtung",
        "Straßenlaternen, die melden, dass sie dunkel sind",
        "Ausgefallene Leuchten melden uns Bürger. Bis dahin bleibt der Weg im Park finster.",
        "Street lamps that report they are dark",
        "Failed lamps are reported by citizens. Until then the path in the park stays dark.",
        (
            "Steuerung für Straßenbeleuchtung.",
            "Laternen dimmen, wenn niemand geht.",
            "Wir finden defekte Leuchten vom Auto aus.",
        ),
        (
            "Control for street lighting.",
            "Lamps dim when nobody walks.",
            "We find broken lamps from a car.",
        ),
    ),
    (
        "care",
        "ehealth",
        "Pflege",
        "Pflegekräfte schreiben weniger",
        "Nach jeder Schicht sitzen Pflegerinnen eine Stunde an der Dokumentation. Die Zeit fehlt am Bett.",
        "Nurses write less",
        "After each shift nurses spend an hour on documentation. The time is missing at the bedside.",
        (
            "Dokumentation in der Pflege per Sprache.",
            "Dienstpläne für Pflegedienste.",
            "Wir entlasten Pflegekräfte bei Berichten.",
        ),
        (
            "Nursing documentation by voice.",
            "Rosters for care services.",
            "We relieve carers of reports.",
        ),
    ),
    (
        "back",
        "ehealth",
        "Rücken",
        "Rückenschmerz im Handwerk",
        "Wer auf Knien Fliesen legt, kommt nicht zum Kurs. Wir suchen Übungen für die Baustelle.",
        "Back pain in the trades",
        "Whoever lays tiles on their knees does not come to a class. We look for exercises for the building site.",
        (
            "Fünf Minuten Übungen für den Rücken am Arbeitsplatz.",
            "Physiotherapie per App auf Rezept.",
            "Sensoren zeigen, wie Handwerker heben.",
        ),
        (
            "Five minutes of exercises for the back at work.",
            "Physiotherapy by app on prescription.",
            "Sensors show how craftspeople lift.",
        ),
    ),
    (
        "diabetes",
        "ehealth",
        "Diabetes",
        "Diabetes im Alltag begleiten",
        "Zwischen zwei Terminen in der Praxis vergehen Monate. Zuckerwerte schwanken jeden Tag.",
        "Accompanying diabetes in everyday life",
        "Months pass between two appointments. Blood sugar changes every day.",
        (
            "Blutzucker vorhersagen mit Daten vom Arm.",
            "Ernährung bei Diabetes, verständlich.",
            "Wir begleiten Menschen mit Zucker zwischen den Terminen.",
        ),
        (
            "Predicting blood sugar with data from the arm.",
            "Nutrition with diabetes, made clear.",
            "We accompany people with diabetes between visits.",
        ),
    ),
    (
        "discharge",
        "ehealth",
        "Entlassung",
        "Nach der Klinik nicht allein",
        "Nach der Entlassung weiß die Hausärztin nichts vom neuen Medikament. Viele kommen zurück.",
        "Not alone after the hospital",
        "After discharge the family doctor knows nothing of the new medicine. Many come back.",
        (
            "Entlassmanagement zwischen Klinik und Praxis.",
            "Anrufe am dritten Tag nach dem Krankenhaus.",
            "Wir bringen den Medikationsplan nach Hause.",
        ),
        (
            "Discharge management between hospital and practice.",
            "Calls on the third day after hospital.",
            "We bring the medication plan home.",
        ),
    ),
    (
        "mental",
        "ehealth",
        "Psyche",
        "Warten auf Therapie überbrücken",
        "Auf einen Platz in der Psychotherapie warten Versicherte sechs Monate. Bis dahin passiert nichts.",
        "Bridging the wait for therapy",
        "Insured people wait six months for psychotherapy. Until then nothing happens.",
        (
            "Depression: begleitete Übungen im Netz.",
            "Gruppen für Menschen, die auf Psychotherapie warten.",
            "Wir helfen bei Angst, bis ein Platz frei ist.",
        ),
        (
            "Depression: guided exercises online.",
            "Groups for people waiting for psychotherapy.",
            "We help with anxiety until a place is free.",
        ),
    ),
    (
        "imaging",
        "ehealth",
        "Radiologie",
        "Röntgenbilder schneller befunden",
        "In der Radiologie stapeln sich Aufnahmen. Dringende liegen zwischen den anderen.",
        "Reporting X-ray images faster",
        "Images pile up in radiology. Urgent ones lie among the others.",
        (
            "Wir sortieren Röntgenaufnahmen nach Dringlichkeit.",
            "Befunde in der Radiologie, vorgeschrieben.",
            "Auffällige Stellen auf Bildern der Lunge.",
        ),
        (
            "We sort X-rays by urgency.",
            "Radiology reports, drafted.",
            "Findings on images of the lung.",
        ),
    ),
)
EVERYBODY_DE = (
    "Wir suchen einen Partner für einen Piloten in Leipzig und bringen Daten, Sensoren und eine Plattform mit.",
    "Unser Team kommt aus der Forschung und arbeitet seit zwei Jahren mit Stadtwerken und Kliniken.",
    "Die Lösung lässt sich in vier Wochen ausprobieren, ohne dass etwas umgebaut wird.",
    "Künstliche Intelligenz wertet aus, was heute niemand Zeit hat zu lesen.",
    "Viele Menschen warten heute zu lange; das möchten wir ändern.",
)
EVERYBODY_EN = (
    "We look for a partner for a pilot in Leipzig and bring data, sensors and a platform.",
    "Our team comes from research and has worked with utilities and hospitals for two years.",
    "The solution can be tried out in four weeks without any construction.",
    "Artificial intelligence evaluates what nobody has time to read today.",
    "Many people wait too long today; we want to change that.",
)
WHO_DE = "Teams mit Daten, Sensoren oder einer Plattform, die einen Piloten in Leipzig ausprobieren möchten."
WHO_EN = "Teams with data, sensors or a platform who would like to try out a pilot in Leipzig."
STAGES = ("idea", "prototype", "customers", "growth")
EARLY, LATE = ("prototype", "customers"), ("customers", "growth")


@dataclass(frozen=True)
class Case:
    """One challenge or startup as it will be written, and the topic that judges it."""

    topic: str
    fields: dict


def challenges():
    """Two for each topic: one in German for early stages, one in both languages for later ones."""
    for slug, track, tag, *rest in TOPICS:
        title_de, problem_de, title_en, problem_en = rest[:4]
        german = {"title_de": title_de, "problem_de": problem_de, "who_de": WHO_DE}
        yield Case(slug, {**german, "track": track, "tags": [], "stages": list(EARLY)})
        english = {"title_en": title_en, "problem_en": problem_en, "who_en": WHO_EN}
        yield Case(
            slug, {**german, **english, "track": track, "tags": [tag], "stages": list(LATE)}
        )


def startups():
    """Ten for each topic, half of them in English; every third names the tag."""
    for place, (slug, track, tag, *rest) in enumerate(TOPICS):
        german, english = rest[4], rest[5]
        for number in range(10):
            lines, everybody = (german, EVERYBODY_DE) if number % 2 else (english, EVERYBODY_EN)
            line = lines[number // 2 % 3]
            more = [everybody[(place + number + step) % 5] for step in range(1 + number % 3)]
            yield Case(
                slug,
                {
                    "one_liner": line,
                    "text": " ".join([lines[(number // 2 + 1) % 3], *more]),
                    "track": track,
                    "stage": STAGES[(number + place) % 4],
                    "tags": [tag] if number % 3 == 0 else [],
                    "seeks": ["pilot"] if number % 4 else ["capital"],
                },
            )


def is_good(challenge, startup):
    """The judgement: the same topic, and a stage that was asked for."""
    return (
        challenge.topic == startup.topic and startup.fields["stage"] in challenge.fields["stages"]
    )
