from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from hub.core.workflow import DomainError, InvalidTransition
from hub.mail.models import Email
from startups.models import (
    Application,
    ApplicationMove,
    BatchTrackLimit,
    Conflict,
    Decision,
    Offer,
    StartupMember,
)
from startups.queries import places
from startups.services import decisions, screening
from startups.services.decisions import NoPlaceLeft, NotYours
from startups.services.screening import Changed
from tests.factories.hub import founder, lead, staff, track
from tests.factories.startups import ApplicationFactory, BatchFactory, StartupFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db


def submitted(batch, **fields):
    return ApplicationFactory(batch=batch, submitted=True, **fields)


def one_of_each(batch, by):
    """Four applications, prepared: accepted, waiting, declined, ruled out."""
    accepted, waiting, declined, ruled_out = (submitted(batch) for _ in range(4))
    decisions.prepare(accepted, outcome="accept", message="Willkommen", by=by)
    decisions.prepare(waiting, outcome="waitlist", by=by)
    decisions.prepare(declined, outcome="decline", message="Mehr Kunden zuerst", by=by)
    screening.screen(ruled_out, eligible=False, reason="Sitz in Bayern", by=by)
    return accepted, waiting, declined, ruled_out


def test_a_prepared_decision_leaves_no_trace_for_the_team(as_user):
    batch = BatchFactory()
    application = submitted(batch)
    client = as_user(application.started_by)
    copy = f"/applications/{application.uuid}/"

    def looks():
        page = client.get(copy)
        history = client.get(f"{copy}history/")
        assert page.status_code == history.status_code == 200
        csrf = page.context["csrf_token"]
        return page.content.replace(str(csrf).encode(), b"") and [
            line
            for line in (page.content + history.content).decode().splitlines()
            if "csrfmiddlewaretoken" not in line
        ]

    before = looks()
    decisions.prepare(application, outcome="accept", message="Geheimnis", by=lead())
    after_decision = looks()
    screening.screen(application, eligible=False, reason="Geheimnis", by=staff())

    assert before == after_decision == looks()
    assert not Email.objects.exists()
    assert not ApplicationMove.objects.exists()


def test_preparing_again_changes_the_one_decision_and_clearing_forgets_it():
    batch = BatchFactory()
    application = submitted(batch)
    person = staff()

    decisions.prepare(application, outcome="accept", by=person)
    decisions.prepare(application, outcome="waitlist", rank=2, by=person)
    assert [(d.outcome, d.rank) for d in Decision.objects.all()] == [("waitlist", 2)]

    decisions.clear(application, by=person)
    decisions.clear(application, by=person)
    assert not Decision.objects.exists()


def test_a_decline_needs_a_text_and_ruling_out_goes_through_the_screening():
    application = submitted(BatchFactory())

    for outcome, message in (("decline", " "), ("rule_out", "x"), ("nonsense", "x")):
        with pytest.raises(DomainError):
            decisions.prepare(application, outcome=outcome, message=message, by=staff())


def test_an_ineligible_application_cannot_be_decided_otherwise():
    application = submitted(BatchFactory())
    screening.screen(application, eligible=False, reason="Zu alt", by=staff())

    with pytest.raises(DomainError):
        decisions.prepare(application, outcome="accept", by=staff())
    with pytest.raises(DomainError):
        decisions.clear(application, by=staff())
    assert Decision.objects.get().outcome == "rule_out"


def test_drafts_and_decided_applications_cannot_be_prepared():
    batch = BatchFactory()
    done = submitted(batch)
    Application.objects.filter(pk=done.pk).update(state="declined", decided_at=timezone.now())
    reopened = submitted(batch)
    Application.objects.filter(pk=reopened.pk).update(
        state="draft", submitted_at=None, submitted_by=None
    )

    # What was taken back is its team's alone: for the hub it is not there.
    for application, refused in (
        (done, InvalidTransition),
        (reopened, Application.DoesNotExist),
    ):
        application.refresh_from_db()
        with pytest.raises(refused):
            decisions.prepare(application, outcome="accept", by=staff())


