"""Partner staff and founders meet: invited, found, asked, answered, tried out; with real mails."""

import re
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from partners.models import Pilot
from tests.browser.conftest import WAYS
from tests.browser.pages import LINK, PASSWORD, Inbox
from tests.factories.hub import founder, track
from tests.factories.partners import PartnerFactory, colleague
from tests.factories.startups import BatchFactory, StartupFactory

pytestmark = pytest.mark.django_db(transaction=True)

NAME, OTHER = "Ladefuchs", "Rohrpost"
REASON = "Wir möchten Ihre Messung an zwölf Ladesäulen in Grünau erproben."
MEASURE = "Zehn Ladesäulen melden Fehler, bevor jemand anruft."
STAGES = ["scoping", "agreed", "running", "evaluation", "rollout"]


@dataclass
class Meeting:
    """Who meets; `open` gives one of the people a browser."""

    sink: object
    open: object
    lead: object
    mia: object
    startup: object

    def __post_init__(self):
        self.sven = Inbox(self.sink, "sven@vng.example.org")
        self.founder = Inbox(self.sink, self.mia.email)


@pytest.fixture(params=WAYS.values(), ids=WAYS)
def meeting(request, visit, post_office):
    language, options = request.param
    mia = founder(name="Mia Weber", email="mia@example.org", language=language)
    startup = StartupFactory(
        owner=mia,
        name=NAME,
        slug="ladefuchs",
        one_liner="Misst Ladesäulen, bevor sie ausfallen.",
        track=track(),
        batch=BatchFactory(),
        public=True,
        for_partners=True,
    )
    StartupFactory(public=True, name=OTHER)
    vng = PartnerFactory(name="VNG", slug="vng")
    lead = colleague(vng, "lead", name="Petra Kranz", language=language).person
    lead.set_password(PASSWORD)
    lead.save()

    def open_browser():
        return visit(language, **options)

    return Meeting(post_office, open_browser, lead, mia, startup)


def test_a_partner_and_a_startup_meet_and_roll_out(meeting):
    sven = invited_by_the_lead(meeting)
    search_and_watch(sven)
    mia = ask_and_be_answered(meeting, sven)
    propose_and_agree(meeting, sven, mia)
    try_out(sven, mia)
    told_to_colleagues(meeting)


def invited_by_the_lead(meeting):
    """He comes by the link in his mail, proves his address, says his name."""
    petra = meeting.open()
    petra.go("partners:team").log_in_by_password(meeting.lead)
    petra.follow("Jemanden einladen").fill_address(meeting.sven.address)
    petra.press("Einladung senden").sees(meeting.sven.address)
    sven = meeting.open()
    sven.open(meeting.sven.letter(LINK)[1]).sees("VNG")
    sven.press("Code an %(email)s senden", email=meeting.sven.address)
    sven.enter_code(meeting.sven)
    sven.fill("Vor- und Nachname", "Sven Kirchhoff").press("Einladung annehmen")
    return sven.sees("Die Einladung ist angenommen.")


def search_and_watch(sven):
    """A typo finds it all the same; the search is saved, two are compared, one is watched."""
    sven.go("partners:startup-list").fill("Name, Thema oder Stichwort", "Ladeseule").press(
        "Suchen"
    )
    sven.follow("Diese Suche speichern und Neues per Mail bekommen")
    sven.fill("Name der Suche", "Ladesäulen").press("Suche speichern").sees("Ladesäulen")
    sven.go("partners:startup-list")
    for box in sven.main.locator("input[type=checkbox][name=s]").all():
        box.check()
    sven.press("Ausgewählte vergleichen").sees("Unterschiede", NAME, OTHER)
    sven.go("partners:startup-list", q="Ladeseule")
    sven.main.get_by_role("link", name=NAME).first.click()
    expect(sven.page.get_by_role("heading", level=1)).to_have_text(NAME)
    sven.press("Vormerken").sees("Vorgemerkt")
    sven.go("partners:watch-list").sees(NAME)


def ask_and_be_answered(meeting, sven):
    """Contacts open with the founder's yes, and not before."""
    sven.go("partners:startup-detail", "ladefuchs").follow("Um Kontakt bitten")
    sven.fill("Was möchten Sie gemeinsam ausprobieren?", REASON).press("Anfrage senden")
    sven.sees("Anfrage an %(name)s", name=NAME).sees_no(meeting.mia.email)
    letter = meeting.founder.letter(f"(?s)(.*{REASON[:20]}.*)")[1]
    mia = meeting.open().log_in_as(meeting.mia)
    mia.open(re.search(LINK, letter)[1]).sees(REASON, "Sven Kirchhoff", "VNG")
    mia.main.locator("input[name=answer][value=accepted]").check()
    mia.press("Antwort speichern").sees(meeting.sven.address)
    assert meeting.mia.email in meeting.sven.letter(f"(?s)(.*{meeting.mia.email}.*)")[1]
    sven.page.reload()
    sven.sees(meeting.mia.email)
    return mia


def propose_and_agree(meeting, sven, mia):
    """The idea goes nowhere without the other side."""
    sven.go("partners:startup-detail", "ladefuchs").follow("Pilotprojekt vorschlagen")
    sven.fill("Titel", "Messen in Grünau").fill("Worum es geht", REASON)
    sven.press("Vorschlag senden").sees("Messen in Grünau")
    letter = meeting.founder.letter("(?s)(.*Messen in Grünau.*)")[1]
    mia.open(re.search(r"https?://[^\s/]+(\S*/pilots/\S+)", letter)[1])
    mia.press("Der Idee zustimmen").sees_no("Der Idee zustimmen")
    sven.go("partners:pilots").sees("Messen in Grünau")
    sven.main.get_by_role("link", name="Messen in Grünau").first.click()
    go_on(sven, "scoping")
    sven.sees("Woran der Erfolg gemessen wird")


def try_out(sven, mia):
    """Nothing is agreed without an owner on each side, a measure and a payer; then step by step."""
    uuid = Pilot.objects.get().uuid
    sven.follow("Vereinbarung ausfüllen").fill("Woran der Erfolg gemessen wird", MEASURE)
    fill_in(sven, "owner", "payer")
    mia.go("partners:pilot", uuid).sees(MEASURE).follow("Vereinbarung ausfüllen")
    fill_in(mia, "owner")
    for number, stage in enumerate(STAGES[1:]):
        side = sven if number % 2 else mia
        go_on(side.go("partners:pilot", uuid), stage)


def fill_in(side, *names):
    """The first that is offered in each of these fields, and save."""
    for name in names:
        offered = side.main.locator(f"select[name={name}] option:not([value=''])")
        side.main.locator(f"select[name={name}]").select_option(
            offered.first.get_attribute("value")
        )
    side.press("Speichern").sees("Messen in Grünau")


def go_on(side, stage):
    side.main.locator(f"button[name=to][value={stage}]").click()
    side.page.wait_for_load_state()
    assert Pilot.objects.get().state == stage


def told_to_colleagues(meeting):
    """Who leads the team sees it all; a stranger sees nothing of it."""
    pilot = Pilot.objects.get()
    petra = meeting.open().log_in_as(meeting.lead)
    petra.open(petra.address("partners:pilot", pilot.uuid)).sees("Messen in Grünau", MEASURE)
    petra.go("partners:watch-list").sees(NAME)
    anybody = meeting.open()
    anybody.open(f"/startups/{meeting.startup.slug}/").sees_no("Messen in Grünau")
