"""People with accounts: a team takes seats, a partner's run out, one went while somebody typed."""

import pytest
from playwright.sync_api import expect

from startups.models import StartupMember
from tests.browser.conftest import OTHER_TWO_WAYS
from tests.browser.pages import say_many
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import founder
from tests.factories.partners import PartnerFactory, colleague
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db(transaction=True)

LOST = (
    "Während die Seite offen war, ist der letzte Platz vergeben worden. Dafür ist ein Platz auf der "
    "Warteliste gesichert."
)


@pytest.fixture(params=OTHER_TWO_WAYS.values(), ids=OTHER_TWO_WAYS)
def come(request, visit):
    """A person at their own browser: `come(person)`, `come()` without an account."""
    language, options = request.param

    def open_browser(person=None):
        browser = visit(language, **options)
        return browser.log_in_as(person) if person else browser

    return open_browser


@pytest.fixture
def event():
    """A team may take three of its five seats, a partner one."""
    return EventFactory(seats=5, team_seats=3, partner_seats=1)


def register(browser, event):
    return browser.go("events:event-detail", event.slug).follow("Platz sichern")


def choose(browser, startup, number):
    browser.main.locator("select[name=places]").select_option(f"{startup.uuid}:{number}")
    return browser


def test_seats_of_a_team_and_of_a_partner_and_the_last_one(come, event):
    mia, tarek = founder(name="Mia Weber"), founder(name="Tarek Yılmaz")
    startup = StartupFactory(owner=mia, name="Wärmepuls")
    StartupMember.objects.create(startup=startup, person=tarek, level="editor")
    vng = PartnerFactory(name="VNG")

    team = register(come(mia), event)
    choose(team, startup, 3).press("Platz sichern").sees("Der Platz ist sicher", "3 · Wärmepuls")

    register(come(colleague(vng).person), event).press("Platz sichern").sees(
        "Der Platz ist sicher"
    )
    second = register(come(colleague(vng).person), event).press("Platz sichern")
    second.sees("Das hat noch nicht geklappt")
    expect(second.main.get_by_role("alert").first).to_contain_text(
        say_many(
            second.language,
            "Für Ihr Haus gibt es hier einen Platz, und der ist belegt.",
            "Für Ihr Haus gibt es hier %(number)d Plätze, und die sind belegt.",
            1,
        )
    )

    last = register(come(tarek), event)
    last.sees(say_many(last.language, "noch %(number)s Platz", "noch %(number)s Plätze", 1))
    choose(last, startup, 2).press("Platz sichern").sees(
        "Für euer Team hat schon %(name)s %(number)d Plätze belegt.", name="Mia Weber", number=3
    )
    RegistrationFactory(event=event)
    last.main.locator("select[name=places]").select_option("1")
    last.press("Platz sichern").sees(LOST, "Auf der Warteliste, Stelle %(number)s", number=1)

    team.press("Anmeldung zurücknehmen").sees("Diese Anmeldung ist zurückgenommen.")
    last.page.reload()
    last.sees("Ein Platz ist frei").press("Platz annehmen").sees("Der Platz ist sicher")
    # The overview leads to the ticket.
    last.go("portal:dashboard").follow(event.title_de)
    expect(last.page.get_by_role("region", name="Ticket")).to_be_visible()
