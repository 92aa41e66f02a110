"""Reminders and the clock: once each, over both changes of the clock, after an outage, by day."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from hub.core.times import BERLIN
from hub.mail import planning, reminders, subjects
from hub.mail.models import Email
from hub.mail.reminder_models import Reminder, ReminderRule
from hub.mail.subjects import Occasion
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import founder
from tests.factories.reminders import only, rules_of_old
from tests.factories.startups import ApplicationFactory, BatchFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db
BEGIN = date(2026, 9, 20)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AUTUMN, SPRING = date(2026, 10, 25), date(2027, 3, 28)


def berlin(day, *clock):
    return datetime.combine(day, time(*clock), tzinfo=BERLIN).astimezone(UTC)


def draft(deadline):
    begin = berlin(BEGIN, 9)
    batch = BatchFactory(opens_at=begin - DAY, deadline=deadline)
    return ApplicationFactory(batch=batch, started_at=begin)


def sent():
    return Counter((row.object, row.rule_id, row.sent_at) for row in Reminder.objects.all())


@pytest.fixture
def only_drafts():
    """Their three rules, in the order in which they come."""
    rules_of_old()
    only("startups/draft")
    week = ReminderRule.objects.get(subject="startups/draft", amount=7)
    two_days = ReminderRule.objects.get(subject="startups/draft", amount=2)
    six_hours = ReminderRule.objects.get(subject="startups/draft", amount=6)
    return week, two_days, six_hours


@pytest.mark.django_db(transaction=True)
def test_five_clocks_over_300_days_remind_of_each_thing_exactly_once(only_drafts):
    week, two_days, six_hours = only_drafts
    expected = Counter()
    ends = [BEGIN + timedelta(days=days) for days in (12, 80, 150, 240, 299)]
    # The two days on which the clocks change, and those after which a reminder crosses them.
    for day in [*ends, AUTUMN, AUTUMN + DAY, SPRING, SPRING + timedelta(days=5)]:
        thing = f"draft:{draft(berlin(day, 18)).uuid}"
        expected[thing, week.pk, berlin(day - timedelta(days=7), 18)] += 1
        expected[thing, two_days.pk, berlin(day - timedelta(days=2), 18)] += 1
        expected[thing, six_hours.pk, berlin(day, 12)] += 1
    # In the night between: at eight, or at once where that would be too late.
    at_noon, at_seven = (f"draft:{draft(berlin(AUTUMN, hour)).uuid}" for hour in (12, 7))
    for thing, hour, last in ((at_noon, 12, berlin(AUTUMN, 8)), (at_seven, 8, berlin(AUTUMN, 2))):
        expected[thing, week.pk, berlin(AUTUMN - timedelta(days=7), hour)] += 1
        expected[thing, two_days.pk, berlin(AUTUMN - timedelta(days=2), hour)] += 1
        expected[thing, six_hours.pk, last] += 1

    moments = {moment for _thing, _rule, moment in expected}
    chance = random.Random(300)
    others = [berlin(BEGIN, 9) + chance.random() * 300 * DAY for _number in range(25)]
    for moment in sorted([*moments, *(one - timedelta(minutes=1) for one in moments), *others]):
        if moment in moments:
            at_once(lambda now: reminders.send_due(now=now), 5 * [moment])
        else:
            assert reminders.send_due(now=moment) == 0, moment

    assert sent() == expected
    assert Email.objects.count() == expected.total()


@pytest.mark.django_db(transaction=True)
def test_five_clocks_over_300_days_remind_each_account_and_guest_of_an_event_once():
    rules_of_old()
    only("events/event")
    rule, begin = ReminderRule.objects.get(subject="events/event"), berlin(BEGIN, 9)
    expected = Counter()
    days = [BEGIN + timedelta(days=days) for days in (12, 120, 299)]
    for day in [*days, AUTUMN, AUTUMN + DAY, SPRING, SPRING + DAY]:
        for hour, leaves in ((18, berlin(day - DAY, 18)), (22, berlin(day, 8))):
            event = EventFactory(starts_at=berlin(day, hour))
            person = founder()
            for fields in ({"person": person, "email": person.email}, {}, {"language": "en"}):
                held = RegistrationFactory(event=event, registered_at=begin, **fields)
                expected[f"registration:{held.uuid}", rule.pk, leaves] += 1
            RegistrationFactory(event=event, registered_at=begin, waiting=True)
    at_seven = EventFactory(starts_at=berlin(SPRING, 7))
    held = RegistrationFactory(event=at_seven, registered_at=begin)
    # Due at seven, while it is still night: it leaves at eight.
    expected[f"registration:{held.uuid}", rule.pk, berlin(SPRING - DAY, 8)] += 1

    moments = {moment for _thing, _rule, moment in expected}
    chance = random.Random(300)
    others = [begin + chance.random() * 300 * DAY for _number in range(25)]
    for moment in sorted([*moments, *(one - timedelta(minutes=1) for one in moments), *others]):
        if moment in moments:
            at_once(lambda now: reminders.send_due(now=now), 5 * [moment])
        else:
            assert reminders.send_due(now=moment) == 0, moment

    assert sent() == expected
    assert Email.objects.count() == expected.total()
    guests = Reminder.objects.filter(person=None).count()
    assert guests == Reminder.objects.count() - 2 * 7


def test_after_36_hours_without_a_clock_what_is_past_is_dropped_and_the_rest_goes_once(
    only_drafts,
):
    _week, two_days, six_hours = only_drafts
    stopped = berlin(date(2026, 11, 9), 9)
    back = stopped + 36 * HOUR - HOUR
    over = draft(stopped + 30 * HOUR)
    late = draft(stopped + 60 * HOUR)
    newest = draft(back + 4 * HOUR)
    reminders.send_due(now=stopped)
    before = Reminder.objects.count()

    # At eight in the evening it is night already: only what cannot wait goes.
    assert [reminders.send_due(now=back) for _number in range(2)] == [1, 0]
    morning = berlin(date(2026, 11, 11), 8)
    assert [reminders.send_due(now=morning) for _number in range(2)] == [1, 0]

    news = Reminder.objects.order_by("pk")[before:]
    assert [(row.object, row.rule) for row in news] == [
        (f"draft:{newest.uuid}", six_hours),
        (f"draft:{late.uuid}", two_days),
    ]
    assert not Reminder.objects.filter(object=f"draft:{over.uuid}", rule=six_hours).exists()


@pytest.mark.parametrize(("left", "number"), [(-DAY / 1440, 0), (timedelta(0), 0), (HOUR, 1)])
def test_what_is_past_is_dropped_whatever_a_package_finds(only_drafts, monkeypatch, left, number):
    now, person = berlin(date(2026, 11, 9), 9), founder()
    occasion = Occasion(
        "startups/draft", "deadline", "draft:x", "Xyz", now + left, (person.pk,), "/"
    )
    careless = replace(subjects.get("startups/draft"), find=lambda wanted: [occasion])
    monkeypatch.setitem(subjects._subjects, "startups/draft", careless)
    assert len(planning.plan(now=now, until=now)) == number


@pytest.mark.parametrize(
    ("due", "leaves"),
    [
        (berlin(date(2026, 11, 9), 8), berlin(date(2026, 11, 9), 8)),
        (berlin(date(2026, 11, 9), 19, 59, 59), berlin(date(2026, 11, 9), 19, 59, 59)),
        (berlin(date(2026, 11, 9), 20), berlin(date(2026, 11, 10), 8)),
        (berlin(date(2026, 11, 9), 7, 59), berlin(date(2026, 11, 9), 8)),
        # The nights in which the clocks change are an hour longer, or shorter.
        (berlin(AUTUMN - DAY, 23), berlin(AUTUMN, 8)),
        (berlin(AUTUMN, 2, 30), berlin(AUTUMN, 8)),
        (berlin(SPRING - DAY, 23), berlin(SPRING, 8)),
        (berlin(SPRING, 3, 30), berlin(SPRING, 8)),
    ],
)
def test_what_is_due_between_20_and_8_leaves_at_8(due, leaves):
    assert planning.out_of_the_night(due, None) == leaves
    assert planning.out_of_the_night(due, leaves + HOUR) == leaves
    if leaves != due:
        assert planning.out_of_the_night(due, leaves) == due, "a deadline would have passed"


def test_half_hours_of_both_nights_leave_at_eight_by_day_as_they_are():
    for day in (AUTUMN, SPRING):
        for half in range(48):
            moment = berlin(day, 0) + half * timedelta(minutes=30)
            left = planning.out_of_the_night(moment, None).astimezone(BERLIN)
            is_day = 8 <= moment.astimezone(BERLIN).hour < 20
            assert (left == moment) if is_day else (left.hour, left.minute) == (8, 0)
