"""Problems in people's own words, and the unit of the demo that has to be among the first three."""

# (what is typed, the slug of the unit that is meant)
PROBLEMS = [
    ("Unser Fernwärmenetz verliert Wasser und niemand findet das Leck", "netzzustand"),
    ("Rohrleitung", "netzzustand"),
    ("leaking pipes", "netzzustand"),
    ("Wie lange halten unsere Rohre noch?", "netzzustand"),
    ("Alte Busbatterien als Speicher weiterverwenden", "labor-elektrochemische-speicher"),
    ("Klimakammer", "labor-elektrochemische-speicher"),
    ("heat pumps fail in old buildings", "stroemungstechnik"),
    ("fatigue tests on heat pipes", "stroemungstechnik"),
    ("Wärmerohre Ermüdung testen", "stroemungstechnik"),
    ("Dürfen Nachbarn Solarstrom teilen? Mieterstrom Abrechnung", "verteilnetze-und-maerkte"),
    ("Anonymisirung von Verbrauchsdaten", "stadt-und-daten"),
    ("Risse in einer Brücke überwachen", "bruecken-und-bauwerksdiagnose"),
    ("Straße läuft bei Starkregen voll", "stadtklima-und-wasser"),
    ("Wir brauchen eine Studie, dass unsere Reha-App hilft", "klinische-bewegungsanalyse"),
    ("Sturzerkennung mit Sensoren", "klinische-bewegungsanalyse"),
    ("Arztbriefe mit künstlicher Intelligenz schreiben", "medizinische-sprachverarbeitung"),
    ("Was zahlt die Krankenkasse für Telemedizin?", "versorgungsforschung"),
    ("bridge monitoring sensors", "bruecken-und-bauwerksdiagnose"),
]
