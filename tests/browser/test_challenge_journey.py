"""A newcomer without an account answers a challenge, with scripts and without; the partner chooses."""

import pytest
from playwright.sync_api import expect

from partners.models import Challenge, Entry
from tests import pdfs
from tests.browser.conftest import WAYS
from tests.browser.pages import Inbox
from tests.factories.challenges import ChallengeFactory
from tests.factories.hub import track
from tests.factories.partners import colleague

pytestmark = pytest.mark.django_db(transaction=True)
ANSWER = "Wir hören undichte Rohre, bevor die Straße dampft."


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_a_newcomer_answers_and_hears_with_everybody(way, visit, post_office):
    language, options = way
    track("energy")
    sven = colleague(name="Sven Kirchhoff", language=language)
    challenge = ChallengeFactory(published=True, author=sven)
    mia = visit(language, **options)
    inbox = Inbox(post_office, "mia@example.org")

    mia.go("partners:challenge-list").main.get_by_role("link", name=challenge.title_de).click()
    mia.follow("Beitrag schreiben").fill("Eure Antwort", ANSWER)
    mia.field("Der Partner darf diesen Beitrag lesen").check()
    mia.fill_address(inbox.address).press("Weiter mit Code")
    mia.enter_code(inbox)
    mia.go("partners:entry-start", challenge.slug)
    expect(mia.field("Eure Antwort")).to_have_value(ANSWER)
    mia.fill("Wie heißt euer Startup?", "Wärmeohr")
    mia.fill("Was macht ihr, in einem Satz?", "Wir hören Lecks.").press("Einreichen")
    mia.sees("Schreibt kurz, wie ihr es ausprobieren würdet.")
    sketch = {"name": "Skizze.pdf", "mimeType": "application/pdf", "buffer": pdfs.clean(2)}
    mia.field("PDF dazu").set_input_files(files=[sketch])
    mia.fill("So würdet ihr es ausprobieren", "Zwei Schächte.").press("Einreichen")
    mia.sees("Eingereicht")
    inbox.letter("Wärmeohr")

    entry = Entry.objects.get()
    choose(visit(language, **options), challenge, entry, mia)
    mia.go("partners:entry", entry.uuid).sees("Ausgewählt")
    inbox.letter("Wärmeohr")


def choose(sven, challenge, entry, mia):
    """The deadline passes; a colleague of the partner reads, notes, and tells everybody."""
    Challenge.objects.filter(pk=challenge.pk).update(deadline=entry.submitted_at, state="closed")
    sven.log_in_as(challenge.created_by).go("partners:own-challenge", challenge.uuid)
    sven.main.get_by_role("link", name="Wärmeohr").click()
    expect(sven.main).to_contain_text(ANSWER)
    sven.main.locator("input[name=outcome][value=chosen]").check()
    sven.press("Ergebnis notieren").sees(
        "Notiert. Das Team erfährt es, wenn Sie allen Bescheid geben."
    )
    mia.go("partners:entry", entry.uuid).sees("Eingereicht").sees_no("Ausgewählt")
    sven.go("partners:own-challenge-release", challenge.uuid)
    sven.main.locator("form.form button[type=submit]").click()
