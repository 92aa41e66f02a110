"""Registering for an event: with an account, by a link, in the line, and back again."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from events.models import Event, EventQuestion, Registration
from events.services import letters, registrations, seats
from events.services.registrations import Closed, NotForYou, TooLate, TooManySeats
from hub.accounts.roles import Role
from hub.core.workflow import InvalidTransition
from hub.mail.models import Email
from hub.mail.outbox import Guest
from hub.portal import own_data
from startups.models import StartupMember
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import UserFactory, founder
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def come(event, person=None, **more):
    person = person or UserFactory()
    return registrations.register(event, name=person.name or "Xyz", answers={}, by=person, **more)


def kinds(**about):
    return [
        mail.kind.removeprefix("events/") for mail in Email.objects.filter(**about).order_by("pk")
    ]


def page(registration, language="de"):
    path = letters.page_of(registration)
    return f"/en{path}" if language == "en" else path


# With an account


def test_somebody_with_an_account_has_a_seat_at_once_and_a_mail(client):
    event, person = EventFactory(seats=1), UserFactory()
    client.force_login(person)
    typed = {"name": "Kim Lehmann", "key": str(uuid4()), "saw": "seat"}
    first = client.post(f"{event.get_absolute_url()}register/", typed, follow=True)
    again = client.post(f"{event.get_absolute_url()}register/", typed, follow=True)
    assert "Der Platz ist sicher" in text(first)
    assert "Der Platz ist sicher" in text(again)
    held = Registration.objects.get()
    assert (held.name, held.email, held.place, held.state) == (
        "Kim Lehmann",
        person.email,
        1,
        "confirmed",
    )
    assert kinds() == ["registration_confirmed"]
    assert "ist sicher" in Email.objects.get().body


def test_a_seat_that_went_while_somebody_typed_becomes_a_place_in_the_line(client):
    event = EventFactory(seats=1)
    client.force_login(UserFactory())
    form = text(client.get(f"{event.get_absolute_url()}register/"))
    assert 'name="saw" value="seat"' in form
    come(event)
    answer = client.post(
        f"{event.get_absolute_url()}register/", {"name": "Kim", "saw": "seat"}, follow=True
    )
    assert answer.status_code == 200
    assert "der letzte Platz vergeben worden" in text(answer)
    assert "Auf der Warteliste, Stelle 1" in text(answer)


def test_whoever_saw_that_it_is_full_is_not_told_again(client):
    event = EventFactory(seats=1)
    come(event)
    client.force_login(UserFactory())
    assert "Auf die Warteliste setzen" in text(client.get(f"{event.get_absolute_url()}register/"))
    typed = {"name": "Kim", "saw": "line"}
    answer = client.post(f"{event.get_absolute_url()}register/", typed, follow=True)
    assert "der letzte Platz" not in text(answer)


# Without an account


def ask(client, event, email="gast@example.org", **more):
    typed = {"name": "Kim Gast", "email": email, "key": str(uuid4()), "saw": "seat", **more}
    return client.post(f"{event.get_absolute_url()}register/", typed, follow=True)


def link(mail):
    return re.search(r"https?://[^/\s]+(/\S*registration/\S+)", mail.body)[1]


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
    assert "Anmeldung bestätigen" in text(client.get(path))
    come(event)
    assert "Bestätigen und auf die Warteliste" in text(client.get(path))
    answer = client.post(path, {"act": "confirm"}, follow=True)
    assert "Auf der Warteliste, Stelle 1" in text(answer)


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


# Who, how many, until when


def test_only_those_it_is_meant_for_register(client, as_user):
    event = EventFactory(audience=["founders", "partners"])
    where = f"{event.get_absolute_url()}register/"
    assert "Dieser Termin ist für: Gründer:innen, Partner" in text(client.get(where))
    ask(client, event)
    scientist = UserFactory(roles=[Role.SCIENTIST])
    assert "Dieser Termin ist für" in text(as_user(scientist).post(where, {"name": "Kim"}))
    with pytest.raises(NotForYou):
        come(event, scientist)
    assert not Registration.objects.exists()
    assert come(event, founder()).state == "confirmed"


def test_registration_ends_with_its_second():
    now = timezone.now()
    event = EventFactory(registration_until=now + timedelta(hours=1))
    come(event)
    Event.objects.filter(pk=event.pk).update(registration_until=now)
    with pytest.raises(Closed):
        come(event)
    for closed in (EventFactory(cancelled=True), EventFactory(takes_registrations=False)):
        with pytest.raises(Closed):
            come(closed)


def team(size=3):
    startup = StartupFactory(owner=founder())
    for _number in range(size - 1):
        StartupMember.objects.create(startup=startup, person=founder(), level="editor")
    return startup, [member.person for member in startup.members.order_by("pk")]


def test_a_team_takes_several_seats_with_one_registration(client):
    event = EventFactory(seats=4, team_seats=3)
    startup, people = team()
    client.force_login(people[0])
    where = f"{event.get_absolute_url()}register/"
    assert f"3 Plätze für {startup.name}" in text(client.get(where))
    client.post(where, {"name": "Kim", "places": f"{startup.uuid}:3", "saw": "seat"})
    held = Registration.objects.get()
    assert (held.seats, held.startup, held.state) == (3, startup, "confirmed")
    assert seats.free(event) == 1
    with pytest.raises(TooManySeats, match="hat schon"):
        come(event, people[1], wanted=2, startup=startup)
    with pytest.raises(TooManySeats, match="höchstens 3"):
        come(event, people[1], wanted=4, startup=startup)
    with pytest.raises(TooManySeats, match="nur für das Team"):
        come(event, founder(), wanted=2, startup=startup)
    assert come(event, people[1]).state == "confirmed"
    assert come(event, people[2]).state == "waiting"


def test_a_group_waits_until_all_its_seats_are_free_and_lets_single_ones_pass():
    event = EventFactory(seats=3, team_seats=2)
    first, second, third = (come(event) for _number in range(3))
    startup, people = team()
    group = come(event, people[0], wanted=2, startup=startup)
    single = come(event)
    registrations.cancel(first.uuid)
    assert [state(group), state(single)] == ["waiting", "offered"]
    registrations.cancel(second.uuid)
    assert state(group) == "waiting"
    registrations.cancel(third.uuid)
    assert state(group) == "offered"


def test_the_people_of_one_partner_take_no_more_seats_than_it_has():
    event = EventFactory(partner_seats=2)
    one = colleague()
    others = [colleague(partner=one.partner) for _number in range(2)]
    assert come(event, one.person).organisation == one.partner.name
    second = come(event, others[0].person)
    with pytest.raises(TooManySeats, match="2 Plätze"):
        come(event, others[1].person)
    registrations.cancel(second.uuid)
    assert come(event, others[1].person).state == "confirmed"
    assert come(event, colleague().person).state == "confirmed"


# The line


def state(registration):
    return Registration.objects.get(pk=registration.pk).state


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
