from datetime import timedelta

import pytest
from django.utils import timezone

from hub.core.workflow import DomainError, InvalidTransition
from hub.mail.models import Email
from startups.models import Application, Conflict, Extension, Reopening
from startups.services import answers, extensions, reopenings
from startups.services.drafts import NotEditable
from tests.factories.hub import founder, staff, track
from tests.factories.startups import ApplicationFactory, BatchFactory, answer, batch_with_form

pytestmark = pytest.mark.django_db


def closed_batch():
    return batch_with_form(deadline=timezone.now() - timedelta(days=1), state="closed")


def test_an_extension_lets_a_draft_write_on_and_tells_the_team():
    batch = closed_batch()
    draft = ApplicationFactory(batch=batch)
    question = batch.sections.get(slug="idea").questions.get(kind="long")
    with pytest.raises(NotEditable):
        answers.save(
            draft.uuid, question=question, value="Zu spät", version=0, by=draft.started_by
        )

    extensions.give(
        draft, until=timezone.now() + timedelta(days=2), reason="Krankheit", by=staff()
    )

    answers.save(draft.uuid, question=question, value="Noch", version=0, by=draft.started_by)
    mail = Email.objects.get()
    assert mail.to == draft.started_by.email
    assert "Krankheit" not in mail.body


def test_an_extension_lies_after_the_deadline_that_holds():
    draft = ApplicationFactory(batch=BatchFactory())
    soon = timezone.now() + timedelta(days=1)
    for until in (soon, timezone.now() - timedelta(days=1)):
        with pytest.raises(DomainError):
            extensions.give(draft, until=until, reason="x", by=staff())

    later = draft.batch.deadline + timedelta(days=2)
    extensions.give(draft, until=later, reason="x", by=staff())
    with pytest.raises(DomainError):
        extensions.give(draft, until=later, reason="x", by=staff())
    assert Extension.objects.count() == 1


def test_an_extension_is_for_hub_staff_without_a_tie_and_for_what_is_undecided():
    application = ApplicationFactory(submitted=True)
    until = application.batch.deadline + timedelta(days=2)
    tied = staff()
    Conflict.objects.create(person=tied, startup=application.startup, reason="Schwester")
    for person in (tied, founder(), application.started_by):
        with pytest.raises(Application.DoesNotExist):
            extensions.give(application, until=until, reason="x", by=person)

    Application.objects.update(state="declined", decided_at=timezone.now())
    with pytest.raises((InvalidTransition, Application.DoesNotExist)):
        extensions.give(application, until=until, reason="x", by=staff())


def reopened(**fields):
    batch = closed_batch()
    application = ApplicationFactory(batch=batch, submitted=True, **fields)
    question = batch.sections.get(slug="idea").questions.get(kind="long")
    answer(application, question, "Alt")
    return application, question


def test_a_reopened_question_can_be_changed_and_no_other_until_the_date():
    application, question = reopened()
    other = application.batch.sections.get(slug="idea").questions.get(kind="short")
    until = timezone.now() + timedelta(days=3)

    reopenings.open_questions(
        application, questions=[question], until=until, note="Bitte mit Zahlen", by=staff()
    )

    person = application.started_by
    answers.save(application.uuid, question=question, value="Neu: 42", version=1, by=person)
    with pytest.raises(NotEditable):
        answers.save(application.uuid, question=other, value="Auch", version=0, by=person)
    row = Reopening.objects.get()
    assert row.value_before == "Alt"
    mail = Email.objects.get()
    assert "Welches Problem?" in mail.body
    assert "Bitte mit Zahlen" in mail.body

    Reopening.objects.update(until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotEditable):
        answers.save(application.uuid, question=question, value="Später", version=2, by=person)


def test_closing_a_reopened_question_ends_it_at_once_and_twice_is_harmless():
    application, question = reopened()
    [row] = reopenings.open_questions(
        application, questions=[question], until=timezone.now() + timedelta(days=3), by=staff()
    )

    reopenings.close(row, by=staff())
    first = reopenings.close(row, by=staff()).closed_at

    assert reopenings.close(row, by=staff()).closed_at == first
    with pytest.raises(NotEditable):
        answers.save(
            application.uuid, question=question, value="x", version=1, by=application.started_by
        )


def test_opening_a_question_again_replaces_the_open_one():
    application, question = reopened()
    for days in (2, 5):
        reopenings.open_questions(
            application,
            questions=[question],
            until=timezone.now() + timedelta(days=days),
            by=staff(),
        )

    assert Reopening.objects.filter(closed_at__isnull=True).count() == 1
    assert Reopening.objects.count() == 2


def test_only_questions_of_this_form_and_track_can_be_opened():
    application, _question = reopened()
    foreign = batch_with_form().sections.get(slug="idea").questions.first()
    other_track = application.batch.sections.get(slug="track").questions.get()
    until = timezone.now() + timedelta(days=3)

    for question in (foreign, other_track):
        with pytest.raises(DomainError):
            reopenings.open_questions(application, questions=[question], until=until, by=staff())

    Application.objects.update(track=track("ehealth"))
    application.refresh_from_db()
    reopenings.open_questions(application, questions=[other_track], until=until, by=staff())
    assert Reopening.objects.get().question == other_track
