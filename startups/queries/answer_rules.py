"""Is an answer good as it stands? Rules over one question and what was typed; nothing is stored."""

import re
from datetime import date
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from startups.models import Question, QuestionKind, Seeks, Stage
from startups.models.batch import Fills

REQUIRED = _("Diese Angabe fehlt noch.")
DEFAULT_LIMITS = {QuestionKind.SHORT: 200, QuestionKind.LONG: 4000, QuestionKind.URL: 200}
# Plain, or with thousands set apart as people do here and there: 25000, 25.000, 25,000.50, 25 000,5.
NUMBER = re.compile(
    r"\d{1,12}([.,]\d{1,2})?"
    r"|\d{1,3}(\.\d{3}){1,3}(,\d{1,2})?"
    r"|\d{1,3}(,\d{3}){1,3}(\.\d{1,2})?"
    r"|\d{1,3}( \d{3}){1,3}([.,]\d{1,2})?"
)
GERMAN_DATE = re.compile(r"^(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})$")
ISO_DATE = re.compile(r"^(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})$")
# Of a count of people.
MOST_DIGITS = 2
TEAM_SIZE = re.compile(r"^0*[1-9]\d{0,3}$")
# As the portal itself writes a day, in either language.
WORDED_DATE = re.compile(r"^(?P<day>\d{1,2})\.? ?(?P<month>[A-Za-zä]{3,9})\.?,? (?P<year>\d{4})$")
MONTHS = {
    name: number
    for names in (
        "januar februar märz april mai juni juli august september oktober november dezember",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}
YEARS = range(1900, 2101)


def problem(question: Question, value: str) -> str | Promise:
    """What is wrong with an answer, as a sentence that says what to do; empty when it is good."""
    if not value:
        return REQUIRED if question.is_required else ""
    if (too_many := len(value) - limit(question)) > 0:
        return ngettext_lazy(
            "Ein Zeichen zu viel. Kürzt den Text bitte.",
            "%(count)d Zeichen zu viel. Kürzt den Text bitte.",
            "count",
        ) % {"count": too_many}
    rule = RULES.get(QuestionKind(question.kind))
    return rule(question, value) if rule else ""


def limit(question: Question) -> int:
    """How many characters an answer may have."""
    return question.max_chars or DEFAULT_LIMITS.get(QuestionKind(question.kind), 1000)


def parse_date(value: str) -> date | None:
    """A date as browsers send it, as Germans write it, or with its month as a word."""
    found = GERMAN_DATE.match(value) or ISO_DATE.match(value) or WORDED_DATE.match(value)
    if not found or not found["day"].isascii() or not found["year"].isascii():
        return None
    day, month, year = int(found["day"]), _month(found["month"]), int(found["year"])
    try:
        return date(year, month, day) if year in YEARS else None
    except (ValueError, OverflowError):
        return None


def _month(text: str) -> int:
    """The number of a month given as a number or by (the beginning of) its name; 0 for none."""
    if text.isascii() and text.isdecimal():
        return int(text)
    typed = text.lower()
    return next((number for name, number in MONTHS.items() if name.startswith(typed)), 0)


def _short(question: Question, value: str) -> str | Promise:
    if question.fills == Fills.NAME and not any(char.isalnum() for char in value):
        return _("Gebt bitte einen Namen mit Buchstaben oder Ziffern an.")
    return _("Schreibt das bitte in einer Zeile.") if "\n" in value else ""


def _number(question: Question, value: str) -> str | Promise:
    if question.fills == Fills.TEAM_SIZE:
        good = value.isascii() and TEAM_SIZE.match(value)
        return "" if good else _("Gebt bitte eine ganze Zahl von 1 bis 9999 an.")
    if question.counts:
        few = value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS
        return "" if few else _("Gebt bitte eine ganze Zahl von 0 bis 99 an.")
    if not NUMBER.fullmatch(value) or not value.isascii():
        return _("Gebt bitte eine Zahl an, zum Beispiel 12 oder 12,5.")
    return ""


def _url(_question: Question, value: str) -> str | Promise:
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
        _port = parts.port
    except ValueError:
        return _("Das ist keine gültige Adresse. Beispiel: https://www.beispiel.de")
    if parts.scheme not in {"https", "http"}:
        return _("Die Adresse muss mit https:// beginnen.")
    if "." not in host or any(char.isspace() for char in value) or "@" in parts.netloc:
        return _("Das ist keine gültige Adresse. Beispiel: https://www.beispiel.de")
    return ""


def _date(_question: Question, value: str) -> str | Promise:
    if parse_date(value) is None:
        return _("Das Datum gibt es nicht. Schreibt es als TT.MM.JJJJ, zum Beispiel 31.01.2026.")
    return ""


def _choice(question: Question, value: str) -> str | Promise:
    known = {key for key, _label in question.choices("de")}
    return "" if value in known else _("Wählt bitte eine der Möglichkeiten.")


def _several(question: Question, value: str) -> str | Promise:
    known = {key for key, _label in question.choices("de")}
    return "" if known.issuperset(value.split("\n")) else _("Wählt bitte aus den Möglichkeiten.")


RULES = {
    QuestionKind.SHORT: _short,
    QuestionKind.NUMBER: _number,
    QuestionKind.URL: _url,
    QuestionKind.DATE: _date,
    QuestionKind.CHOICE: _choice,
    QuestionKind.SEVERAL: _several,
}

# A question that fills one of these must offer its keys, or the profile could not take the answer.
PROFILE_CHOICES = {Fills.STAGE: Stage, Fills.SEEKS: Seeks}
