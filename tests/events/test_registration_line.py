"""The waiting list: freed seats are offered in order, taken or passed on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Registration
from events.services import letters, registrations, seats
from events.services.registrations import TooLate
from hub.core.workflow import InvalidTransition
from hub.mail.models import Email
from hub.mail.recipients import Guest
from hub.portal import own_data
from tests.events.registration_cases import ask, come, kinds, link, state, text
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import UserFactory

pytestmark = pytest.mark.django_db


def page(registration, language="de"):
    path = letters.page_of(registration)
    return f"/en{path}" if language == "en" else path


def test_a_freed_seat_goes_to_who_waits_longest_for_24_hours_then_to_the_next(client):
    event = EventFactory(seats=1)
    first, second, third = (come(event) for _number in range(3))
    registrations.cancel(first.uuid)
    second.refresh_from_db()
    assert second.state == "offered"
    assert second.offered_until - timezone.now() > timedelta(hours=23, minutes=59)
    assert state(third) == "waiting"
    assert come(event).state == "waiting", "an offered seat is nobody else's"
    later = second.offered_until + timedelta(seconds=1)
    seats.expire_due(now=second.offered_until)
    assert state(second) == "offered"
    for _tick in range(2):
        seats.expire_due(now=later)
    assert [state(second), state(third)] == ["expired", "offered"]
    assert kinds(recipient=second.person) == [
        "registration_waiting",
        "seat_offered",
        "offer_expired",
    ]
    answer = client.post(page(third), {"act": "accept"}, follow=True)
    assert "Der Platz ist sicher" in text(answer)
    client.post(page(third), {"act": "accept"})
    assert state(third) == "confirmed"
    assert kinds(recipient=third.person).count("registration_confirmed") == 1


def test_an_offer_taken_too_late_is_gone_even_before_the_clock_has_written_it_down(client):
    event = EventFactory(seats=1)
    held = RegistrationFactory(
        event=event, offered=True, offered_until=timezone.now() - timedelta(seconds=1)
    )
    assert "Das Angebot ist abgelaufen" in text(client.get(page(held)))
    with pytest.raises(TooLate):
        registrations.accept(held.uuid)


def test_no_offer_lasts_beyond_the_beginning():
    event = EventFactory(seats=1, starts_at=timezone.now() + timedelta(hours=3))
    first, second = come(event), come(event)
    registrations.cancel(first.uuid)
    second.refresh_from_db()
    assert second.offered_until == event.starts_at


def test_who_gives_back_twice_gives_back_once_and_may_come_again_at_the_end(client):
    event = EventFactory(seats=1)
    first, second = come(event), come(event)
    for _click in range(2):
        client.post(page(first), {"act": "cancel"})
    assert kinds(recipient=first.person) == ["registration_confirmed", "registration_cancelled"]
    assert state(second) == "offered"
    again = come(event, first.person)
    assert (again.pk, again.state, again.place) == (first.pk, "waiting", 3)
    assert again.moves.count() == 3


def test_a_visitor_who_cancelled_comes_back_by_a_new_mail(client):
    event = EventFactory()
    held = RegistrationFactory(event=event, email="gast@example.org", state="cancelled")
    ask(client, event)
    assert state(held) == "asked"
    client.post(page(held), {"act": "confirm"})
    assert state(held) == "confirmed"


def test_what_cannot_be_is_refused_with_a_sentence(client):
    held = RegistrationFactory(event=EventFactory(past=True))
    assert "Der Termin ist vorbei" in text(client.post(page(held), {"act": "cancel"}, follow=True))
    assert state(held) == "confirmed"
    waiting = RegistrationFactory(event=EventFactory(seats=1), waiting=True)
    with pytest.raises((TooLate, InvalidTransition)):
        registrations.accept(waiting.uuid)
    assert "Wählen Sie" in text(client.post(page(waiting), {"act": "eat"}, follow=True))


def test_the_clock_forgets_what_nobody_confirmed():
    event = EventFactory()
    now = timezone.now()
    old = now - registrations.CONFIRM_WITHIN - timedelta(minutes=1)
    RegistrationFactory(event=event, asked=True, asked_at=old)
    again = RegistrationFactory(event=event, state="asked", asked_at=old)
    fresh = RegistrationFactory(event=event, asked=True)
    for _tick in range(2):
        registrations.forget_unconfirmed(now=now)
    assert set(Registration.objects.values_list("pk", "state")) == {
        (again.pk, "cancelled"),
        (fresh.pk, "asked"),
    }


def test_an_account_finds_what_was_registered_before_it(client):
    event, person = EventFactory(), UserFactory()
    guest = RegistrationFactory(event=event, email=person.email)
    held = come(event, person)
    assert (held.pk, held.person) == (guest.pk, person)
    assert own_data.about(person)["event_registrations"][0]["uuid"] == guest.uuid
    assert kinds() == []


def test_an_address_that_changed_hands_breaks_nothing():
    event, person = EventFactory(), UserFactory()
    come(event, person)
    registrations.cancel(Registration.objects.get().uuid)
    RegistrationFactory(event=event, email="neu@example.org", state="cancelled")
    person.email = "neu@example.org"
    person.save()
    assert come(event, person).state == "confirmed"
    assert Registration.objects.filter(state="confirmed").count() == 1


def test_a_mail_is_written_in_the_language_of_who_registered(client):
    event = EventFactory(title_en="Pipe talk", seats=1)
    client.post(
        f"/en{event.get_absolute_url()}register/",
        {"name": "Kim", "email": "guest@example.org", "key": "1", "saw": "seat"},
    )
    mail = Email.objects.get()
    assert mail.subject == "Please confirm: Pipe talk"
    assert link(mail).startswith("/en/events/registration/")


def test_the_link_to_take_part_stands_on_the_page_of_who_has_a_seat(client):
    event = EventFactory(online_url="https://geheim.example/raum", seats=1)
    first, second = come(event), come(event)
    assert "geheim.example/raum" in text(client.get(page(first)))
    assert "geheim.example/raum" not in text(client.get(page(second)))


def test_guests_are_named_by_what_they_typed_and_no_account_is_made():
    guest = RegistrationFactory(name="Rita")
    assert letters.recipient(guest) == Guest(guest.email, "Rita", "de")
