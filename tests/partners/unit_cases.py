"""Ten problems and thirty units, three judged good for each problem; the texts were written apart.

A unit is judged good where it works on the problem's topic. Everybody writes the last sentences.
"""

# Track, tag, title, problem; then what three units know: in German, in German, in English.
TOPICS = (
    (
        "energy",
        "Fernwärme",
        "Lecks im Fernwärmenetz finden",
        "Undichte Rohre fallen erst auf, wenn die Straße dampft.",
        ("Leckortung mit Körperschall", "Zustand von Wärmenetzen", "Leakage in district heating"),
    ),
    (
        "energy",
        "Batterie",
        "Alte Busbatterien weiter nutzen",
        "Nach acht Jahren taugen die Akkus nicht mehr zum Fahren; für Speicher vielleicht.",
        ("Alterung von Batterien", "Sicherheit von Stromspeichern", "Battery cells, second life"),
    ),
    (
        "energy",
        "Wärmepumpe",
        "Wärmepumpen im Altbau leiser machen",
        "Mieter beschweren sich nachts über den Lärm im Hof.",
        ("Schall von Wärmepumpen", "Wärmepumpen im Bestand", "Heat pump acoustics"),
    ),
    (
        "energy",
        "Ladesäule",
        "Ladesäulen, die das Verteilnetz nicht überlasten",
        "Wenn alle zugleich laden, fällt der Transformator aus.",
        (
            "Planung von Ladeinfrastruktur",
            "Verteilnetze und Lasten",
            "Charging station scheduling",
        ),
    ),
    (
        "smart-city",
        "Brücke",
        "Risse in Brücken früh erkennen",
        "Prüfer gehen alle drei Jahre über jede Brücke; dazwischen wissen wir nichts.",
        ("Bauwerksdiagnose an Brücken", "Rissbilder aus Drohnen", "Bridge monitoring"),
    ),
    (
        "smart-city",
        "Starkregen",
        "Bei Starkregen wissen, welche Straße vollläuft",
        "Die Kanäle sind alt, die Karten auch.",
        ("Stadthydrologie bei Starkregen", "Hochwasser in Städten", "Flood models for streets"),
    ),
    (
        "smart-city",
        "Verkehr",
        "Ampeln, die auf den Radverkehr achten",
        "Wer Fahrrad fährt, steht an jeder Kreuzung.",
        ("Steuerung von Ampeln", "Zählung im Radverkehr", "Cycling and traffic light control"),
    ),
    (
        "ehealth",
        "Pflege",
        "Stürze im Pflegeheim bemerken",
        "Nachts ist eine Pflegerin für vierzig Menschen da.",
        ("Sturzerkennung mit Radar", "Technik im Pflegeheim", "Fall detection in nursing homes"),
    ),
    (
        "ehealth",
        "Telemedizin",
        "Telemedizin für Herzkranke auf dem Land",
        "Der nächste Kardiologe ist fünfzig Kilometer entfernt.",
        ("Telemedizin bei Herzschwäche", "Fernüberwachung, Telemedizin", "Telemedicine trials"),
    ),
    (
        "ehealth",
        "Arztbrief",
        "Arztbriefe, die sich selbst schreiben",
        "Ärztinnen sitzen abends zwei Stunden am Diktat.",
        (
            "Sprachmodelle für Arztbriefe",
            "Diktat und Spracherkennung",
            "Discharge letters, Arztbrief",
        ),
    ),
)
FILLER_PROBLEM = (
    "Wir suchen Hilfe, die in der Praxis hält und mit unseren alten Systemen zurechtkommt. "
    "Daten stellen wir bereit. Es soll ein Pilot mit klarem Ziel werden."
)
FILLER_UNIT = (
    "Wir suchen gemeinsame Vorhaben mit der Praxis, prüfen Daten aus alten Systemen und helfen, "
    "einen Pilot mit klarem Ziel aufzusetzen."
)
