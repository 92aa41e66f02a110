from datetime import UTC, datetime, time, timedelta

import pytest
from django.utils import timezone

from hub.core import times
from hub.core.times import BERLIN
from hub.mail import reminders
from hub.mail.models import Email
from startups.models import Extension, Offer, StartupMember
from startups.services import offers
from startups.states import ApplicationState, MemberLevel
from tests.factories.hub import founder, staff
from tests.factories.reminders import only
from tests.factories.startups import ApplicationFactory, BatchFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def deadline():
    """Six in the evening: no reminder falls into the night."""
    day = timezone.localdate() + 30 * DAY
    return datetime.combine(day, time(18), tzinfo=BERLIN)


def before(deadline, days):
    return times.days_later(deadline, -days)


@pytest.fixture
def draft(deadline):
    return ApplicationFactory(batch=BatchFactory(deadline=deadline))


def offer_until(deadline):
    application = ApplicationFactory(
        submitted=True, state=ApplicationState.ACCEPTED, decided_at=timezone.now()
    )
    return Offer.objects.create(application=application, expires_at=deadline)


def sent():
    return Email.objects.filter(kind="startups/draft_reminder")


def test_a_draft_is_reminded_seven_days_two_days_and_six_hours_before(draft, deadline):
    only("startups/draft")
    hour = timedelta(hours=1)
    moment = before(deadline, 10)
    sent_at = []
    while moment < deadline + 2 * DAY:
        if reminders.send_due(now=moment):
            sent_at.append(moment)
        moment += hour

    assert sent_at == [before(deadline, 7), before(deadline, 2), deadline - 6 * hour]
    assert sent().count() == 3


def test_asking_twice_sends_nothing_twice(draft, deadline):
    moment = before(deadline, 7)

    counts = [reminders.send_due(now=moment + timedelta(minutes=n)) for n in range(5)]

    assert counts == [1, 0, 0, 0, 0]


def test_after_an_outage_only_the_newest_due_reminder_goes_out(draft, deadline):
    # In hours as they pass: in the night between, the clocks may change.
    late = deadline.astimezone(UTC) - DAY
    assert reminders.send_due(now=late) == 1

    mail = sent().get()
    assert "noch 24 Stunden" in " ".join(mail.body.split())
    assert reminders.send_due(now=late) == 0


def test_nothing_is_sent_for_a_deadline_that_is_past(draft, deadline):
    assert reminders.send_due(now=deadline) == 0


def test_a_draft_begun_after_a_reminders_time_does_not_get_that_one(deadline):
    draft = ApplicationFactory(batch=BatchFactory(deadline=deadline))
    draft.started_at = before(deadline, 3)
    draft.save()

    assert reminders.send_due(now=before(deadline, 3)) == 0
    assert reminders.send_due(now=before(deadline, 2)) == 1


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
    assert "noch 6 Tage" in " ".join(sent().get().body.split())
    assert reminders.send_due(now=before(deadline + 5 * DAY, 2)) == 1


def test_a_place_without_an_answer_is_reminded_of_once_and_only_who_can_answer(deadline):
    offer = offer_until(deadline)
    StartupMember.objects.create(
        startup=offer.application.startup, person=founder(), level=MemberLevel.EDITOR
    )

    counts = [
        reminders.send_due(now=before(deadline, 2) + timedelta(hours=hours))
        for hours in (-1, 0, 1)
    ]

    assert counts == [0, 1, 0]
    mail = Email.objects.get(kind="startups/offer_reminder")
    assert offer.application.startup.name in mail.body
    assert not mail.unsubscribe, "a place hangs on it"


def test_an_answered_place_is_reminded_of_no_more(deadline):
    offer = offer_until(deadline)
    owner = offer.application.startup.members.get().person
    offers.decline(offer, by=owner)

    assert reminders.send_due(now=before(deadline, 1)) == 0
