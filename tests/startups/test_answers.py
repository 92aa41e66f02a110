from datetime import timedelta

import pytest
from django.utils import timezone

from startups.models import AnswerEdit, Extension, Reopening, StartupMember
from startups.services import answers, drafts
from startups.services.answers import Clash, Entry, NotAsked, Saved
from startups.services.drafts import NotEditable
from startups.states import MemberLevel
from tests.factories.hub import founder, staff, track
from tests.factories.startups import ApplicationFactory, answer, batch_with_form
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return batch_with_form()


@pytest.fixture
def draft(batch):
    return ApplicationFactory(batch=batch)


@pytest.fixture
def problem(batch):
    return batch.sections.get(slug="idea").questions.get(kind="long")


def save(draft, question, value, version, by=None):
    return answers.save(
        draft.uuid, question=question, value=value, version=version, by=by or draft.started_by
    )


def test_an_answer_is_stored_as_typed_even_when_it_is_not_valid(draft, batch):
    link = batch.sections.get(slug="idea").questions.get(kind="url")

    saved = save(draft, link, "waermepuls.example/demo", 0)

    assert saved.version == 1
    assert draft.answers.get().value == "waermepuls.example/demo"


def test_text_longer_than_the_limit_is_kept_not_cut(draft, problem):
    save(draft, problem, "ä" * 5000, 0)

    assert draft.answers.get().value == "ä" * 5000


def test_saving_the_same_text_again_is_harmless(draft, problem):
    first = save(draft, problem, "Lecks", 0)

    again = save(draft, problem, "Lecks\r\n", 0)

    assert again == first
    assert AnswerEdit.objects.count() == 1


def test_a_writer_who_saw_an_older_version_is_told_and_nothing_is_overwritten(draft, problem):
    second = founder(name="Änne")
    StartupMember.objects.create(startup=draft.startup, person=second, level=MemberLevel.EDITOR)
    save(draft, problem, "Text der ersten", 0)
    save(draft, problem, "Text der zweiten", 1, by=second)

    with pytest.raises(Clash) as clash:
        save(draft, problem, "Später Text der ersten", 1)

    assert (clash.value.theirs, clash.value.version, clash.value.by) == (
        "Text der zweiten",
        2,
        "Änne",
    )
    assert draft.answers.get().value == "Text der zweiten"


def test_one_clash_keeps_the_other_answers_of_the_page_from_nothing(draft, batch, problem):
    sentence = batch.sections.get(slug="idea").questions.get(kind="short")
    answer(draft, problem, "neuer")

    outcomes = answers.save_many(
        draft.uuid,
        entries=[Entry(problem, "alter", 0), Entry(sentence, "Ein Satz", 0)],
        by=draft.started_by,
    )

    assert isinstance(outcomes[problem.pk], Clash)
    assert isinstance(outcomes[sentence.pk], Saved)
    assert draft.answers.get(question=sentence).value == "Ein Satz"


def test_edits_of_one_person_in_a_row_are_one_line_of_history(draft, problem):
    second = founder()
    StartupMember.objects.create(startup=draft.startup, person=second, level=MemberLevel.EDITOR)
    save(draft, problem, "a", 0)
    save(draft, problem, "ab", 1)
    save(draft, problem, "abc", 2)
    save(draft, problem, "abcd", 3, by=second)

    lines = list(AnswerEdit.objects.values_list("by", "value", "version"))

    assert lines == [(draft.started_by.pk, "abc", 3), (second.pk, "abcd", 4)]


def test_a_question_of_another_track_is_not_stored(draft, batch):
    regulated = batch.sections.get(slug="track").questions.get()

    with pytest.raises(NotAsked):
        save(draft, regulated, "ja", 0)
    draft.track = track("ehealth")
    draft.save()

    assert save(draft, regulated, "ja", 0).version == 1


def test_a_question_of_another_form_is_not_stored(draft):
    foreign = batch_with_form().sections.get(slug="idea").questions.first()

    with pytest.raises(NotAsked):
        save(draft, foreign, "x", 0)


