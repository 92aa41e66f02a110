from datetime import timedelta

import pytest
from django.utils import timezone

from hub.core.workflow import DomainError, InvalidTransition
from hub.mail.models import Email
from startups.models import Application, Conflict, Decision, StartupMember
from startups.services import notes, screening
from startups.services.screening import Changed
from startups.states import SHORTLIST, START_REVIEW
from tests.factories.hub import founder, staff
from tests.factories.startups import ApplicationFactory

pytestmark = pytest.mark.django_db


def submitted(**fields):
    return ApplicationFactory(submitted=True, **fields)


def test_screening_says_nothing_to_the_team():
    application = submitted()
    person = staff()

    done = screening.screen(application, eligible=True, by=person)

    assert (done.is_eligible, done.screened_by, done.state) == (True, person, "submitted")
    assert not Email.objects.exists()
    assert not application.moves.exists()


def test_not_eligible_needs_a_reason_and_prepares_the_decision_that_says_so():
    application = submitted()

    with pytest.raises(DomainError):
        screening.screen(application, eligible=False, reason="  ", by=staff())
    screening.screen(application, eligible=False, reason="Sitz außerhalb Sachsens", by=staff())

    decision = Decision.objects.prepared().get(application=application)
    assert (decision.outcome, decision.message) == ("rule_out", "Sitz außerhalb Sachsens")


def test_a_screening_can_be_turned_and_taken_back_until_the_release():
    application = submitted()
    person = staff()
    screening.screen(application, eligible=False, reason="Zu alt", by=person)

    screening.screen(application, eligible=True, by=person)
    assert not Decision.objects.exists()

    screening.screen(application, eligible=False, reason="Doch zu alt", by=person)
    undone = screening.undo(application, by=person)
    assert (undone.is_eligible, undone.screening_reason, undone.screened_at) == (None, "", None)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("state", ["draft", "accepted", "declined", "withdrawn"])
def test_what_is_not_in_selection_cannot_be_screened(state):
    application = submitted()
    decided = {"decided_at": timezone.now()} if state in {"accepted", "declined"} else {}
    Application.objects.filter(pk=application.pk).update(state=state, **decided)

    with pytest.raises(InvalidTransition):
        screening.screen(application, eligible=True, by=staff())


def test_who_is_tied_to_a_startup_does_not_work_on_its_application():
    application = submitted()
    tied, member = staff(), staff()
    Conflict.objects.create(person=tied, startup=application.startup, reason="Schwester")
    StartupMember.objects.create(
        startup=application.startup, person=member, level="viewer", left_at=timezone.now()
    )

    for person in (tied, member, founder()):
        for act in (
            lambda person=person: screening.screen(application, eligible=True, by=person),
            lambda person=person: screening.undo(application, by=person),
            lambda person=person: screening.advance(application, START_REVIEW, by=person),
            lambda person=person: notes.add(application, text="x", by=person),
        ):
            with pytest.raises(Application.DoesNotExist):
                act()


def test_a_screening_on_a_page_that_is_no_longer_true_is_refused():
    application = submitted()
    seen = screening.stamp(application)
    screening.screen(application, eligible=True, by=staff(), seen=seen)

    with pytest.raises(Changed):
        screening.screen(application, eligible=False, reason="Nein", by=staff(), seen=seen)

    application.refresh_from_db()
    assert application.is_eligible is True


def test_an_application_is_moved_on_step_by_step():
    application = submitted()
    person = staff()

    screening.advance(application, START_REVIEW, by=person)
    with pytest.raises(InvalidTransition):
        screening.advance(application, START_REVIEW, by=person)
    screening.advance(application, SHORTLIST, by=person)

    application.refresh_from_db()
    assert application.state == "shortlisted"


def test_a_withdrawal_on_request_keeps_who_asked_and_tells_the_team():
    application = submitted()
    person = staff()

    with pytest.raises(DomainError):
        screening.withdraw_on_request(application, reason=" ", by=person)
    screening.withdraw_on_request(application, reason="Anruf vom 3. Mai", by=person)

    line = application.moves.get()
    assert (line.to_state, line.by, line.note) == ("withdrawn", person, "Anruf vom 3. Mai")
    assert Email.objects.get().to == application.started_by.email


def test_notes_are_kept_newest_first_and_have_a_length():
    application = submitted()
    person = staff()
    notes.add(application, text=" Anrufen ", by=person)
    notes.add(application, text="Erledigt", by=person)

    assert [note.text for note in application.notes.all()] == ["Erledigt", "Anrufen"]
    for text in ("", "x" * 4001):
        with pytest.raises(DomainError):
            notes.add(application, text=text, by=person)
    assert application.notes.filter(at__gt=timezone.now() - timedelta(minutes=1)).count() == 2
