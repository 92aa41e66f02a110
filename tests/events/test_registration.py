"""Registering for an event with an account: who, how many, until when."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from events.models import Event, Registration
from events.services import registrations, seats
from events.services.registrations import Closed, NotForYou, TooManySeats
from hub.accounts.roles import Role
from hub.mail.models import Email
from startups.models import StartupMember
from tests.events.registration_cases import ask, come, kinds, state, text
from tests.factories.events import EventFactory
from tests.factories.hub import UserFactory, founder
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db


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