@pytest.mark.parametrize("level", [MemberLevel.OWNER, MemberLevel.EDITOR])
def test_writers_may_save(draft, problem, level):
    person = founder()
    StartupMember.objects.create(startup=draft.startup, person=person, level=level)

    assert save(draft, problem, "x", 0, by=person).version == 1


def test_readers_may_not_save_and_are_told_why(draft, problem):
    person = founder()
    StartupMember.objects.create(startup=draft.startup, person=person, level=MemberLevel.VIEWER)

    with pytest.raises(NotEditable, match="liest"):
        save(draft, problem, "x", 0, by=person)


@pytest.mark.parametrize("stranger", [founder, staff])
def test_for_strangers_the_application_does_not_exist(draft, problem, stranger):
    with pytest.raises(type(draft).DoesNotExist):
        save(draft, problem, "x", 0, by=stranger())


def test_who_left_the_team_can_write_no_more(draft, problem):
    draft.startup.members.update(left_at=timezone.now())

    with pytest.raises(type(draft).DoesNotExist):
        save(draft, problem, "x", 0)


def close(batch):
    batch.deadline = timezone.now() - timedelta(seconds=1)
    batch.save()


def test_after_the_deadline_nothing_is_stored_unless_there_is_an_extension(draft, batch, problem):
    close(batch)

    with pytest.raises(NotEditable, match="frist"):
        save(draft, problem, "x", 0)
    Extension.objects.create(
        application=draft,
        until=timezone.now() + timedelta(minutes=5),
        reason="krank",
        given_by=staff(),
    )

    assert save(draft, problem, "x", 0).version == 1


def test_a_handed_in_application_takes_only_what_staff_opened_again(batch, problem):
    handed_in = ApplicationFactory(batch=batch, submitted=True)
    sentence = batch.sections.get(slug="idea").questions.get(kind="short")
    Reopening.objects.create(
        application=handed_in,
        question=problem,
        until=timezone.now() + timedelta(days=1),
        opened_by=staff(),
    )

    assert save(handed_in, problem, "genauer", 0).version == 1
    with pytest.raises(NotEditable, match="abgegeben"):
        save(handed_in, sentence, "x", 0)


def test_the_track_clashes_like_an_answer(draft):
    answers.choose_track(draft.uuid, track=track("ehealth"), version=0, by=draft.started_by)

    with pytest.raises(Clash) as clash:
        answers.choose_track(draft.uuid, track=track("smart-city"), version=0, by=draft.started_by)

    assert clash.value.theirs == "eHealth"


@pytest.mark.django_db(transaction=True)
def test_fifty_writers_who_saw_an_old_version_are_all_told(transactional_db):
    batch = batch_with_form()
    draft = ApplicationFactory(batch=batch)
    question = batch.sections.get(slug="idea").questions.get(kind="long")
    save(draft, question, "erste Fassung", 0)
    save(draft, question, "zweite Fassung", 1)
    told = []

    def write(number):
        for turn in range(5):
            try:
                save(draft, question, f"Fassung {number}.{turn}", 1)
            except Clash as clash:
                told.append(clash.theirs)

    at_once(write, range(10))

    assert told == ["zweite Fassung"] * 50
    assert draft.answers.get().value == "zweite Fassung"


@pytest.mark.django_db(transaction=True)
def test_of_fifty_clashing_saves_one_is_kept_and_forty_nine_are_told(transactional_db):
    batch = batch_with_form()
    draft = ApplicationFactory(batch=batch)
    question = batch.sections.get(slug="idea").questions.get(kind="long")
    answer(draft, question, "Anfang")
    saved, told = [], []

    def write(number):
        for turn in range(5):
            try:
                saved.append(save(draft, question, f"Fassung {number}.{turn}", 1))
            except Clash as clash:
                told.append(clash)

    at_once(write, range(10))

    assert (len(saved), len(told)) == (1, 49)
    assert {clash.theirs for clash in told} == {draft.answers.get().value}


@pytest.mark.django_db(transaction=True)
def test_starting_twice_at_once_gives_one_draft(transactional_db):
    batch = batch_with_form()
    person = founder()
    found = []

    def begin(_number):
        found.append(drafts.start(batch, by=person, name="Wärmepuls", language="de").pk)

    at_once(begin, range(8))

    assert len(found) == 8
    assert len(set(found)) == 1
