from datetime import timedelta

import pytest
from django.utils import timezone

from hub.mail.models import Email
from startups.models import Extension, StartupMember
from startups.services import reminders
from startups.states import ApplicationState, MemberLevel
from tests.factories.hub import founder, staff
from tests.factories.startups import ApplicationFactory, BatchFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def deadline():
    return timezone.now() + 30 * DAY


@pytest.fixture
def draft(deadline):
    return ApplicationFactory(batch=BatchFactory(deadline=deadline))


def sent():
    return Email.objects.filter(kind="startups/draft_reminder")


def test_a_draft_is_reminded_seven_days_two_days_and_six_hours_before(draft, deadline):
    hour = timedelta(hours=1)
    moment = deadline - 10 * DAY
    times = []
    while moment < deadline + 2 * DAY:
        if reminders.send_due(now=moment):
            times.append(deadline - moment)
        moment += hour

    assert times == [7 * DAY, 2 * DAY, 6 * hour]
    assert sent().count() == 3


def test_asking_twice_sends_nothing_twice(draft, deadline):
    moment = deadline - 7 * DAY

    counts = [reminders.send_due(now=moment + timedelta(minutes=n)) for n in range(5)]

    assert counts == [1, 0, 0, 0, 0]


def test_after_an_outage_only_the_newest_due_reminder_goes_out(draft, deadline):
    assert reminders.send_due(now=deadline - DAY) == 1

    mail = sent().get()
    assert "zwei Tage" in mail.body
    assert reminders.send_due(now=deadline - DAY) == 0


def test_nothing_is_sent_for_a_deadline_that_is_past(draft, deadline):
    assert reminders.send_due(now=deadline) == 0


def test_a_draft_begun_after_a_reminders_time_does_not_get_that_one(deadline):
    draft = ApplicationFactory(batch=BatchFactory(deadline=deadline))
    draft.started_at = deadline - 3 * DAY
    draft.save()

    assert reminders.send_due(now=deadline - 3 * DAY) == 0
    assert reminders.send_due(now=deadline - 2 * DAY) == 1


@pytest.mark.parametrize("state", [s for s in ApplicationState if s != ApplicationState.DRAFT])
def test_only_open_drafts_are_reminded(deadline, state):
    decided = {"decided_at": timezone.now()}
    closed = state in {"accepted", "waitlisted", "declined", "ineligible"}
    ApplicationFactory(
        batch=BatchFactory(deadline=deadline),
        submitted=True,
        state=state,
        **(decided if closed else {}),
    )

    assert reminders.send_due(now=deadline - DAY) == 0


def test_writers_are_reminded_readers_and_former_members_are_not(draft, deadline):
    for level in [MemberLevel.EDITOR, MemberLevel.VIEWER]:
        StartupMember.objects.create(startup=draft.startup, person=founder(), level=level)
    StartupMember.objects.create(
        startup=draft.startup,
        person=founder(),
        level=MemberLevel.EDITOR,
        left_at=timezone.now(),
    )

    assert reminders.send_due(now=deadline - DAY) == 2


def test_an_extension_moves_the_reminders(draft, deadline):
    Extension.objects.create(
        application=draft, until=deadline + 5 * DAY, reason="krank", given_by=staff()
    )

    assert reminders.send_due(now=deadline - DAY) == 1
    assert "eine Woche" in sent().get().body
    assert reminders.send_due(now=deadline + 3 * DAY) == 1
