"""Where long German words may break, for browsers that know no German.

Those that do break names at any letter where a card is narrow. Only before parts that are words of
their own: where none is known, a word stays as it is.
"""

import re
from functools import lru_cache

SOFT_HYPHEN = "\u00ad"
LONG = 15
# Shorter beginnings and ends do not stand alone in a line.
SHORTEST = 4
PARTS = """
abrechnung analyse anlage beratung bericht betrieb batterie daten diagnose dienst energie entwicklung
erkennung erzeugung fahrzeug forschung gebäude gerät geschäft gesellschaft gesundheit industrie
institut karte kasse klinik konzept kosten kraftwerk labor lehrstuhl leitung management maschine
medizin messung mitarbeiter modell monitor nachweis netz ortung park patient pflege planung plattform
platz projekt prüfung quartier säule sensor software speicher station steuerung strom system technik
therapie überwachung verbrauch verfahren verkehr versicherung versorgung verteilung verwaltung
verzeichnis wasser werkstatt wirtschaft wissenschaft wohnung wärme zentrum zähler
"""
WORD = re.compile(rf"[^\W\d_]{{{LONG},}}")
PART = re.compile("|".join(sorted(PARTS.split(), key=len, reverse=True)), re.IGNORECASE)


def breakable(text: str) -> str:
    """With soft hyphens in its long words; what is markup in it has no words as long."""
    return WORD.sub(lambda found: _broken(found[0]), text)


@lru_cache(maxsize=2_000)
def _broken(word: str) -> str:
    ends = len(word) - SHORTEST
    starts = [0, *(part.start() for part in PART.finditer(word, SHORTEST) if part.start() <= ends)]
    pieces = [word[begin:end] for begin, end in zip(starts, [*starts[1:], None], strict=True)]
    return SOFT_HYPHEN.join(pieces)
