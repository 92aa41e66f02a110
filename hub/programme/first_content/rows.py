"""The rows a new portal starts with, in both languages."""

TRACKS = {
    "energy": {
        "position": 1,
        "colour": "energy",
        "name_de": "Energie",
        "name_en": "Energy",
        "summary_de": "Netze, Speicher, Wärme: Lösungen für Versorger, die im Bestand funktionieren.",
        "summary_en": "Grids, storage, heat: solutions for utilities that work in existing networks.",
        "text_de": (
            "Strom, Gas und Wärme kommen aus Netzen, die Jahrzehnte alt sind und sich jetzt in "
            "wenigen Jahren ändern müssen. Gesucht sind Lösungen, die in laufenden Anlagen "
            "funktionieren: Zustände erkennen, Lasten verschieben, Wärme speichern, Handel und "
            "Abrechnung vereinfachen.\n\n"
            "Mit Versorgern, Netzbetreibern und der Strombörse am Ort lässt sich so etwas dort "
            "ausprobieren, wo es später laufen soll."
        ),
        "text_en": (
            "Power, gas and heat come from networks that are decades old and now have to change "
            "within a few years. We look for solutions that work in running plants: seeing the "
            "state of a network, shifting loads, storing heat, making trading and billing "
            "simpler.\n\n"
            "With utilities, grid operators and the power exchange in town, such things can be "
            "tried where they are meant to run later."
        ),
    },
    "smart-city": {
        "position": 2,
        "colour": "city",
        "name_de": "Vernetzte Stadt",
        "name_en": "Smart City",
        "summary_de": "Mobilität, Wasser, Gebäude, Verwaltung: getestet in echten Quartieren.",
        "summary_en": "Mobility, water, buildings, administration: tested in real districts.",
        "text_de": (
            "Eine Stadt ist vernetzt, wenn Daten helfen, sie besser zu betreiben: Busse, die "
            "kommen, wenn sie gebraucht werden. Kanäle, die Starkregen melden. Gebäude, die wissen, "
            "wann niemand da ist. Anträge, die man versteht.\n\n"
            "Stadtwerke, Verkehrsbetriebe und Wasserwerke bringen Quartiere, Anlagen und Menschen "
            "mit, die jeden Tag damit arbeiten."
        ),
        "text_en": (
            "A city is smart when data helps to run it better: buses that come when they are "
            "needed, sewers that report heavy rain, buildings that know when nobody is in, forms "
            "that people understand.\n\n"
            "Municipal utilities, transport and water companies bring districts, plants and "
            "people who work with them every day."
        ),
    },
    "ehealth": {
        "position": 3,
        "colour": "health",
        "name_de": "eHealth",
        "name_en": "eHealth",
        "summary_de": "Versorgung, Pflege, Diagnostik: mit Kliniken, Praxen und Kassen entwickelt.",
        "summary_en": "Treatment, care, diagnostics: built with hospitals, practices and insurers.",
        "text_de": (
            "Digitale Gesundheit muss mehr können als gut aussehen: Sie muss in Abläufe passen, in "
            "denen keine Minute übrig ist, und Daten schützen, die niemanden sonst etwas angehen. "
            "Gesucht sind Lösungen für Versorgung, Pflege und Diagnostik, mit oder ohne Zulassung "
            "als Medizinprodukt.\n\n"
            "Krankenkassen, Kliniken und Forschung helfen früh bei den Fragen, an denen gute Ideen "
            "sonst spät scheitern."
        ),
        "text_en": (
            "Digital health has to do more than look good: it has to fit into days without a "
            "minute to spare, and protect data that is nobody else's business. We look for "
            "solutions for treatment, care and diagnostics, whether or not they are a medical "
            "device.\n\n"
            "Insurers, hospitals and researchers help early with the questions that otherwise "
            "stop good ideas late."
        ),
    },
}

# Award of 2016 and 2017; the number has been announced to grow, so sites are rows with dates.
SITES = {
    "berlin": ("Berlin", "Internet der Dinge und FinTech", "Internet of Things and FinTech"),
    "dortmund": ("Dortmund", "Logistik", "Logistics"),
    "dresden-leipzig": (
        "Dresden / Leipzig",
        "Smart Systems und Smart Infrastructure",
        "Smart Systems and Smart Infrastructure",
    ),
    "frankfurt-darmstadt": (
        "Frankfurt / Darmstadt",
        "FinTech und Cybersicherheit",
        "FinTech and Cybersecurity",
    ),
    "hamburg": ("Hamburg", "Logistik", "Logistics"),
    "karlsruhe": ("Karlsruhe", "Künstliche Intelligenz", "Artificial Intelligence"),
    "koeln": ("Köln", "InsurTech", "InsurTech"),
    "ludwigshafen-mannheim": ("Ludwigshafen / Mannheim", "Chemie", "Chemistry"),
    "muenchen": ("München", "Mobilität und InsurTech", "Mobility and InsurTech"),
    "nuernberg-erlangen": ("Nürnberg / Erlangen", "Digitale Gesundheit", "Digital Health"),
    "potsdam": ("Potsdam", "MediaTech", "MediaTech"),
    "stuttgart": ("Stuttgart", "Industrie der Zukunft", "Future Industries"),
}

PAGES = {
    "imprint": ("Impressum", "Imprint"),
    "privacy": ("Datenschutz", "Privacy"),
    "accessibility": ("Erklärung zur Barrierefreiheit", "Accessibility statement"),
}
