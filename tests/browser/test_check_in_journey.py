"""At the door with a phone: a ticket before the camera, a name in the list, no network for a while."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.models import Registration
from events.services import letters
from tests.browser.conftest import PHONE
from tests.browser.door import READER, count, has_sent_all, hold_up, lists, look_for, tick
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evening():
    return EventFactory(starts_at=timezone.now() - timedelta(minutes=10))


@pytest.fixture
def guests(evening):
    names = ("Änne Größner", "Bo Lind", "Cem Öztürk")
    return {name: RegistrationFactory(event=evening, name=name) for name in names}


@pytest.fixture
def door(visit, evening, guests):
    def open_door(**options):
        browser = visit(**PHONE, **options)
        browser.page.add_init_script(READER)
        return browser.log_in_as(staff()).go("admin:events_event_check_in", evening.pk)

    return open_door


def is_there(browser, guest):
    """As the server has it, once it has all that was noted here."""
    has_sent_all(browser)
    return Registration.objects.get(pk=guest.pk).state == "attended"


def test_a_ticket_is_shown_and_read(door, visit, guests):
    guest = guests["Änne Größner"]
    ticket = visit(**PHONE).open(letters.page_of(guest))
    expect(ticket.page.get_by_role("img", name="QR-Code für den Einlass")).to_be_visible()
    browser = door(permissions=["camera"])
    browser.page.clock.install()
    browser.page.reload()
    browser.press("Tickets mit der Kamera lesen")
    told = browser.page.locator("[data-told]")
    hold_up(browser, guest.ticket)
    expect(told).to_have_text("Änne Größner ist da.")
    browser.page.clock.run_for(9_000)
    expect(told).to_have_text("Änne Größner ist da.")
    count(browser, 1)
    assert is_there(browser, guest)
    hold_up(browser, "https://anderswo.example")
    expect(told).to_have_text("Das ist kein Ticket von uns.")
    hold_up(browser, RegistrationFactory().ticket)
    expect(told).to_have_text("Dieses Ticket gehört nicht zu diesem Termin.")
    browser.press("Kamera schließen")
    expect(browser.page.locator("video")).to_be_hidden()


def test_a_name_is_found_ticked_and_taken_back(door, guests):
    browser = door()
    look_for(browser, "oeztu")
    lists(browser, 1)
    tick(browser, "Cem Öztürk")
    count(browser, 1)
    assert is_there(browser, guests["Cem Öztürk"])
    tick(browser, "Cem Öztürk", "Doch nicht")
    count(browser, 0)
    assert not is_there(browser, guests["Cem Öztürk"])


def test_without_a_network_the_door_stays_open_and_tells_later(door, visit, guests):
    browser = door()
    browser.context.set_offline(True)
    tick(browser, "Bo Lind")
    tick(browser, "Cem Öztürk")
    waits = browser.page.locator("[data-waiting]")
    expect(waits).to_contain_text("Noch nicht gesendet: 2.")
    count(browser, 2)
    kept = browser.leave()
    assert not Registration.objects.filter(state="attended").exists()
    again = door(storage_state=kept)
    count(again, 2)
    assert is_there(again, guests["Bo Lind"])
    assert is_there(again, guests["Cem Öztürk"])
    expect(again.page.locator("[data-waiting]")).to_be_hidden()


def test_the_network_comes_back_while_the_page_is_open(door, guests):
    browser = door()
    browser.context.set_offline(True)
    tick(browser, "Bo Lind")
    expect(browser.page.locator("[data-waiting]")).to_be_visible()
    browser.context.set_offline(False)
    count(browser, 1)
    assert is_there(browser, guests["Bo Lind"])
