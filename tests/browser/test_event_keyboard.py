"""Registering for an event and letting people in, without a mouse."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from events.models import EventQuestion, Registration
from hub.mail.models import Email
from tests.browser.door import count, has_sent_all, lists
from tests.browser.pages import LINK
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event():
    found = EventFactory(title_de="Rohrgespräch", seats=1)
    EventQuestion.objects.create(
        event=found, kind="choice", label_de="Was essen Sie?", options_de="alles\nPflanzen"
    )
    return found


def test_a_visitor_registers_confirms_and_cancels_with_keys_alone(keys, event):
    guest = keys()
    guest.visit.open(reverse("events:event-list"))
    guest.press("Rohrgespräch", "a", then="Platz sichern")
    guest.press("Platz sichern", "a", then="Vor- und Nachname")
    guest.write("Vor- und Nachname", "Änne Größner").write("E-Mail-Adresse", "aenne@example.org")
    guest.choose("alles", "Pflanzen").enter(then="Noch ein Schritt: die Mail öffnen")
    guest.visit.open(re.search(LINK, Email.objects.get().body)[1])
    guest.press("Anmeldung bestätigen", "button", then="Der Platz ist sicher")
    assert Registration.objects.get().answers.popitem()[1] == "Pflanzen"
    guest.press("Anmeldung zurücknehmen", "button", then="Diese Anmeldung ist zurückgenommen.")


def at_the_door(keys, event, **options):
    event.starts_at = timezone.now() - timedelta(minutes=10)
    event.save()
    for name in ("Bo Lind", "Cem Öztürk"):
        RegistrationFactory(event=event, name=name)
    office = keys(**options)
    office.visit.log_in_as(staff()).go("admin:events_event_check_in", event.pk)
    return office


def test_who_comes_is_found_ticked_and_taken_back_with_keys_alone(keys, event):
    """The focus stays at the person, so that a slip is undone by the same key."""
    office = at_the_door(keys, event)
    office.write("Name oder Organisation", "oeztu")
    lists(office.visit, 1)
    office.press("Ist da", "button")
    count(office.visit, 1)
    has_sent_all(office.visit)
    expect(office.focus).to_have_text("Doch nicht")
    office.enter()
    count(office.visit, 0)
    has_sent_all(office.visit)
    expect(office.focus).to_have_text("Ist da")
    assert not Registration.objects.filter(state="attended").exists()


@pytest.mark.parametrize("width", [320, 1280])
def test_every_stop_of_both_pages_is_seen_and_left_again(keys, event, width):
    screen = {"viewport": {"width": width, "height": 800}}
    guest = keys(**screen)
    guest.visit.go("events:register", event.slug)
    found = guest.round_trip() + at_the_door(keys, event, **screen).round_trip()
    assert len(found) > 20
    assert not [stop for stop in found if stop["ring"] < 2 or not stop["isSeen"]]
