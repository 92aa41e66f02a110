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

# Where the focus is, how it is marked, and whether that can be seen.
STOP = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const marked = [here, here.closest("label, li, .choice"), here.parentElement].filter(Boolean);
  const px = (text) => Math.max(0, ...(text.match(/[\\d.]+px/g) ?? ["0"]).map(parseFloat));
  const ring = Math.max(...marked.map((box) => {
    const style = getComputedStyle(box);
    const outline = style.outlineStyle === "none" ? 0 : px(style.outlineWidth);
    const shadow = style.boxShadow === "none" ? 0 : px(style.boxShadow);
    return Math.max(outline, shadow);
  }));
  const box = here.getBoundingClientRect();
  const drawn = here.matches("input[type=file], input[type=radio], input[type=checkbox]")
    ? (here.closest("label") ?? here).getBoundingClientRect() : box;
  const isSeen = drawn.width > 0 && drawn.bottom > 0 && drawn.top < innerHeight;
  window.stops ??= new Map();
  if (!window.stops.has(here)) window.stops.set(here, window.stops.size);
  const name = here.labels?.[0]?.textContent || here.textContent || here.name;
  const kind = here.tagName.toLowerCase() + (here.type ? `[${here.type}]` : "");
  return { id: window.stops.get(here), kind, name: name.trim().slice(0, 40), ring, isSeen };
}"""
MOST_STOPS = 150


class Keys:
    """Tab, Enter, Space, arrows and letters; there is no way to point at something."""

    def __init__(self, visit):
        self.visit = visit
        self.board = visit.page.keyboard

    @property
    def focus(self):
        return self.visit.page.locator(":focus")

    def stop(self):
        return self.visit.page.evaluate(STOP)

    def tab(self):
        self.board.press("Tab")
        return self.stop()

    def tab_to(self, words, kind=""):
        """Tab until the stop with these words has the focus."""
        for _ in range(MOST_STOPS):
            found = self.tab()
            if found and words in found["name"] and found["kind"].startswith(kind):
                return self
        raise AssertionError(f"Tab does not lead to {words}")

    def press(self, words, kind="", *, then=""):
        """Enter on a link or button; `then` stands on the page that follows."""
        return self.tab_to(words, kind).enter(then=then)

    def enter(self, *, then=""):
        self.board.press("Enter")
        if then:
            self.visit.sees(then)
            self.visit.page.wait_for_load_state()
        return self

    def choose(self, first, words):
        """Into a group of radio buttons, and on with the arrows."""
        self.tab_to(first, "input[radio]")
        for _ in range(MOST_STOPS):
            if words in self.stop()["name"]:
                return self
            self.board.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {words}")

    def tick(self, words):
        self.tab_to(words, "input")
        self.board.press("Space")
        return self

    def write(self, words, text):
        self.tab_to(words)
        self.board.type(text)
        return self

    def round_trip(self):
        """Every stop from the top of the page to its end, each once; a trap never ends."""
        stops = []
        for _ in range(MOST_STOPS):
            found = self.tab()
            if found is None or (stops and found["id"] == stops[0]["id"]):
                return stops
            assert found["id"] not in {stop["id"] for stop in stops}, f"back at {found}"
            stops.append(found)
        raise AssertionError(f"no end after {MOST_STOPS} stops: {stops[-3:]}")


@pytest.fixture
def mia(origin):
    return founder(name="Mia Weber", email="mia@example.org")


@pytest.fixture
def draft(mia):
    return ApplicationFactory(batch=batch_with_form(slug="klasse-2027"), started_by=mia)


@pytest.fixture
def keys(visit):
    return lambda **options: Keys(visit(**options))


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
