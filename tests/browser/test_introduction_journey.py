"""A partner asks, a founder answers: two browsers, real mails, with scripts and without."""

import pytest

from tests.browser.conftest import OTHER_TWO_WAYS
from tests.browser.pages import LINK, Inbox
from tests.factories.hub import founder
from tests.factories.introductions import REASON, startup_for_partners
from tests.factories.partners import PartnerFactory, colleague

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=OTHER_TWO_WAYS.values(), ids=OTHER_TWO_WAYS)
def way(request):
    return request.param


def test_a_partner_asks_and_a_founder_says_yes(way, visit, post_office):
    language, options = way
    asker = colleague(PartnerFactory(name="VNG"), name="Sven", language=language).person
    owner = founder(name="Mia", language=language)
    startup_for_partners(name="Wärmepuls", slug="waermepuls", owner=owner)
    asker_mail, founder_mail = (Inbox(post_office, one.email) for one in (asker, owner))

    sven = visit(language, **options).log_in_as(asker)
    sven.go("partners:startup-detail", "waermepuls").follow("Um Kontakt bitten")
    sven.press("Anfrage senden").sees("Schreiben Sie bitte, worum es Ihnen geht.")
    sven.fill("Was möchten Sie gemeinsam ausprobieren?", REASON).press("Anfrage senden")
    sven.sees("Ihre Anfrage ist unterwegs.").sees_no(owner.email)

    mia = visit(language, **options).log_in_as(owner)
    mia.open(founder_mail.letter(LINK)[1])
    mia.sees(REASON).sees_no(asker.email)
    mia.main.locator("input[value=accepted]").check()
    mia.fill("Ein Satz dazu", "Gern am Dienstag.").press("Antwort speichern")
    mia.sees(asker.email)
    assert founder_mail.letter(asker.email)

    sven.open(asker_mail.letter(LINK)[1])
    sven.sees(owner.email, "Gern am Dienstag.")
    assert asker_mail.has(owner.email)

    sven.main.locator("input[value=met]").check()
    sven.press("Berichten").sees("Danke, das hilft.")
    mia.go("portal:dashboard").follow("Alle Kontaktanfragen von Partnern").sees("VNG")


def test_a_founder_says_no_and_the_partner_reads_on_as_before(way, visit, post_office):
    language, options = way
    asker = colleague(PartnerFactory(name="VNG"), language=language).person
    owner = founder(language=language)
    startup_for_partners(slug="waermepuls", owner=owner)

    sven = visit(language, **options).log_in_as(asker)
    sven.go("partners:introduction-ask", "waermepuls")
    sven.fill("Was möchten Sie gemeinsam ausprobieren?", REASON).press("Anfrage senden")
    sven.page.reload()
    before = sven.main.inner_text()

    mia = visit(language, **options).log_in_as(owner)
    mia.open(Inbox(post_office, owner.email).letter(LINK)[1])
    mia.main.locator("input[value=declined]").check()
    mia.press("Antwort speichern")
    mia.sees("Gespeichert. %(partner)s erfährt davon jetzt nichts.", partner="VNG")

    sven.page.reload()
    assert sven.main.inner_text() == before
    assert Inbox(post_office, asker.email).all() == []
