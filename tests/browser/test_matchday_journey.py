"""A day of short meetings: wishes, a timetable with its reasons, somebody cancels late; real mails."""

from dataclasses import dataclass
from io import BytesIO

import pikepdf
import pytest
from playwright.sync_api import expect

from hub.mail.models import Email
from matchday.models import MatchMeeting
from tests import pdf_text
from tests.browser.conftest import DESKTOP, NO_SCRIPT, PHONE
from tests.browser.pages import LINK, Inbox
from tests.factories.hub import founder, staff
from tests.factories.matchday import MatchDayFactory, guest, table, wish
from tests.factories.partners import PartnerFactory, colleague
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db(transaction=True)

TITLE = "Rohrgespräch"
SUBJECTS = {
    "de": {
        "wishes": "Wen möchte {side} treffen?",
        "stands": "der Zeitplan für {side} steht",
        "changed": "geänderter Zeitplan für {side}",
    },
    "en": {
        "wishes": "whom does {side} want to meet?",
        "stands": "the timetable of {side} is ready",
        "changed": "changed timetable of {side}",
    },
}


@dataclass
class Side:
    """One of those who meet, with the person who acts for it."""

    side: object
    person: object
    browser: object
    inbox: Inbox

    def letter(self, kind):
        """The link of the mail of that kind, once it has arrived."""
        return self.inbox.letter(rf"(?s)\A{self.subject(kind)}\n.*?{LINK}")[1]

    def subject(self, kind):
        words = SUBJECTS[self.browser.language][kind]
        return f"{TITLE}: {words.format(side=self.side.name)}".replace("?", r"\?")

    def wishes(self, other, rank):
        group = self.browser.page.get_by_role("group", name=other.side.name)
        group.get_by_label(self.browser.say(rank)).check()
        return self


@pytest.fixture
def hall(visit, back_office):
    """Wärmepuls, Ladefuchs and Rohrpost go to the tables of VNG and AOK; AOK is there for a round.

    Startups come on phones in German, partners at desks in English, staff without a script.
    """
    day = MatchDayFactory(event__title_de=TITLE, slot_count=3)

    def come(side, person, **options):
        browser = visit(person.language, **options).log_in_as(person)
        return Side(side, person, browser, Inbox(back_office, person.email))

    office = visit(**DESKTOP, **NO_SCRIPT).log_in_as(staff())
    found = {"office": office, "day": day}
    for name in ("Wärmepuls", "Ladefuchs", "Rohrpost"):
        owner = founder(language="de")
        startup = StartupFactory(name=name, owner=owner, public=True)
        found[name] = come(guest(day, startup), owner, **PHONE, **NO_SCRIPT)
    for name, more in (("VNG", {}), ("AOK", {"from_slot": 1, "until_slot": 1})):
        partner = PartnerFactory(name=name)
        person = colleague(partner, language="en").person
        found[name] = come(table(day, partner, place=f"T-{name}", **more), person, **DESKTOP)
    return found


def test_a_day_is_planned_from_wishes_and_mended_late(hall):
    office = hall["office"].go("admin:matchday_matchday_timetable", hall["day"].pk)
    say_wishes(hall, office)
    build(office, 1)
    reasons_are_given(office)
    publish(office, 1)
    everybody_reads_their_own(hall)
    before = meetings_of(hall["Ladefuchs"])
    somebody_cancels(hall, office)
    publish(office, 2)
    only_those_concerned_hear(hall, before)
    cards_for_all(office)


def say_wishes(hall, office):
    """Asked by mail; two say theirs on the page, the others have said them before."""
    office.press("Alle um Wünsche bitten")
    mia, petra = hall["Wärmepuls"], hall["VNG"]
    mia.browser.open(mia.letter("wishes"))
    mia.wishes(hall["AOK"], "unbedingt").wishes(hall["VNG"], "gern")
    petra.browser.open(petra.letter("wishes"))
    petra.wishes(mia, "gern")
    for one in (mia, petra):
        one.browser.press("Wünsche speichern").sees("Die Wünsche sind gespeichert.")
    for one, other in (("Ladefuchs", "VNG"), ("Rohrpost", "AOK"), ("AOK", "Rohrpost")):
        wish(hall[one].side, hall[other].side)


def build(office, version):
    """The page shows how far it is, and by itself the version once a worker has made it."""
    if version == 1:
        office.press("Zeitplan rechnen")
    made = office.page.locator("#version")
    title = office.say(
        "Fassung %(version)s: %(state)s", version=version, state=office.say("Entwurf")
    )
    expect(office.page.locator("progress").or_(made.filter(has_text=title)).first).to_be_visible()
    expect(made).to_have_text(title)


def reasons_are_given(office):
    office.main.locator("summary", has_text=office.say("Zeigen, mit dem Grund")).click()
    expect(office.main.locator("li", has_text="Wärmepuls – AOK")).to_contain_text(no_round(office))


def no_round(browser):
    return browser.say("{table} ist in jeder Runde belegt.").format(table="AOK")


def publish(office, version):
    office.press("Fassung %(version)s veröffentlichen", version=version)
    office.sees("Der Zeitplan ist veröffentlicht; wen es betrifft, bekommt eine Mail.")


def everybody_reads_their_own(hall):
    """On the page and on the card, what did not work out with the reason."""
    mia = hall["Wärmepuls"]
    rows = mia.browser.open(mia.letter("stands")).main.locator(".rounds tbody th")
    expect(rows).to_have_text(["VNG"])
    mia.browser.sees("Was nicht ging", no_round(mia.browser))
    with pikepdf.open(BytesIO(mia.browser.download("Karte zum Ausdrucken (PDF)"))) as card:
        assert len(card.pages) == 1
        assert "VNG T-VNG" in pdf_text.words(card)
    petra = hall["VNG"]
    petra.browser.open(petra.letter("stands")).sees("Wärmepuls", "Ladefuchs")
    assert hall["Ladefuchs"].letter("stands")


def meetings_of(one):
    newest = MatchMeeting.objects.filter(plan__state="published")
    return list(newest.filter(guest=one.side).values_list("slot", "table"))


def somebody_cancels(hall, office):
    """Whoever waited for the seat gets it; the page says what changes and who will hear."""
    office.main.locator("summary", has_text=office.say("Alle zeigen, jemanden abmelden")).click()
    row = office.main.locator("tr", has=office.page.locator("th", has_text="Rohrpost"))
    row.locator("summary").click()
    office.press("%(name)s jetzt abmelden", name="Rohrpost")
    build(office, 2)
    office.sees("Gegenüber dem veröffentlichten Zeitplan")
    hear = office.main.locator("p", has_text=office.say("Eine Mail bekommen"))
    expect(hear).to_contain_text("Wärmepuls")
    expect(hear).not_to_contain_text("Ladefuchs")


def only_those_concerned_hear(hall, before):
    mia, lena = hall["Wärmepuls"], hall["Ladefuchs"]
    rows = mia.browser.open(mia.letter("changed")).main.locator(".rounds tbody th")
    expect(rows).to_have_text(["AOK", "VNG"])
    mia.browser.sees_no("Was nicht ging")
    assert meetings_of(lena) == before
    assert not Email.objects.filter(kind="matchday/plan_changed", recipient=lena.person).exists()


def cards_for_all(office):
    with pikepdf.open(BytesIO(office.download("Alle Karten (PDF)"))) as cards:
        assert len(cards.pages) == 4
        said = pdf_text.words(cards)
    assert "Wärmepuls" in said
    assert "Rohrpost" not in said
