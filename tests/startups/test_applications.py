import time
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.accounts.models import Consent
from hub.core.workflow import DomainError, InvalidTransition
from hub.mail.models import Email
from startups.models import Application, Attachment, Decision, StartupMember
from startups.queries import desk
from startups.services import applications
from startups.services.applications import Incomplete
from startups.services.drafts import NotEditable
from startups.services.moves import move
from startups.states import START_REVIEW, ApplicationState, MemberLevel
from tests.factories.hub import founder, staff, track
from tests.factories.startups import ApplicationFactory, answer, batch_with_form, question
from tests.races import at_once

pytestmark = pytest.mark.django_db


def complete_draft(**fields):
    """A draft that lacks nothing."""
    batch = fields.pop("batch", None) or batch_with_form()
    draft = ApplicationFactory(batch=batch, **fields)
    idea = batch.sections.get(slug="idea")
    answer(draft, idea.questions.get(kind="short"), "Wir finden Lecks, bevor Wasser steht.")
    answer(draft, idea.questions.get(kind="long"), "Lecks in Fernwärmenetzen")
    deck = batch.sections.get(slug="documents").questions.get()
    Attachment.objects.create(
        application=draft,
        question=deck,
        file="ab/cd",
        name="Deck.pdf",
        size=1000,
        pages=3,
        sha256="0" * 64,
        uploaded_by=draft.started_by,
    )
    Consent.objects.create(
        person=draft.started_by,
        purpose="application_declaration",
        text_version="1",
        subject=draft.uuid,
    )
    return draft


def test_submit_writes_number_move_copy_and_one_receipt_for_each_member():
    draft = complete_draft()
    second = founder()
    StartupMember.objects.create(startup=draft.startup, person=second, level=MemberLevel.VIEWER)

    done = applications.submit(draft.uuid, by=draft.started_by)

    assert done.state == ApplicationState.SUBMITTED
    assert done.number == f"{draft.batch.code}-0001"
    [line] = done.moves.all()
    assert (line.from_state, line.to_state, line.by) == ("draft", "submitted", draft.started_by)
    assert done.copies.get().content[1]["items"][1]["text_de"] == "Lecks in Fernwärmenetzen"
    assert set(Email.objects.values_list("to", flat=True)) == {
        draft.started_by.email,
        second.email,
    }


def test_the_receipt_says_what_the_page_says_and_holds_the_answers():
    draft = complete_draft()

    done = applications.submit(draft.uuid, by=draft.started_by)

    mail = Email.objects.get()
    assert done.number in mail.subject
    assert "Eure Bewerbung liegt beim Hub-Team." in mail.body.replace("\n", " ")
    assert "> Lecks in Fernwärmenetzen" in mail.body


def test_submit_again_is_harmless_and_leaves_no_second_trace():
    draft = complete_draft()
    first = applications.submit(draft.uuid, by=draft.started_by)

    again = applications.submit(draft.uuid, by=draft.started_by)

    assert again.number == first.number
    assert (first.moves.count(), first.copies.count(), Email.objects.count()) == (1, 1, 1)


def test_an_incomplete_application_is_refused_and_says_what_is_missing():
    draft = ApplicationFactory(batch=batch_with_form())

    with pytest.raises(Incomplete) as refusal:
        applications.submit(draft.uuid, by=draft.started_by)

    missing = [field.question.label_de for field in refusal.value.form.fields() if field.problem]
    assert missing == ["In einem Satz?", "Welches Problem?", "Pitchdeck"]
    assert not draft.moves.exists()


def test_answers_for_another_track_are_neither_demanded_nor_kept():
    draft = complete_draft()
    regulated = draft.batch.sections.get(slug="track").questions.get()
    answer(draft, regulated, "Klasse IIa")

    done = applications.submit(draft.uuid, by=draft.started_by)

    assert not done.answers.filter(question=regulated).exists()
    assert "Klasse IIa" not in str(done.copies.get().content)


def test_questions_of_the_own_track_are_demanded():
    draft = complete_draft(track=track("ehealth"))

    with pytest.raises(Incomplete):
        applications.submit(draft.uuid, by=draft.started_by)


def test_the_form_is_frozen_by_the_first_submission():
    draft = complete_draft()

    applications.submit(draft.uuid, by=draft.started_by)

    draft.batch.refresh_from_db()
    assert draft.batch.form_frozen_at is not None


def test_the_profile_takes_over_the_answers_that_fill_it():
    draft = complete_draft()

    applications.submit(draft.uuid, by=draft.started_by)

    draft.startup.refresh_from_db()
    assert draft.startup.one_liner == "Wir finden Lecks, bevor Wasser steht."


