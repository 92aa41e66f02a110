"""From the home page to the public profile: one founder, one co-founder, the hub, real mails."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from hub.mail.models import Email
from tests import pdfs
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import LINK, PASSWORD, Inbox
from tests.factories.hub import lead, track
from tests.factories.startups import batch_with_form

pytestmark = pytest.mark.django_db(transaction=True)

NAME = "Wärmepuls"
PROBLEM = "Undichte Fernwärmerohre fallen erst auf, wenn die Straße dampft."
MESSAGE = "Eure Messungen haben uns überzeugt."
BETTER = "Undichte Rohre kosten ein Stadtwerk 400.000 Euro im Jahr."
ASKED = {
    "de": {"line": "In einem Satz?", "problem": "Welches Problem?", "deck": "Pitchdeck"},
    "en": {"line": "In one sentence?", "problem": "Which problem?", "deck": "Pitch deck"},
}


@dataclass
class Journey:
    """Who and what it is about; `open` gives one of the people a browser."""

    batch: object
    sink: object
    language: str
    has_script: bool
    open: object

    def __post_init__(self):
        self.asked = ASKED[self.language]
        self.founder = Inbox(self.sink, "mia@example.org")
        self.partner = Inbox(self.sink, "tarek@example.org")
        self.address = ""

    def section(self, visit, slug):
        return visit.open(f"{self.address}{slug}/")


@pytest.fixture(
    params=[("de", True), ("en", True), ("de", False), ("en", False)],
    ids=["german-phone", "english-desktop", "german-phone-no-script", "english-desktop-no-script"],
)
def journey(request, visit, post_office):
    language, has_script = request.param
    device = PHONE if language == "de" else DESKTOP
    for slug in ("energy", "smart-city", "ehealth"):
        track(slug)

    def open_browser(**more):
        return visit(language, **{**device, "java_script_enabled": has_script, **more})

    batch = batch_with_form(slug="klasse-2027")
    return Journey(batch, post_office, language, has_script, open_browser)


def test_a_founder_applies_and_stands_in_the_directory(journey):
    mia = start(journey)
    mia = write_and_be_interrupted(journey, mia)
    upload(journey, mia)
    tarek = invite_a_co_founder(journey, mia)
    finish(journey, mia)
    submit(journey, mia)
    tarek.open(journey.address).sees("Eingereicht")
    office = prepare_a_decision(journey)
    nobody_knows_yet(journey, mia)
    release(office)
    the_team_knows(journey, mia)
    confirm_the_place(journey, mia)


def start(journey):
    """From the home page to an own draft."""
    mia = journey.open()
    mia.go("portal:home").follow("Jetzt bewerben").follow("Bewerbung beginnen")
    mia.fill_address(journey.founder.address).press("Code anfordern")
    mia.enter_code(journey.founder)
    mia.fill("Wie heißt euer Vorhaben?", NAME).press("Entwurf anlegen")
    mia.sees("Entwurf", "Alles ist gespeichert, abgesendet ist noch nichts.")
    journey.address = mia.path
    return mia


def write_and_be_interrupted(journey, mia):
    """The network fails, then the browser is closed; on coming back every word is there."""
    interrupted = lose_the_network if journey.has_script else lose_the_network_without_script
    kept = interrupted(journey, journey.section(mia, "idea"))
    mia = journey.open(storage_state=kept)
    mia.log_in_by_code(journey.founder)
    mia.main.get_by_role("link", name=NAME).click()
    journey.section(mia, "idea")
    expect(mia.field(journey.asked["line"])).to_have_value("Wir hören Lecks.")
    expect(mia.field(journey.asked["problem"])).to_have_value(PROBLEM)
    if journey.has_script:
        mia.is_saved()
    return mia


def lose_the_network(journey, mia):
    mia.fill(journey.asked["line"], "Wir hören Lecks.").is_saved()
    mia.context.set_offline(True)
    mia.fill(journey.asked["problem"], PROBLEM)
    mia.is_told(
        "Keine Verbindung. Euer Text ist in diesem Browser aufbewahrt und wird gesendet, "
        "sobald es wieder geht."
    )
    return mia.leave()


def lose_the_network_without_script(journey, mia):
    mia.fill(journey.asked["line"], "Wir hören Lecks.").press("Speichern und zur Übersicht")
    mia.sees("Gespeichert. Ihr könnt jederzeit weitermachen.")
    journey.section(mia, "idea").fill(journey.asked["problem"], PROBLEM)
    mia.context.set_offline(True)
    mia.press("Speichern und zur Übersicht").page.wait_for_url("chrome-error://**")
    mia.context.set_offline(False)
    mia.page.reload()
    mia.sees("Gespeichert. Ihr könnt jederzeit weitermachen.")
    return mia.leave()


def upload(journey, mia):
    deck = {"name": "Deck.pdf", "mimeType": "application/pdf", "buffer": pdfs.clean(5)}
    journey.section(mia, "documents").field(journey.asked["deck"]).set_input_files(files=[deck])
    if not journey.has_script:
        mia.press("Hochladen")
    expect(mia.page.locator("[data-files] li")).to_contain_text("Deck.pdf")
    mia.sees("5 Seiten" if journey.language == "de" else "5 pages")


def invite_a_co_founder(journey, mia):
    """He comes by the link in his mail, proves his address, and writes along."""
    journey.section(mia, "team").follow("Jemanden einladen")
    mia.fill_address(journey.partner.address)
    mia.field("Darf").select_option("editor")
    mia.press("Einladung senden")
    mia.sees("Die Einladung an %(email)s ist unterwegs.", email=journey.partner.address)
    tarek = journey.open()
    tarek.open(journey.partner.letter(LINK)[1]).sees(NAME)
    tarek.press("Code an %(email)s senden", email=journey.partner.address)
    tarek.enter_code(journey.partner)
    tarek.press("Einladung annehmen").sees("Die Einladung ist angenommen.")
    tarek.main.get_by_role("link", name=NAME).click()
    journey.section(tarek, "idea").fill(journey.asked["problem"], BETTER)
    if journey.has_script:
        tarek.is_saved()
    else:
        tarek.press("Speichern und zur Übersicht")
    mia.open(f"{journey.address}history/").sees("tarek@example.org")
    return tarek


def finish(journey, mia):
    """The track, the declaration, and nothing asked that another track is asked."""
    journey.section(mia, "track")
    mia.page.locator("label", has=mia.page.locator("input[value=energy]")).click()
    mia.press("Übernehmen und Fragen dazu zeigen")
    mia.sees_no("Medizinprodukt?", "Medical device?")
    journey.section(mia, "consents").field("Unsere Angaben stimmen").check()
    mia.press("Speichern und zur Übersicht").follow("Prüfen und absenden")
    mia.sees_no("Eine Angabe ist noch offen")
    expect(mia.main).to_contain_text(BETTER)


def submit(journey, mia):
    mia.press("Bewerbung absenden")
    mia.sees("Eure Bewerbung ist eingegangen. Die Bestätigung kommt per E-Mail.", "Eingereicht")
    number = f"{journey.batch.code}-0001"
    mia.sees(number)
    receipt = journey.founder.letter(f"(?s)(.*{number}.*)")[1]
    assert NAME in receipt
    assert BETTER in receipt
    assert mia.say("Eure Bewerbung liegt beim Hub-Team. Wir lesen sie und melden uns.") in receipt
    mia.follow("Kopie der Bewerbung lesen und drucken").sees(number)
    expect(mia.main).to_contain_text(BETTER)


def prepare_a_decision(journey):
    """Staff find the application, read it, screen it and note a decision."""
    person = lead(name="Jana Roth", email="jana@example.org")
    person.set_password(PASSWORD)
    person.save()
    office = journey.open(**DESKTOP, is_mobile=False, has_touch=False)
    office.go("admin:startups_application_changelist").log_in_by_password(person)
    office.main.get_by_role("link", name=f"{journey.batch.code}-0001").click()
    expect(office.main).to_contain_text(BETTER)
    with office.page.expect_download() as download:
        office.main.get_by_role("link", name="Deck.pdf").first.click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    office.page.locator("#screening input[value=yes]").check()
    office.press("Prüfung speichern").sees("zugelassen")
    office.page.locator("#decision input[value=accept]").check()
    office.page.locator("#decision textarea").fill(MESSAGE)
    office.press("Entscheidung vorbereiten")
    return office.sees("Vorbereitet: %(outcome)s", outcome=office.say("Zusage"))


def nobody_knows_yet(journey, mia):
    mia.open(journey.address).sees("Eingereicht").sees_no(MESSAGE, "Angenommen")
    assert not Email.objects.filter(body__contains=MESSAGE).exists()
    assert not journey.founder.has(MESSAGE)


def release(office):
    """The very words that go out are shown before the one button."""
    office.follow("Alle vorbereiteten Entscheidungen dieser Klasse")
    office.main.locator("summary").first.click()
    expect(office.main.locator("pre").first).to_contain_text(MESSAGE)
    office.main.locator("form button.default").click()
    office.page.wait_for_url("**/change/**")


def the_team_knows(journey, mia):
    letter = journey.founder.letter(f"(?s)(.*{MESSAGE}.*)")[1]
    told = mia.say("Ihr habt einen Platz. Bestätigt ihn, damit er euch gehört.")
    assert told in " ".join(letter.split())
    journey.partner.letter(MESSAGE)
    mia.open(journey.address).sees("Angenommen", MESSAGE)
    expect(mia.main).to_contain_text(told)


def confirm_the_place(journey, mia):
    """With the founder's yes, and not before, everybody finds the profile."""
    anybody = journey.open()
    anybody.go("startups:startup-list").sees_no(NAME)
    mia.follow("Platz bestätigen").press("Platz bestätigen und Profil zeigen")
    mia.sees("Der Platz gehört euch. Euer Profil steht jetzt im Verzeichnis.")
    anybody.go("startups:startup-list").main.get_by_role("link", name=NAME).click()
    expect(anybody.page.get_by_role("heading", level=1)).to_have_text(NAME)
    anybody.sees("Wir hören Lecks.")
