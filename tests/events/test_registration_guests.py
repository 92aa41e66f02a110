"""Registering without an account: a link in a mail, one click, and what is asked."""

from uuid import uuid4

import pytest

from events.models import EventQuestion, Registration
from events.services import letters, registrations
from hub.mail.models import Email
from tests.events.registration_cases import ask, come, kinds, link, text
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import UserFactory

pytestmark = pytest.mark.django_db


def test_a_visitor_confirms_by_the_link_and_only_then_has_a_seat(client):
    event = EventFactory(seats=1)
    assert "Noch ein Schritt" in text(ask(client, event))
    held = Registration.objects.get()
    assert (held.state, held.place, held.person) == ("asked", None, None)
    mail = Email.objects.get()
    assert mail.kind == "events/registration_confirm"
    assert mail.is_secret
    assert "Kim" not in mail.body
    path = link(mail)
    assert "Ein Klick fehlt noch" in text(client.get(path))
    held.refresh_from_db()
    assert held.state == "asked", "looking at the page is no consent: mail scanners look, too"
    for _click in range(2):
        answer = client.post(path, {"act": "confirm"}, follow=True)
        assert "Der Platz ist sicher" in text(answer)
    held.refresh_from_db()
    assert (held.state, held.place) == ("confirmed", 1)
    assert kinds() == ["registration_confirm", "registration_confirmed"]


def test_a_double_click_of_a_visitor_sends_one_mail(client):
    event, key = EventFactory(), str(uuid4())
    for _click in range(2):
        ask(client, event, key=key)
    assert Registration.objects.count() == 1
    assert kinds() == ["registration_confirm"]


def test_the_answer_does_not_tell_whether_an_address_is_known(client):
    event = EventFactory()
    fresh = text(ask(client, event, "fremd@example.org"))
    RegistrationFactory(event=event, email="bekannt@example.org", name="Rita Bekannt")
    known = text(ask(client, event, "Bekannt@Example.org", name="Anna Anders"))
    assert fresh == known
    assert Registration.objects.get(email="bekannt@example.org").name == "Rita Bekannt"
    assert kinds(to="bekannt@example.org") == ["registration_known"]


def test_a_seat_that_went_before_the_link_was_opened_becomes_a_place_in_the_line(client):
    event = EventFactory(seats=1)
    ask(client, event)
    path = link(Email.objects.get())
    shown = text(client.get(path))
    assert "Anmeldung bestätigen" in shown
    assert 'name="saw" value="seat"' in shown
    come(event)
    assert "Bestätigen und auf die Warteliste" in text(client.get(path))
    answer = client.post(path, {"act": "confirm", "saw": "seat"}, follow=True)
    assert "Auf der Warteliste, Stelle 1" in text(answer)
    assert "der letzte Platz vergeben worden" in text(answer)


def test_whoever_confirms_for_the_line_is_not_told_of_a_lost_seat(client):
    event = EventFactory(seats=1)
    come(event)
    ask(client, event)
    path = link(Email.objects.latest("pk"))
    assert 'name="saw" value="line"' in text(client.get(path))
    answer = client.post(path, {"act": "confirm", "saw": "line"}, follow=True)
    assert "Auf der Warteliste, Stelle 1" in text(answer)
    assert "der letzte Platz vergeben worden" not in text(answer)


def test_few_mails_go_to_an_address_that_nobody_confirmed(client):
    event = EventFactory()
    for _try in range(8):
        ask(client, event)
    assert len(kinds()) == registrations.MAILS_PER_HOUR


def test_a_machine_that_fills_every_field_registers_nobody(client):
    event = EventFactory()
    assert "Noch ein Schritt" in text(ask(client, event, company="Spam GmbH"))
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Hier fehlt der Name"),
        ({"name": "http://a.example"}, "Ein Name enthält keine Adresse."),
        ({"email": "kim"}, "Das ist keine E-Mail-Adresse."),
        ({"name": "x" * 81}, "höchstens 80"),
    ],
)
def test_bad_input_is_said_at_the_field_and_nothing_typed_is_lost(client, wrong, says):
    event = EventFactory()
    EventQuestion.objects.create(event=event, label_de="Warum?", kind="long")
    name = f"q-{EventQuestion.objects.get().uuid.hex}"
    html = text(ask(client, event, **wrong, **{name: "Weil Rohre."}))
    assert says in html
    assert "Weil Rohre." in html
    assert not Registration.objects.exists()


def test_nobody_finds_a_registration_by_a_forged_address(client):
    held = RegistrationFactory()
    path = letters.page_of(held)
    assert client.get(path).status_code == 200
    assert client.get(path[:-2] + "x/").status_code == 404
    assert client.get(f"/events/registration/{held.uuid.hex}/").status_code == 404


def test_the_answers_to_the_event_s_questions_are_kept(client):
    event = EventFactory()
    choice = EventQuestion.objects.create(
        event=event,
        label_de="Wie weit?",
        kind="choice",
        options_de="Idee\nProdukt",
        options_en="Idea\nProduct",
        is_required=True,
    )
    vegan = EventQuestion.objects.create(event=event, label_de="Vegan?", kind="yes")
    client.force_login(UserFactory())
    where = f"/en{event.get_absolute_url()}register/"
    assert "Product" in text(client.get(where))
    assert Registration.objects.count() == 0
    client.post(where, {"name": "Kim"})
    assert Registration.objects.count() == 0, "the required one is missing"
    names = [f"q-{question.uuid.hex}" for question in (choice, vegan)]
    client.post(where, {"name": "Kim", names[0]: "Produkt", names[1]: "on"})
    assert Registration.objects.get().answers == {
        str(choice.uuid): "Produkt",
        str(vegan.uuid): "ja",
    }