def test_an_eleventh_acceptance_is_refused_in_all_and_per_track():
    batch = BatchFactory(places=2)
    BatchTrackLimit.objects.create(batch=batch, track=track("ehealth"), places=1)
    person = staff()
    decisions.prepare(submitted(batch, track=track("ehealth")), outcome="accept", by=person)

    second = submitted(batch, track=track("ehealth"))
    with pytest.raises(NoPlaceLeft) as refusal:
        decisions.prepare(second, outcome="accept", by=person)
    assert "eHealth" in str(refusal.value.message)

    decisions.prepare(submitted(batch), outcome="accept", by=person)
    with pytest.raises(NoPlaceLeft):
        decisions.prepare(submitted(batch), outcome="accept", by=person)
    decisions.prepare(second, outcome="waitlist", by=person)
    assert [(p.limit, p.taken, p.prepared, p.left) for p in places.left(batch)] == [
        (2, 0, 2, 0),
        (1, 0, 1, 0),
    ]


def test_a_decision_on_a_page_that_is_no_longer_true_is_refused():
    application = submitted(BatchFactory())
    seen = decisions.stamp(application, None)
    decisions.prepare(application, outcome="accept", by=staff(), seen=seen)

    with pytest.raises(Changed):
        decisions.prepare(application, outcome="decline", message="Nein", by=staff(), seen=seen)
    assert Decision.objects.get().outcome == "accept"


def test_only_the_selection_lead_releases():
    batch = BatchFactory()
    one_of_each(batch, staff())

    with pytest.raises(NotYours):
        decisions.release(batch, by=staff())
    assert not Email.objects.exists()


def test_a_release_moves_states_makes_offers_and_tells_everybody():
    batch = BatchFactory(offer_days=10)
    applications = one_of_each(batch, staff())
    person = lead()

    decisions.release(batch, by=person)

    for application in applications:
        application.refresh_from_db()
        assert application.decided_at
        assert application.moves.get().by == person
    assert [application.state for application in applications] == [
        "accepted",
        "waitlisted",
        "declined",
        "ineligible",
    ]
    offer = Offer.objects.get()
    assert offer.application == applications[0]
    berlin = offer.expires_at.astimezone(ZoneInfo("Europe/Berlin"))
    assert berlin.time().isoformat() == "23:59:59"
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    assert berlin.date() == today + timedelta(days=10)
    mails = {mail.to: mail for mail in Email.objects.all()}
    assert set(mails) == {application.started_by.email for application in applications}
    assert "Sitz in Bayern" in mails[applications[3].started_by.email].body
    assert "Mehr Kunden zuerst" in mails[applications[2].started_by.email].body
    assert not Decision.objects.prepared().exists()


def test_the_preview_says_word_for_word_what_the_release_sends():
    batch = BatchFactory()
    applications = one_of_each(batch, staff())
    english = founder(language="en")
    StartupMember.objects.create(startup=applications[2].startup, person=english, level="viewer")
    person = lead()

    previewed = {
        (mail.to.email, mail.subject, mail.body)
        for announced in decisions.preview_release(batch, by=person)
        for mail in announced.mails
    }
    assert not Email.objects.exists()
    assert not Offer.objects.exists()
    decisions.release(batch, by=person)

    assert previewed == set(Email.objects.values_list("to", "subject", "body"))
    assert len(previewed) == 5


def test_a_second_release_tells_only_what_was_prepared_since():
    batch = BatchFactory()
    one_of_each(batch, staff())
    person = lead()
    decisions.release(batch, by=person)
    mails = Email.objects.count()

    assert decisions.release(batch, by=person) == []
    late = submitted(batch)
    decisions.prepare(late, outcome="decline", message="Leider", by=person)
    assert decisions.release(batch, by=person) == [late]
    assert Email.objects.count() == mails + 1


