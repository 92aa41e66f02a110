"""A day with a timetable whose event is moved."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events.services import changes
from hub.accounts.roles import Role
from hub.mail.models import Email
from tests.factories.hub import UserFactory, founder
from tests.factories.matchday import MatchDayFactory, guest, plan, table
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db
LATER = timedelta(days=7, hours=1)


@pytest.fixture
def staff():
    return UserFactory(roles=[Role.STAFF])


@pytest.fixture
def day():
    return MatchDayFactory(event__starts_at=timezone.now() + timedelta(days=30))


def team(day):
    return guest(day, StartupFactory(public=True, owner=founder()))


def moved(day, staff, by):
    event = day.event
    event.refresh_from_db()
    values = {
        name: getattr(event, name) for name in ("place_name", "address", "city", "online_url")
    }
    values |= {"starts_at": event.starts_at + by, "ends_at": event.ends_at + by}
    changes.reschedule(event, values=values, notice_de="", notice_en="", by=staff)
    day.refresh_from_db()
    return day


def test_rounds_and_the_time_for_wishes_move_along(day, staff):
    starts, until, first = day.starts_at, day.wishes_until, day.slots()[0].starts_at
    moved(day, staff, LATER)
    assert day.starts_at == starts + LATER
    assert day.wishes_until == until + LATER
    assert day.slots()[0].starts_at == first + LATER


def test_wishes_that_have_ended_are_not_asked_for_again(day, staff):
    ended = timezone.now() - timedelta(days=1)
    type(day).objects.filter(pk=day.pk).update(wishes_until=ended)
    moved(day, staff, LATER)
    assert day.wishes_until == ended


def test_who_has_a_timetable_hears_of_the_new_times_once(day, staff):
    one, desk = team(day), table(day, colleague().partner)
    plan(day, (1, one, desk), state="published")
    moved(day, staff, LATER)
    told = Email.objects.filter(kind="matchday/plan_changed")
    assert told.count() == 2
    with pytest.raises(changes.Nothing):
        moved(day, staff, timedelta())
    assert told.count() == 2
    moved(day, staff, -LATER)
    assert told.count() == 4


def test_an_event_without_a_timetable_moves_alone(staff):
    bare = MatchDayFactory(event__starts_at=timezone.now() + timedelta(days=30))
    event = bare.event
    bare.delete()
    values = {
        name: getattr(event, name) for name in ("place_name", "address", "city", "online_url")
    }
    values |= {"starts_at": event.starts_at + LATER, "ends_at": event.ends_at + LATER}
    assert changes.reschedule(event, values=values, notice_de="", notice_en="", by=staff) == 0


def test_the_events_page_leads_to_ones_own_meetings(client, day):
    one = team(day)
    client.force_login(one.startup.members.get().person)
    page = client.get(day.event.get_absolute_url()).content.decode()
    assert f'href="{one.get_absolute_url()}"' in page
    client.force_login(UserFactory())
    assert one.get_absolute_url() not in client.get(day.event.get_absolute_url()).content.decode()
