"""A founder changes the public profile, the hub sends it back once, then everybody sees it."""

import pytest
from playwright.sync_api import expect

from startups.models import Startup
from tests import logos
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import LINK, Inbox
from tests.factories.hub import founder, staff
from tests.factories.startups import BatchFactory, StartupFactory

pytestmark = pytest.mark.django_db(transaction=True)
LOGO = {"name": "logo.png", "mimeType": "image/png", "buffer": logos.picture()}
WAITING = "/admin/startups/startup/waiting/"
REST = "Alles andere ist gespeichert."
SVG = {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": b"<svg></svg>"}


@pytest.fixture(
    params=[("de", True), ("en", False)], ids=["german-phone", "english-desktop-no-script"]
)
def open_browser(request, visit):
    language, has_script = request.param
    device = PHONE if language == "de" else DESKTOP

    def opened():
        return visit(language, **device, java_script_enabled=has_script)

    opened.language = language
    return opened


def test_a_change_of_the_public_profile_goes_by_the_hub(open_browser, post_office):
    person = founder(language=open_browser.language)
    startup = StartupFactory(
        public=True,
        name="Wärmepuls",
        text="Alt und öffentlich",
        released_fields=["text"],
        batch=BatchFactory(),
        owner=person,
    )
    inbox, desk = Inbox(post_office, person.email), staff(language=open_browser.language)
    mia = open_browser().log_in_as(person)
    change(mia)
    visitor = open_browser().open(startup.get_absolute_url())
    visitor.sees("Alt und öffentlich").sees_no("Ganz neu")

    send_back(open_browser().log_in_as(desk), startup)
    letter = inbox.letter(LINK)
    mia.open(letter[1]).sees(
        "Bitte sagt, für wen.", "Das Hub-Team hat eure Änderungen zurückgegeben"
    )
    mia.fill("Beschreibung", "Für Stadtwerke").press("Profil speichern")
    mia.sees("Das wartet auf die Freigabe")

    let_out(open_browser().log_in_as(desk), startup)
    inbox.letter(startup.get_absolute_url())
    visitor.open(startup.get_absolute_url()).sees("Für Stadtwerke").sees_no("Alt und öffentlich")
    expect(visitor.main.locator("img.logo").first).to_be_visible()
    assert Startup.objects.get().traction == "Drei Stadtwerke"


def change(mia):
    """From the overview: a refused logo, then a good one, a public text and one for partners."""
    mia.go("portal:dashboard").follow("Profil von %(name)s", name="Wärmepuls")
    mia.page.locator("[name=logo_file]").set_input_files(files=[SVG])
    mia.fill("Kennzahlen und Belege", "Drei Stadtwerke").press("Profil speichern")
    mia.sees("SVG nehmen wir nicht. Speichert das Logo bitte als PNG.", REST)
    expect(mia.field("Kennzahlen und Belege")).to_have_value("Drei Stadtwerke")
    mia.page.locator("[name=logo_file]").set_input_files(files=[LOGO])
    mia.fill("Beschreibung", "Ganz neu")
    mia.page.locator("[name=audience-traction]").select_option("partners")
    mia.press("Profil speichern").sees("Das wartet auf die Freigabe", "Ganz neu")
    mia.follow("Wie es alle sehen").sees("Alt und öffentlich").sees_no("Drei Stadtwerke")
    mia.follow("Wie wird es danach?").sees("Ganz neu")
    mia.follow("Wie es Partner sehen").sees("Drei Stadtwerke")


def send_back(desk, startup):
    desk.go("admin:index").page.locator(f"a[href$='{WAITING}']").first.click()
    desk.page.get_by_role("link", name=startup.name).first.click()
    expect(desk.page.locator("#content")).to_contain_text("Alt und öffentlich")
    expect(desk.page.locator("#content")).to_contain_text("Ganz neu")
    desk.page.locator("#note").fill("Bitte sagt, für wen.")
    desk.press("Mit dieser Nachricht zurückgeben")
    expect(desk.page.locator(".messagelist")).to_be_visible()


def let_out(desk, startup):
    desk.go("admin:startups_startup_review", startup.pk)
    expect(desk.page.locator("#content")).to_contain_text("Für Stadtwerke")
    desk.press("Freigeben")
    expect(desk.page.locator(".messagelist")).to_be_visible()