def test_a_release_that_fails_releases_nothing():
    batch = BatchFactory(places=2)
    person = lead()
    for _ in range(2):
        decisions.prepare(submitted(batch), outcome="accept", by=person)
    decisions.prepare(submitted(batch), outcome="decline", message="Leider", by=person)
    batch.places = 1
    batch.save(update_fields=["places"])

    with pytest.raises(NoPlaceLeft):
        decisions.release(batch, by=person)

    assert not Email.objects.exists()
    assert not Offer.objects.exists()
    assert set(Application.objects.values_list("state", flat=True)) == {"submitted"}


def test_what_was_withdrawn_meanwhile_is_not_released():
    batch = BatchFactory()
    application = submitted(batch)
    decisions.prepare(application, outcome="accept", by=staff())
    screening.withdraw_on_request(application, reason="Anruf", by=staff())

    assert decisions.release(batch, by=lead()) == []
    assert not Offer.objects.exists()


def test_a_lead_tied_to_a_startup_neither_sees_nor_releases_its_decision():
    batch = BatchFactory()
    theirs = submitted(batch)
    decisions.prepare(theirs, outcome="accept", by=staff())
    decisions.prepare(submitted(batch), outcome="decline", message="Leider", by=staff())
    tied = lead()
    Conflict.objects.create(person=tied, startup=theirs.startup, reason="Bruder")

    announced = decisions.preview_release(batch, by=tied)
    decisions.release(batch, by=tied)

    assert theirs not in [found.application for found in announced]
    theirs.refresh_from_db()
    assert theirs.state == "submitted"
    assert decisions.release(batch, by=lead()) == [theirs]


def test_a_preview_asks_as_little_with_many_decisions_as_with_few(django_assert_max_num_queries):
    batch = BatchFactory(places=40)
    person = lead()
    for _ in range(12):
        decisions.prepare(submitted(batch), outcome="accept", by=person)

    with django_assert_max_num_queries(8):
        decisions.preview_release(batch, by=person)


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_release_at_once_tell_every_team_once():
    batch = BatchFactory(places=30)
    people = [lead() for _ in range(4)]
    for number in range(12):
        outcome = "accept" if number % 2 else "waitlist"
        decisions.prepare(submitted(batch), outcome=outcome, by=people[0])
    released = []

    def act(person):
        released.append(len(decisions.release(batch, by=person)))

    at_once(act, people)

    assert sorted(released) == [0, 0, 0, 12]
    assert Email.objects.count() == 12
    assert Offer.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_twenty_who_accept_at_once_never_promise_more_than_the_places():
    batch = BatchFactory(places=5)
    person = staff()
    applications = [submitted(batch) for _ in range(20)]
    refused = []

    def act(application):
        try:
            decisions.prepare(application, outcome="accept", by=person)
        except NoPlaceLeft:
            refused.append(application)

    at_once(act, applications)

    assert Decision.objects.filter(outcome="accept").count() == 5
    assert len(refused) == 15


def test_who_waits_can_be_given_a_place_or_a_no_later_and_sees_nothing_of_it_before():
    batch = BatchFactory()
    person = lead()
    application = submitted(batch)
    decisions.prepare(application, outcome="waitlist", message="Rang drei", by=person)
    decisions.release(batch, by=person)

    decisions.prepare(application, outcome="decline", message="Leider", by=person)
    assert application.decisions.released().first().message == "Rang drei"
    decisions.release(batch, by=person)

    application.refresh_from_db()
    assert application.state == "declined"
    assert application.decisions.released().first().message == "Leider"


def test_a_startup_of_another_batch_is_not_touched():
    other = submitted(BatchFactory(), startup=StartupFactory(owner=founder()))
    decisions.prepare(other, outcome="decline", message="Leider", by=staff())

    assert decisions.release(BatchFactory(), by=lead()) == []
    assert Decision.objects.prepared().count() == 1
