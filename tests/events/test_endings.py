"""What the beginning and the end of an event, and its being called off, mean for who registered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Event, Registration
from events.queries import registering
from events.services import arrivals, changes, endings, letters, seats
from events.services.arrivals import Scan
from events.services.events import NotYours
from hub.mail.models import Email
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import founder, staff
from tests.races import at_once

pytestmark = pytest.mark.django_db
KIND = "events/line_ended"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIST = "/admin/events/registration/"


@pytest.fixture
def event():
    """Full, it began a minute ago and takes two hours."""
    return EventFactory(seats=2, starts_at=timezone.now() - timedelta(minutes=1))


@pytest.fixture
def desk(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(staff())
    return client


def state(registration):
    return Registration.objects.get(pk=registration.pk).state


def came(event, **fields):
    held = RegistrationFactory(event=event, **fields)
    arrivals.note(event, [Scan(held.uuid, timezone.now(), True)], by=staff())
    return held


# The beginning


def test_with_the_beginning_the_line_and_open_offers_end_with_one_mail_each(event, client):
    waiting = RegistrationFactory(event=event, waiting=True, language="en")
    offered = RegistrationFactory(event=event, offered=True, offered_until=event.starts_at)
    seated = RegistrationFactory(event=event)
    gone = RegistrationFactory(event=event, state="cancelled")
    assert endings.end_lines_due(now=event.starts_at - timedelta(seconds=1)) == 0
    now = timezone.now()
    assert [endings.end_lines_due(now=now) for _tick in range(3)] == [2, 0, 0]
    seats.expire_due(now=now)
    assert [state(one) for one in (waiting, offered, seated, gone)] == [
        "expired",
        "expired",
        "confirmed",
        "cancelled",
    ]
    assert set(Email.objects.values_list("kind", "to")) == {
        (KIND, waiting.email),
        (KIND, offered.email),
    }
    english = Email.objects.get(to=waiting.email)
    assert english.subject.startswith("No seat this time")
    assert waiting.moves.get().transition == "end the line"
    page = client.get(letters.page_of(waiting)).content.decode()
    assert "Mit dem Beginn ist die Warteliste zu Ende." in page
    assert 'name="act"' not in page


def test_before_the_clock_has_written_it_down_the_page_says_it(event, client):
    waiting = RegistrationFactory(event=event, waiting=True)
    page = client.get(letters.page_of(waiting)).content.decode()
    assert "Mit dem Beginn ist die Warteliste zu Ende." in page


@pytest.mark.parametrize(("late", "mails"), [(DAY, 1), (36 * HOUR, 1), (3 * DAY, 0)])
def test_after_an_outage_the_line_ends_and_what_is_days_old_is_no_news(event, late, mails):
    waiting = RegistrationFactory(event=event, waiting=True)
    endings.end_lines_due(now=event.starts_at + late)
    assert state(waiting) == "expired"
    assert Email.objects.count() == mails


def test_an_event_that_was_moved_a_moment_ago_keeps_its_line(event, monkeypatch):
    waiting = RegistrationFactory(event=event, waiting=True)
    lock = endings.lock

    def moved_first(pk):
        Event.objects.filter(pk=pk).update(
            starts_at=timezone.now() + DAY, ends_at=timezone.now() + 2 * DAY
        )
        return lock(pk)

    monkeypatch.setattr(endings, "lock", moved_first)
    assert endings.end_lines_due(now=timezone.now()) == 0
    assert state(waiting) == "waiting"


@pytest.mark.django_db(transaction=True)
def test_five_clocks_end_a_line_once(event):
    held = [RegistrationFactory(event=event, waiting=True) for _number in range(5)]
    at_once(lambda now: endings.end_lines_due(now=now), 5 * [timezone.now()])
    assert {state(one) for one in held} == {"expired"}
    assert Email.objects.count() == 5


# The end


def test_who_was_not_seen_is_noted_as_missing_where_anybody_was(event):
    here, away = came(event), RegistrationFactory(event=event)
    line = RegistrationFactory(event=event, waiting=True)
    assert endings.miss_due(now=event.ends_at - timedelta(seconds=1)) == 0
    Event.objects.update(state="done")
    assert [endings.miss_due(now=event.ends_at) for _tick in range(3)] == [1, 0, 0]
    assert [state(one) for one in (here, away, line)] == ["attended", "no_show", "waiting"]
    assert away.moves.get().by is None
    assert Email.objects.count() == 0


def test_without_a_door_nobody_is_missing(event):
    away = RegistrationFactory(event=event)
    assert endings.miss_due(now=event.ends_at + HOUR) == 0
    assert state(away) == "confirmed"


def test_a_list_put_right_the_day_after_is_followed(event):
    away, late = RegistrationFactory(event=event), RegistrationFactory(event=event)
    now = event.ends_at + DAY
    assert endings.miss_due(now=now) == 0
    arrivals.note(event, [Scan(late.uuid, timezone.now(), True)], by=staff())
    assert endings.miss_due(now=now) == 1
    arrivals.note(event, [Scan(away.uuid, timezone.now(), True)], by=staff())
    assert state(away) == "attended"


def test_years_of_old_lists_stay_as_they_are(event):
    came(event)
    away = RegistrationFactory(event=event)
    assert endings.miss_due(now=event.ends_at + endings.FOLLOWED_FOR) == 0
    assert state(away) == "confirmed"


def test_staff_take_it_back_and_the_clock_does_not_insist(event, desk):
    came(event)
    away = [RegistrationFactory(event=event) for _number in range(3)]
    endings.miss_due(now=event.ends_at)
    page = desk.get(f"{LIST}?event={event.slug}").content.decode()
    assert "„Kam nicht“ zurücknehmen" in page
    asked = {"action": "undo_miss", "_selected_action": [one.pk for one in away[:2]]}
    answer = desk.post(f"{LIST}?event={event.slug}", asked, follow=True).content.decode()
    assert "Bei 2 Anmeldungen steht nicht mehr" in answer
    assert "Bei 0 Anmeldungen" in desk.post(LIST, asked, follow=True).content.decode()
    assert endings.miss_due(now=event.ends_at + HOUR) == 0
    assert [state(one) for one in away] == ["confirmed", "confirmed", "no_show"]


def test_nobody_but_the_office_takes_it_back(event):
    came(event)
    away = RegistrationFactory(event=event)
    endings.miss_due(now=event.ends_at)
    with pytest.raises(NotYours):
        endings.undo_miss(away, by=founder())


@pytest.mark.django_db(transaction=True)
def test_five_clocks_note_who_is_missing_once(event):
    came(event)
    away = [RegistrationFactory(event=event) for _number in range(5)]
    at_once(lambda now: endings.miss_due(now=now), 5 * [event.ends_at])
    assert {state(one) for one in away} == {"no_show"}
    assert {one.moves.count() for one in away} == {1}


# Called off


def test_registrations_end_with_an_event_that_is_called_off():
    event = EventFactory(seats=1)
    person = founder()
    held = [
        RegistrationFactory(event=event, person=person, email=person.email),
        RegistrationFactory(event=event, waiting=True),
        RegistrationFactory(event=event, offered=True),
    ]
    early = RegistrationFactory(event=event, state="cancelled", ended_at=timezone.now() - DAY)
    changes.cancel(event, notice_de="Wasser.", notice_en="", by=staff())
    event.refresh_from_db()
    for one in held:
        one.refresh_from_db()
        assert (one.state, one.offered_until) == ("cancelled", None)
        assert one.ended_at == event.cancelled_at
        assert one.moves.get().transition == "call off"
    assert early.moves.count() == 0
    shown = registering.coming_up(person, timezone.now())
    assert [one.event for one in shown] == [event], "who was to come still reads that it is off"


def test_nobody_finds_what_they_had_given_back_themselves():
    person, event = founder(), EventFactory()
    RegistrationFactory(
        event=event, person=person, email=person.email, state="cancelled", ended_at=timezone.now()
    )
    changes.cancel(event, notice_de="Wasser.", notice_en="", by=staff())
    assert registering.coming_up(person, timezone.now()) == []


# Changed on the very day, with people at the door


def through_the_door(**more):
    """An event that begins in an hour, and somebody who was noted at its door."""
    begins = timezone.now() + HOUR
    event = EventFactory(starts_at=begins - 2 * HOUR, **more)
    guest, by = RegistrationFactory(event=event), staff()
    # Noted while it runs: in the hour before midnight the door of the next hour is still shut.
    arrivals.note(event, [Scan(guest.uuid, timezone.now(), True)], by=by)
    Event.objects.filter(pk=event.pk).update(starts_at=begins, ends_at=begins + 2 * HOUR)
    event.refresh_from_db()
    return event, guest, by


def test_who_was_at_the_door_hears_that_it_is_called_off():
    event, guest, by = through_the_door()
    assert changes.concerned(event) == 1
    assert changes.cancel(event, notice_de="Wasser.", notice_en="", by=by) == 1
    guest.refresh_from_db()
    assert guest.state == "cancelled"
    assert Email.objects.get(kind="events/event_cancelled").to == guest.email


def test_who_was_at_the_door_of_what_is_moved_has_a_seat_at_the_new_time():
    event, guest, by = through_the_door()
    place = {name: getattr(event, name) for name in changes.WHERE}
    later = {"starts_at": event.starts_at + DAY, "ends_at": event.ends_at + DAY}
    why = {"notice_de": "Wasser.", "notice_en": "", "by": by}
    changes.reschedule(event, values=later | place | {"place_name": "Wasserturm"}, **why)
    guest.refresh_from_db()
    assert guest.state == "confirmed"
    assert Email.objects.get(kind="events/event_moved").to == guest.email
    assert not arrivals.is_open(Event.objects.get(), timezone.now())


def test_who_is_there_stays_there_when_only_the_room_changes():
    event, guest, by = through_the_door()
    values = {name: getattr(event, name) for name in (*changes.WHEN, *changes.WHERE)}
    values["place_name"] = "Wasserturm"
    assert changes.reschedule(event, values=values, notice_de="x", notice_en="", by=by) == 1
    guest.refresh_from_db()
    assert guest.state == "attended"
