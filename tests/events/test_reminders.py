"""The reminder of an event: to everybody with a seat, with an account or without, once."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from events.models import Registration
from events.services import changes, letters, registrations, seats
from hub.core import times
from hub.core.times import BERLIN
from hub.mail import choices, kinds, planning, reminders
from hub.mail.models import Email
from hub.mail.recipients import Guest
from hub.mail.reminder_models import Reminder, ReminderRule
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import UserFactory, founder, staff
from tests.factories.reminders import noon, only, rules_of_old
from tests.races import at_once

pytestmark = pytest.mark.django_db
KIND, CANCELLED = "events/event_reminder", "events/registration_cancelled"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AHEAD = "/admin/hub/reminderrule/ahead/"


@pytest.fixture(autouse=True)
def only_events():
    rules_of_old()
    only("events/event")


@pytest.fixture
def event():
    """At noon in ten days, with English words."""
    return EventFactory(
        starts_at=noon(timezone.now(), 10), title_en="Pipe talk", address="Rohrweg 3", seats=9
    )


@pytest.fixture
def desk(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(staff())
    return client


def seat(event, **fields):
    """Taken a week ago."""
    return RegistrationFactory(event=event, registered_at=timezone.now() - 7 * DAY, **fields)


def day_before(event):
    return times.days_later(event.starts_at, -1)


def mails(**fields):
    return Email.objects.filter(kind=KIND, **fields)


def test_a_day_before_everybody_with_a_seat_hears_once_and_nobody_else(event):
    person = founder()
    seat(event, person=person, email=person.email)
    guest = seat(event, language="en", name="Grace Hopper")
    for state in ("cancelled", "expired"):
        seat(event, state=state)
    RegistrationFactory(event=event, waiting=True)
    RegistrationFactory(event=event, offered=True)
    RegistrationFactory(event=event, asked=True)
    seat(EventFactory(draft=True, starts_at=event.starts_at))

    assert reminders.send_due(now=day_before(event) - timedelta(seconds=1)) == 0
    assert [reminders.send_due(now=day_before(event)) for _tick in range(3)] == [2, 0, 0]
    assert reminders.send_due(now=event.starts_at - HOUR) == 0
    assert set(mails().values_list("to", flat=True)) == {person.email, guest.email}
    assert {(row.person, row.guest) for row in Reminder.objects.all()} == {
        (person, None),
        (None, guest.uuid),
    }


def test_the_mail_brings_ticket_calendar_time_and_place_in_each_language(event, client):
    german, english = seat(event), seat(event, language="en", name="Grace Hopper")
    reminders.send_due(now=day_before(event))
    mail = mails(to=german.email).get()
    assert mail.subject == f"Erinnerung: {event.title_de}"
    assert "Pumpwerk, Rohrweg 3, 04109 Leipzig" in mail.body
    assert "Bis dahin sind es noch" in mail.body
    assert letters.page_of(german) in mail.body
    calendar = f"/events/{event.slug}/calendar.ics"
    assert calendar in mail.body
    assert b"BEGIN:VEVENT" in client.get(calendar).content
    mail = mails(to=english.email).get()
    assert mail.subject == "Reminder: Pipe talk"
    assert mail.body.startswith("Hello Grace Hopper,")
    assert f"/en{calendar}" in mail.body


def test_a_guest_s_mail_is_part_of_the_registration_an_account_can_do_without(event, client):
    person = founder()
    guest = seat(event)
    seat(event, person=person, email=person.email)
    reminders.send_due(now=day_before(event))
    mail = mails(to=guest.email).get()
    assert mail.unsubscribe == ""
    assert "/account/mails/" not in mail.body
    stop = mails(to=person.email).get().unsubscribe
    assert client.post(stop).status_code == 200
    assert choices.of(person).declined == [KIND]


def test_who_declined_gets_none_and_who_wants_a_digest_finds_it_there(event):
    quiet, daily = founder(), founder()
    for person in (quiet, daily):
        seat(event, person=person, email=person.email)
    choices.save(quiet, asked=[KIND], wanted=[], is_daily=False)
    choices.save(daily, asked=[], wanted=[], is_daily=True)
    morning = datetime.combine(event.starts_at.date(), planning.MORNING, tzinfo=BERLIN)
    assert reminders.send_due(now=day_before(event)) == 0
    assert [reminders.send_due(now=morning + n * HOUR) for n in range(2)] == [1, 0]
    digest = Email.objects.get()
    assert digest.kind == choices.DIGEST
    assert f"Erinnerung: {event.title_de}" in digest.body


def test_the_choice_is_offered_to_who_has_registered(event):
    person, other = founder(), founder()
    seat(event, person=person, email=person.email)
    assert kinds.get(KIND) in choices.offered(person)
    assert kinds.get(KIND) not in choices.offered(other)


# What changes in between


def test_moving_an_event_reminds_of_its_new_date(event):
    seat(event)
    reminders.send_due(now=day_before(event))
    later = event.starts_at + 7 * DAY
    moved = {name: getattr(event, name) for name in changes.WHERE}
    moved |= {"starts_at": later, "ends_at": later + HOUR}
    changes.reschedule(event, values=moved, notice_de="Der Saal.", notice_en="", by=staff())
    assert reminders.send_due(now=event.starts_at - HOUR) == 0
    assert [reminders.send_due(now=later - DAY) for _tick in range(2)] == [1, 0]


def test_who_was_told_of_the_date_a_moment_ago_is_not_reminded_of_it(event):
    seat(event)
    soon = timezone.now() + 20 * HOUR
    moved = {name: getattr(event, name) for name in changes.WHERE}
    moved |= {"starts_at": soon, "ends_at": soon + HOUR}
    changes.reschedule(event, values=moved, notice_de="Früher.", notice_en="", by=staff())
    RegistrationFactory(event=event)
    line = RegistrationFactory(event=event, waiting=True, registered_at=timezone.now() - 7 * DAY)
    line.moves.create(
        transition="accept", from_state="offered", to_state="confirmed", at=timezone.now()
    )
    Registration.objects.filter(pk=line.pk).update(state="confirmed")
    before = [soon - HOUR, soon - timedelta(minutes=1)]
    assert [reminders.send_due(now=moment) for moment in before] == [0, 0]


@pytest.mark.parametrize("act", ["cancel the event", "cancel the registration"])
def test_what_is_cancelled_is_dropped(event, act):
    held = seat(event)
    if act == "cancel the event":
        changes.cancel(event, notice_de="Wasser.", notice_en="", by=staff())
    else:
        registrations.cancel(held.uuid)
    assert planning.plan(now=timezone.now(), until=event.starts_at) == []
    assert reminders.send_due(now=day_before(event)) == 0


def test_a_guest_who_has_an_account_now_is_not_reminded_again(event):
    person = UserFactory()
    held = seat(event, email=person.email)
    reminders.send_due(now=day_before(event))
    registrations.register(event, name=person.name, answers={}, by=person)
    held.refresh_from_db()
    assert held.person == person
    assert reminders.send_due(now=day_before(event) + HOUR) == 0
    assert Reminder.objects.get().person == person


def test_after_36_hours_without_a_clock_the_past_is_dropped_and_the_rest_goes_once(event):
    over = EventFactory(starts_at=day_before(event) + 12 * HOUR)
    seat(over), seat(event)
    back = day_before(event) + 20 * HOUR
    assert [reminders.send_due(now=back) for _tick in range(2)] == [1, 0]
    assert Reminder.objects.get().date == event.starts_at


def test_what_there_is_no_time_for_goes_with_the_next_tick_the_nearest_date_first(
    event, monkeypatch
):
    later = EventFactory(starts_at=event.starts_at + HOUR)
    held = [seat(later), seat(event), seat(event)]
    monkeypatch.setattr(reminders, "BUDGET_SECONDS", 0)
    now = day_before(later)
    assert [reminders.send_due(now=now) for _tick in range(4)] == [1, 1, 1, 0]
    assert mails().order_by("pk").last().to == held[0].email


# Two at once


def test_who_cancelled_a_second_ago_gets_none(event, monkeypatch):
    """Planned, then cancelled, then sent: what is read under the lock counts."""
    held, other = seat(event), seat(event)
    planned = planning.plan(now=day_before(event), until=day_before(event))
    assert len(planned) == 2
    registrations.cancel(held.uuid)
    once = iter([planned])
    real = planning.plan
    monkeypatch.setattr(reminders, "plan", lambda **asked: next(once, None) or real(**asked))
    assert reminders.send_due(now=day_before(event)) == 1
    assert list(mails().values_list("to", flat=True)) == [other.email]


@pytest.mark.django_db(transaction=True)
def test_ten_cancel_while_five_clocks_remind_and_none_hears_after_that(event):
    rules_of_old()
    only("events/event")
    held = [seat(event) for _number in range(10)]
    now = day_before(event)

    def act(one):
        if isinstance(one, Registration):
            registrations.cancel(one.uuid)
        else:
            reminders.send_due(now=now)

    at_once(act, [*held, *5 * [now]])
    reminders.send_due(now=now)
    for one in held:
        came = Email.objects.filter(to=one.email).order_by("pk").values_list("kind", flat=True)
        assert list(came) in ([CANCELLED], [KIND, CANCELLED])


@pytest.mark.parametrize("to_both", [True, False])
def test_the_database_wants_exactly_one_recipient(to_both):
    fields = {"person": founder(), "guest": uuid4()} if to_both else {}
    rule = ReminderRule.objects.get(subject="events/event")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(
            rule=rule,
            object="registration:x",
            date=timezone.now(),
            sent_at=timezone.now(),
            **fields,
        )


def test_the_database_knows_a_guest_s_reminder_once(event):
    seat(event)
    reminders.send_due(now=day_before(event))
    row = Reminder.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


# At the desk


def test_the_desk_sees_guests_among_what_goes_out(desk, event):
    seat(event, name="Änne Größner")
    page = desk.get(AHEAD).content.decode()
    assert "Änne Größner" in page
    assert "ohne Konto" in page
    assert event.title_de in page
    rule = ReminderRule.objects.get(subject="events/event")
    form = desk.get(f"/admin/hub/reminderrule/{rule.pk}/change/").content.decode()
    assert "Änne Größner" in form
    assert "Reminder: " in form


def test_what_is_shown_of_events_is_what_goes_out(event):
    person = founder()
    seat(event), seat(event, person=person, email=person.email)
    seat(EventFactory(starts_at=noon(timezone.now(), 20)))
    now = timezone.now()
    ahead = planning.plan(now=now, until=now + 30 * DAY)
    assert len(ahead) == 3
    assert sum(isinstance(one.to, Guest) for one in ahead) == 2
    for moment in sorted({one.at for one in ahead}):
        reminders.send_due(now=moment)
    came = {
        (row.object, row.person_id or row.guest, row.sent_at) for row in Reminder.objects.all()
    }
    assert {(thing, str(who), at) for thing, who, at in came} == {
        (one.occasion.object, one.who, one.at) for one in ahead
    }


def test_five_hundred_seats_cost_the_same_few_statements(
    desk, event, django_assert_max_num_queries
):
    counts = []
    for number in (3, 300):
        Registration.objects.bulk_create(
            RegistrationFactory.build(
                event=event, place=number + one, registered_at=timezone.now() - DAY
            )
            for one in range(number)
        )
        with django_assert_max_num_queries(15) as statements:
            assert desk.get(AHEAD).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_a_freed_seat_that_is_taken_is_reminded_of(event):
    line = RegistrationFactory(event=event, waiting=True, registered_at=timezone.now() - DAY)
    seats.fill(event.pk)
    registrations.accept(line.uuid)
    assert reminders.send_due(now=day_before(event)) == 1
