"""What the clock sends without a rule stands on the desk's page of what is ahead, too."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.mail import announcements, choices, kinds, subjects
from hub.mail.announcements import Ahead
from hub.mail.choices import DIGEST
from hub.mail.models import Email
from hub.portal import clock
from startups.models import Conflict, Offer
from tests.factories.challenges import ChallengeFactory, EntryFactory
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import UserFactory, staff
from tests.factories.introductions import asked
from tests.factories.startups import ApplicationFactory
from tests.hub import clock_mails

pytestmark = pytest.mark.django_db
PAGE = "/admin/hub/reminderrule/ahead/"
MONTH = timedelta(days=30)
JUST_AFTER = timedelta(microseconds=1)
BY_RULE = {subject.mail for subject in subjects.every()} | {DIGEST}


@pytest.fixture
def desk(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(staff())
    return client


def offer(days=5):
    now = timezone.now()
    application = ApplicationFactory(submitted=True, state="accepted", decided_at=now)
    return Offer.objects.create(application=application, expires_at=now + timedelta(days=days))


def everything(number=1):
    """Something of each kind that is announced with a date."""
    now = timezone.now()
    for _number in range(number):
        evening = EventFactory(starts_at=now + timedelta(days=4))
        RegistrationFactory(event=evening)
        RegistrationFactory(event=evening, person=UserFactory())
        RegistrationFactory(event=EventFactory(), waiting=True)
        RegistrationFactory(event=EventFactory(), offered=True)
        offer()
        asked()
        challenge = ChallengeFactory(published=True, deadline=now + timedelta(days=10))
        EntryFactory(challenge=challenge, submitted=True)


def coming(days=30):
    now = timezone.now()
    return announcements.coming(Ahead(now, now + timedelta(days=days)))


def address(to):
    return to.email


def test_every_mail_the_clock_can_send_is_announced_or_goes_by_a_rule():
    told = {one.mail for one in announcements.every()}
    for name, job in clock.JOBS:
        if name != "remind":
            assert clock_mails.of(job) <= told, f"{name}: announce it in the services/reminders.py"
    assert not told & BY_RULE
    sent = set().union(*(clock_mails.of(job) for _name, job in clock.JOBS))
    assert told <= sent, "announced, but no job of the clock sends it"


def test_of_a_job_all_the_mails_it_leads_to_are_read_from_its_code():
    jobs = dict(clock.JOBS)
    assert clock_mails.of(jobs["let offers run out"]) == {
        "startups/offer_expired",
        "startups/place_freed",
    }
    assert clock_mails.of(jobs["open and close batches"]) == set()


def test_what_is_announced_is_what_goes_out():
    everything()
    staff()
    ahead = coming()
    dated = {one.mail for one in announcements.every() if one.find}
    assert {one.subject.mail for one in ahead} == dated

    left = {(one.at, one.subject.mail, address(one.to)) for one in ahead}
    came, known = set(), set()
    for moment in sorted({one.at for one in ahead}):
        clock.run_due(moment + JUST_AFTER)
        new = Email.objects.filter(kind__in=dated).exclude(pk__in=known)
        came |= {(moment, mail.kind, mail.to) for mail in new}
        known |= {mail.pk for mail in new}
    assert came == left


def test_who_asked_for_no_such_mail_is_not_shown():
    everything()
    person = next(
        one.to for one in coming() if one.subject.mail == "events/feedback" and not one.is_to_guest
    )
    choices.save(person, asked=["events/feedback"], wanted=[], is_daily=False)

    left = [one.to for one in coming() if one.subject.mail == "events/feedback"]
    assert left
    assert person not in left


def test_the_page_says_whom_feedback_is_asked_of_and_why(desk):
    event = EventFactory(starts_at=timezone.now() + timedelta(days=4))
    RegistrationFactory(event=event, name="Ada Rohrbruch")

    page = desk.get(f"{PAGE}?subject=events/feedback").content.decode()
    assert "Ada Rohrbruch" in page
    assert event.title_de in page
    assert "am Morgen nach dem Termin" in page
    assert str(kinds.get("events/seat_offered").title) in page
    other = desk.get(f"{PAGE}?subject=portal/weekly").content.decode()
    assert "Ada Rohrbruch" not in other
    assert "montags um acht" in other


def test_the_page_costs_the_same_with_few_and_many(desk, django_assert_max_num_queries):
    counts = []
    for number in (1, 12):
        everything(number)
        with django_assert_max_num_queries(25) as statements:
            assert desk.get(PAGE).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_staff_who_are_tied_to_a_startup_see_nothing_of_its_offer(desk):
    application = offer().application
    assert application.startup.name in desk.get(PAGE).content.decode()
    person = staff()
    desk.force_login(person)
    Conflict.objects.create(person=person, startup=application.startup, reason="Verwandt")
    assert application.startup.name not in desk.get(PAGE).content.decode()
