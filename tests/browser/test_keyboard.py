"""The portal without a mouse: nothing here clicks, every stop is seen, nothing holds one fast."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from hub.mail.models import Email
from startups.models import Application
from tests.browser.pages import CODE
from tests.factories.hub import founder
from tests.factories.startups import ApplicationFactory, batch_with_form

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mia(origin):
    return founder(name="Mia Weber", email="mia@example.org")


@pytest.fixture
def draft(mia):
    return ApplicationFactory(batch=batch_with_form(slug="klasse-2027"), started_by=mia)


def section(draft, slug):
    return reverse("startups:section", args=[draft.uuid, slug])


PAGES = ["home", "apply", "login", "dashboard", "detail", "idea", "team", "track", "documents"]


def address(name, draft):
    fixed = {
        "home": reverse("portal:home"),
        "apply": reverse("startups:apply"),
        "login": reverse("account_login"),
        "dashboard": reverse("portal:dashboard"),
        "detail": draft.get_absolute_url(),
    }
    return fixed.get(name) or section(draft, name)


@pytest.mark.parametrize("width", [320, 1280])
def test_every_stop_of_every_page_is_seen_and_left_again(keys, mia, draft, width):
    member = keys(viewport={"width": width, "height": 800})
    wrong = []
    for name in PAGES:
        if name == "dashboard":
            member.visit.log_in_as(mia)
        member.visit.open(address(name, draft))
        stops = member.round_trip()
        assert stops[0]["name"] == "Zum Inhalt", name
        assert len(stops) > 5, name
        wrong += [(name, stop) for stop in stops if stop["ring"] < 2 or not stop["isSeen"]]
    assert not wrong, "\n".join(map(str, wrong))


def test_the_skip_link_leads_past_the_menu(keys, mia, draft):
    member = keys()
    member.visit.log_in_as(mia).open(section(draft, "idea"))
    assert member.tab()["name"] == "Zum Inhalt"
    member.board.press("Enter")
    expect(member.focus).to_have_id("inhalt")
    assert member.tab()["name"].startswith("Bewerbung für")


def test_the_menu_opens_closes_and_gives_the_focus_back(keys, draft):
    member = keys(viewport={"width": 320, "height": 800})
    member.visit.open(reverse("portal:home"))
    member.press("Menü", "button")
    expect(member.visit.page.locator("#site-menu")).to_be_visible()
    member.tab_to("Bewerben", "a")
    member.board.press("Escape")
    expect(member.visit.page.locator("#site-menu")).to_be_hidden()
    expect(member.focus).to_have_text("Menü")
    member.board.press("Enter")
    member.press("Bewerben", "a", then="Bewerbung beginnen")


def test_two_texts_can_be_chosen_from(keys, visit, mia, draft):
    member = keys()
    member.visit.log_in_as(mia).open(section(draft, "idea"))
    other = visit().log_in_as(mia).open(section(draft, "idea"))
    other.fill("Welches Problem?", "Rohre sind undicht.").is_saved()
    member.write("Welches Problem?", "Rohre sind alt.")
    expect(member.visit.main.get_by_role("button", name="Diesen Text nehmen")).to_have_count(2)
    expect(member.focus).to_have_value("Rohre sind alt.")
    member.board.type(" Sehr.")
    member.tab_to("Diesen Text nehmen", "button")
    member.board.press("Tab")
    member.board.press("Enter")
    expect(member.focus).to_have_value("Rohre sind alt. Sehr.")
    member.visit.is_saved()
    other.open(section(draft, "idea"))
    expect(other.field("Welches Problem?")).to_have_value("Rohre sind alt. Sehr.")


def code_for(address):
    newest = Email.objects.filter(to=address).latest("pk")
    return re.search(CODE, newest.body, re.MULTILINE)[1]


def test_an_application_is_written_and_sent_with_keys_alone(keys, origin):
    batch = batch_with_form(slug="klasse-2027")
    batch.sections.get(slug="documents").delete()
    member = keys()
    member.visit.open(reverse("portal:home"))
    member.press("Jetzt bewerben", "a", then="Was wir fragen")
    member.press("Bewerbung beginnen", "a", then="Code anfordern")
    member.write("E-Mail-Adresse", "mia@example.org").enter(then="Code bestätigen")
    member.write("Code", code_for("mia@example.org")).enter(then="Entwurf anlegen")
    member.write("Wie heißt euer Vorhaben?", "Wärmepuls").enter(then="Abschnitte")
    member.press("Idee", "a", then="Welches Problem?")
    member.write("In einem Satz?", "Wir hören Lecks.")
    member.write("Welches Problem?", "Rohre sind alt.")
    member.press("Speichern, weiter", "button", then="In welchem Schwerpunkt")
    member.choose("Energie", "Vernetzte Stadt").press(
        "Speichern, weiter", "button", then="Unsere Angaben stimmen"
    )
    member.tick("Unsere Angaben stimmen")
    member.press("Speichern, weiter", "button", then="Rohre sind alt.")
    member.press("Bewerbung absenden", "button", then="Eingereicht")
    assert Application.objects.get().state == "submitted"