@pytest.mark.parametrize("seconds", [-1, 0])
def test_after_the_deadline_nothing_is_taken(seconds):
    draft = complete_draft()
    draft.batch.deadline = timezone.now() + timedelta(seconds=seconds)
    draft.batch.save()

    with pytest.raises(NotEditable, match="frist"):
        applications.submit(draft.uuid, by=draft.started_by)

    draft.refresh_from_db()
    assert draft.state == ApplicationState.DRAFT


def test_reopened_and_sent_again_keeps_the_number_and_both_copies():
    draft = complete_draft()
    first = applications.submit(draft.uuid, by=draft.started_by)

    reopened = applications.reopen(draft.uuid, by=draft.started_by)
    second = applications.submit(draft.uuid, by=draft.started_by)

    assert reopened.is_draft
    assert second.number == first.number
    assert [copy.version for copy in second.copies.all()] == [1, 2]


def test_what_was_taken_back_is_read_by_the_team_alone_until_it_is_handed_in_again():
    draft, colleague = complete_draft(), staff()
    applications.submit(draft.uuid, by=draft.started_by)
    assert Attachment.objects.visible_to(colleague).exists()

    applications.reopen(draft.uuid, by=draft.started_by)

    assert not Application.objects.visible_to(colleague).exists()
    assert not Application.objects.workable_by(colleague).exists()
    assert not Attachment.objects.visible_to(colleague).exists()
    assert list(desk.drafts(colleague)) == [draft], "that it exists is no secret"
    assert Application.objects.visible_to(draft.started_by).get() == draft

    applications.submit(draft.uuid, by=draft.started_by)
    assert Application.objects.visible_to(colleague).get() == draft


def test_what_the_hub_is_working_on_cannot_be_reopened():
    draft = complete_draft()
    done = applications.submit(draft.uuid, by=draft.started_by)
    move(done, START_REVIEW, by=staff())

    with pytest.raises(InvalidTransition):
        applications.reopen(draft.uuid, by=draft.started_by)


def test_withdrawing_takes_a_silently_prepared_decision_with_it():
    draft = complete_draft()
    done = applications.submit(draft.uuid, by=draft.started_by)
    Decision.objects.create(application=done, outcome="accept", prepared_by=staff())

    gone = applications.withdraw(draft.uuid, by=draft.started_by)

    assert gone.state == ApplicationState.WITHDRAWN
    assert not Decision.objects.exists()


def test_only_owners_withdraw():
    draft = complete_draft()
    editor = founder()
    StartupMember.objects.create(startup=draft.startup, person=editor, level=MemberLevel.EDITOR)

    with pytest.raises(NotEditable):
        applications.withdraw(draft.uuid, by=editor)


def test_a_required_file_question_is_part_of_what_is_demanded():
    draft = complete_draft()
    question(draft.batch.sections.get(slug="documents"), kind="file", label_de="Lebensläufe")

    with pytest.raises(Incomplete):
        applications.submit(draft.uuid, by=draft.started_by)


@pytest.mark.django_db(transaction=True)
def test_twenty_parallel_submits_of_two_founders_give_one_application(transactional_db):
    draft = complete_draft()
    second = founder()
    StartupMember.objects.create(startup=draft.startup, person=second, level=MemberLevel.EDITOR)
    numbers, failures = [], []

    def send(person):
        try:
            numbers.append(applications.submit(draft.uuid, by=person).number)
        except DomainError as error:
            failures.append(error)

    people = [draft.started_by, second] * 10
    at_once(send, people)

    assert failures == []
    assert set(numbers) == {f"{draft.batch.code}-0001"}
    assert draft.moves.count() == draft.copies.count() == 1
    assert Email.objects.filter(kind="startups/application_received").count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_deadline_counts_to_the_second_by_the_databases_clock(transactional_db):
    batch = batch_with_form()
    drafts = [complete_draft(batch=batch) for _ in range(40)]
    # Long enough that a slow machine has opened forty connections well before.
    batch.deadline = timezone.now() + timedelta(seconds=2)
    batch.save()
    refused = []

    def send(turn):
        place, draft = turn
        time.sleep(0.1 * place)
        try:
            applications.submit(draft.uuid, by=draft.started_by)
        except NotEditable:
            refused.append(draft.pk)

    at_once(send, enumerate(drafts))

    taken = Application.objects.filter(state=ApplicationState.SUBMITTED)
    assert all(each.submitted_at <= batch.deadline for each in taken)
    assert taken.count() + len(refused) == 40
    assert taken.count() > 5
    assert len(refused) > 5
