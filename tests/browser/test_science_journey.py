"""A startup describes its problem, finds a laboratory and asks it: real mails, with scripts and without."""

import pytest

from tests.browser.conftest import OTHER_WAYS
from tests.browser.pages import LINK, Inbox
from tests.factories.hub import founder
from tests.factories.partners import ScienceUnitFactory, scientist
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db(transaction=True)

NEED = "Wir brauchen Lecks von bekannter Größe bei 16 bar."
ANSWER = "Kommen Sie am Dienstag vorbei."


@pytest.mark.parametrize("way", OTHER_WAYS.values(), ids=OTHER_WAYS)
def test_a_startup_asks_a_laboratory_and_is_answered(way, visit, post_office):
    language, options = way
    unit = ScienceUnitFactory(name_de="Labor Rohrnetz", knows=["Leckortung in Wärmenetzen"])
    nadia = scientist(unit, level="lead", language=language).person
    mia = founder(language=language)
    StartupFactory(owner=mia, name="Wärmepuls", public=True)
    mia_mail, nadia_mail = (Inbox(post_office, one.email) for one in (mia, nadia))

    asking = visit(language, **options).log_in_as(mia)
    asking.go("partners:science-list").fill("Worum geht es?", "Lecks finden").press("Suchen")
    asking.sees("Leckortung in Wärmenetzen").main.get_by_role("link", name=unit.name_de).click()
    asking.follow("Anfrage stellen").press("Anfrage senden")
    asking.fill("Was wird gebraucht?", NEED).press("Anfrage senden").sees(NEED)

    answering = visit(language, **options).log_in_as(nadia)
    answering.open(nadia_mail.letter(LINK)[1]).sees(NEED).follow("Anfrage beantworten")
    answering.fill("Antwort", ANSWER).press("Antwort senden").sees(ANSWER)

    asking.open(mia_mail.letter(rf"(?s){ANSWER}.*?{LINK}")[1]).sees(ANSWER)
    asking.follow("Anfragen an die Wissenschaft").sees(unit.name_de)
