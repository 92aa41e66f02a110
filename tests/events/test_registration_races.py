"""Many who come at the same moment: no seat twice, no number left out, the line in order."""

import random
import threading
from collections import Counter

import pytest
from django.test import Client

from events.models import Event, Registration, RegistrationMove
from events.services import registrations, seats
from events.services.events import Desk
from events.states import SEATED
from hub.accounts.models import User
from hub.mail.models import Email
from tests.factories.events import EventFactory
from tests.factories.hub import UserFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
SEATS, CLIENTS, THREADS, ROUNDS = 20, 200, 40, 5


def people(number, start=0):
    return User.objects.bulk_create(
        User(email=f"gast{one}@example.org", name=f"Gast {one}", password="!")
        for one in range(start, start + number)
    )


def come(event, person):
    return registrations.register(event, name=person.name, answers={}, by=person)


def rush(event, crowd):
    """Everybody clicks twice; as many at once as there are threads."""

    def clicks(some):
        for person in some:
            for _click in range(2):
                come(event, person)

    at_once(clicks, [crowd[start::THREADS] for start in range(THREADS)])


def states(event):
    return Counter(event.registrations.values_list("state", flat=True))


def test_200_clients_with_double_clicks_get_20_seats_and_180_places_in_the_line():
    crowd = people(CLIENTS)
    for _round in range(ROUNDS):
        event = EventFactory(seats=SEATS)
        rush(event, crowd)
        assert states(event) == {"confirmed": SEATS, "waiting": CLIENTS - SEATS}
        places = list(event.registrations.order_by("place").values_list("place", "state"))
        assert [place for place, _state in places] == list(range(1, CLIENTS + 1))
        assert {state for _place, state in places[:SEATS]} == {"confirmed"}
    assert Email.objects.count() == ROUNDS * CLIENTS
    assert RegistrationMove.objects.count() == ROUNDS * CLIENTS


def test_without_the_lock_the_same_clients_oversell(monkeypatch):
    """The control: what the tests above hold is held by the lock, and they would see it go."""
    event, crowd = EventFactory(seats=SEATS), people(THREADS)
    together, numbers = threading.Barrier(THREADS), iter(range(1, CLIENTS))
    counted = threading.local()

    def no_lock(pk):
        found = Event.objects.get(pk=pk)
        return Desk(found, found.created_at)

    def free(found, count=seats.free):
        left = count(found)
        if not getattr(counted, "once", False):
            counted.once = True
            together.wait(timeout=30)
        return left

    monkeypatch.setattr(registrations, "lock", no_lock)
    monkeypatch.setattr(seats, "free", free)
    monkeypatch.setattr(seats, "_next_place", lambda _event: next(numbers))
    rush(event, crowd)
    assert states(event)["confirmed"] > SEATS


def test_100_cancellations_against_50_registrations_keep_the_order_and_write_one_mail_each():
    event, crowd = EventFactory(seats=SEATS), people(120)
    for person in crowd:
        come(event, person)
    chance = random.Random(38)
    leaving = chance.sample(list(event.registrations.all()), 100)
    acts = [(registrations.cancel, (one.uuid,)) for one in leaving]
    acts += [(come, (event, person)) for person in people(50, start=500)]
    chance.shuffle(acts)

    def some(part):
        for act, given in part:
            act(*given)

    at_once(some, [acts[start::THREADS] for start in range(THREADS)])
    assert not event.registrations.filter(pk__in=[one.pk for one in leaving]).exclude(
        state="cancelled"
    )
    replay(event)
    left = states(event)
    assert left["confirmed"] + left["offered"] == SEATS
    assert left["waiting"] == 70 - SEATS
    moves = RegistrationMove.objects.filter(registration__event=event)
    wrote = Counter(Email.objects.values_list("kind", flat=True))
    told = {
        "offer": "seat_offered",
        "cancel": "registration_cancelled",
        "join the line": "registration_waiting",
        "take a seat": "registration_confirmed",
    }
    done = Counter(moves.values_list("transition", flat=True))
    assert {f"events/{told[name]}": number for name, number in done.items()} == wrote


def replay(event):
    """The history, step by step: never more than there are seats, offers to the first in the line."""
    now, places = {}, dict(event.registrations.values_list("pk", "place"))
    moves = RegistrationMove.objects.filter(registration__event=event).order_by("pk")
    offers = 0
    for move in moves:
        if move.to_state == "offered":
            line = [pk for pk, state in now.items() if state == "waiting"]
            assert move.registration_id == min(line, key=places.get)
            offers += 1
        now[move.registration_id] = move.to_state
        assert sum(state in SEATED for state in now.values()) <= SEATS
    assert offers > 0


def test_a_few_browsers_at_once_through_the_pages():
    event, crowd = EventFactory(seats=4), [UserFactory() for _number in range(12)]
    where, answers = f"{event.get_absolute_url()}register/", []

    def browse(person):
        client = Client()
        client.force_login(person)
        typed = {"name": person.name, "saw": "seat"}
        answers.extend(client.post(where, typed).status_code for _click in range(2))

    at_once(browse, crowd)
    assert set(answers) == {302}
    assert states(event) == {"confirmed": 4, "waiting": 8}
    held = Registration.objects.filter(event=event).order_by("place")
    assert list(held.values_list("place", flat=True)) == list(range(1, 13))
    assert Email.objects.count() == 12


def test_20_clicks_on_one_link_are_one_registration_and_one_mail():
    event = EventFactory(seats=1)
    held = Registration.objects.create(event=event, name="Kim", email="kim@example.org")
    at_once(registrations.confirm, [held.uuid] * 20)
    held.refresh_from_db()
    assert (held.state, held.place) == ("confirmed", 1)
    assert Email.objects.count() == 1
    at_once(registrations.cancel, [held.uuid] * 20)
    assert Email.objects.count() == 2
