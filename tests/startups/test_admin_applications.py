"""The list of applications and the drafts beside it, and who finds none of them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.mail.models import Email
from startups.models import Application, ConflictSource, Extension, Reopening
from startups.services import decisions, screening
from tests.factories.conflicts import tie
from tests.factories.hub import founder, lead, staff, track
from tests.factories.startups import (
    ApplicationFactory,
    BatchFactory,
    StartupFactory,
    answer,
    batch_with_form,
)
from tests.startups.desk import LIST, act, numbers, reading, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]


def test_the_list_shows_what_was_handed_in_and_drafts_only_as_number_and_age(as_user):
    batch = BatchFactory()
    application = submitted(batch)
    draft = ApplicationFactory(batch=batch, startup=StartupFactory(name="Geheimer Entwurf"))

    page = as_user(staff()).get(LIST)

    assert numbers(page) == [application.number]
    assert "1 Entwurf" in page.content.decode()
    assert draft.startup.name not in page.content.decode()


@pytest.mark.parametrize("source", ConflictSource)
def test_a_conflicted_person_finds_no_trace_anywhere(as_user, source):
    batch = batch_with_form()
    theirs = submitted(batch, startup=StartupFactory(name="Kanarienstart"))
    answer(theirs, batch.sections.get(slug="idea").questions.get(kind="long"), "Kanarienwort")
    decisions.prepare(theirs, outcome="decline", message="Kanarienabsage", by=lead())
    tied = lead()
    tie(tied, theirs.startup, source)
    client = as_user(tied)

    for url in (LIST, f"{LIST}?q=Kanarienwort", f"{LIST}?batch={batch.slug}", "/admin/"):
        content = client.get(url).content.decode()
        assert "Kanarienstart" not in content
        assert theirs.number not in content
    assert "zu prüfen" not in client.get("/admin/").content.decode()
    release = client.get(reverse("admin:startups_batch_release", args=[batch.pk]))
    assert "Kanarien" not in release.content.decode()
    assert client.get(reading(theirs)).status_code == 404
    for name in ("screen", "decide", "note", "questions", "extension", "withdrawal", "step"):
        assert client.post(act(theirs, name), {"text": "x"}).status_code == 404
    export = {"action": "export_csv", "_selected_action": [theirs.pk]}
    assert b"Kanarien" not in client.post(LIST, export, follow=True).content


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("batch=klasse-a", {"A1", "A2"}),
        ("track=ehealth", {"A2"}),
        ("state=in_review", {"B1"}),
        ("screened=no", {"A2", "B1"}),
        ("screened=eligible", {"A1"}),
        ("prepared=yes", {"A2"}),
        ("prepared=accept", {"A2"}),
        ("prepared=no", {"A1", "B1"}),
        ("complete=asked", {"B1"}),
        ("complete=yes", {"A1", "A2"}),
        ("q=Fernw%C3%A4rme", {"A1"}),
        ("q=fernw%C3%A4rme+leck", {"A1"}),
        ("q=fernw%C3%A4rme+nichts", set()),
        ("q=B1", {"B1"}),
        ("batch=unbekannt", set()),
        ("screened=unsinn", {"A1", "A2", "B1"}),
    ],
)
def test_the_list_filters_and_searches_in_answers(as_user, query, found):
    first, second = batch_with_form(slug="klasse-a"), batch_with_form(slug="klasse-b")
    question = first.sections.get(slug="idea").questions.get(kind="long")
    one = submitted(first, number="A1")
    answer(one, question, "Lecks in Fernwärmenetzen")
    two = submitted(first, number="A2", track=track("ehealth"))
    three = submitted(second, number="B1")
    person = staff()
    screening.screen(one, eligible=True, by=person)
    decisions.prepare(two, outcome="accept", by=person)
    Application.objects.filter(pk=three.pk).update(state="in_review")
    Reopening.objects.create(
        application=three,
        question=second.sections.get(slug="idea").questions.first(),
        until=timezone.now() + timedelta(days=2),
        opened_by=person,
    )

    page = as_user(person).get(f"{LIST}?{query}")

    assert set(numbers(page)) == found


@pytest.mark.parametrize("source", ConflictSource)
def test_a_conflicted_person_does_not_read_the_mails_about_it(as_user, source):
    theirs, free = submitted(), submitted()
    for application in (theirs, free):
        decisions.prepare(application, outcome="decline", message="Absage", by=lead())
        decisions.release(application.batch, by=lead())
    tied = staff()
    tie(tied, theirs.startup, source)
    hidden = Email.objects.get(to=theirs.started_by.email)
    client = as_user(tied)

    content = client.get("/admin/hub/email/").content.decode()

    assert free.started_by.email in content
    assert theirs.started_by.email not in content
    page = client.get(f"/admin/hub/email/{hidden.pk}/change/", follow=True)
    assert theirs.number not in page.content.decode()


def grow(count, batch):
    for _ in range(count):
        submitted(batch)


def test_the_list_asks_as_little_for_a_hundred_rows_as_for_three(
    as_user, django_assert_max_num_queries
):
    batch = BatchFactory()
    grow(3, batch)
    client = as_user(staff())
    with django_assert_max_num_queries(15) as few:
        client.get(LIST)
    grow(97, batch)
    with django_assert_max_num_queries(15) as many:
        page = client.get(LIST)
    assert len(numbers(page)) == 100
    assert len(many) == len(few)


def test_founders_and_strangers_find_no_desk(as_user, client):
    application = submitted()
    assert client.get(reading(application)).status_code == 302
    for person in (founder(), application.started_by):
        for url in (LIST, reading(application), act(application, "note"), f"{LIST}drafts/"):
            assert as_user(person).get(url).status_code == 404


def test_a_draft_gets_more_time_without_being_opened(as_user):
    startup = StartupFactory(name="Noch nicht fertig", owner=founder())
    draft = ApplicationFactory(startup=startup)
    client = as_user(staff())
    page = client.get(f"{LIST}drafts/")
    assert "Noch nicht fertig" in page.content.decode()
    assert client.get(reading(draft)).status_code == 404
    url = reverse("admin:startups_application_extend_draft", args=[draft.uuid])

    until = timezone.localdate() + timedelta(days=60)
    assert client.get(url).status_code == 200
    assert client.post(url, {"until": "2001-01-01", "reason": "x"}).status_code == 200
    assert client.post(url, {"until": until.isoformat(), "reason": "Krank"}).status_code == 302

    assert Extension.objects.get().application == draft
    assert Email.objects.count() == 1


@pytest.mark.parametrize(
    "query",
    [
        "p=abc",
        "p=99999999999999999999",
        "o=abc",
        "o=1.-99.²",
        "submitted_at__year=99999999999",
        "started_by__password__startswith=a",
        "answers__value__contains=x",
        "batch__slug__regex=(((",
        "_to_field=uuid",
        "_popup=1",
        "all=1",
        "e=1",
        "q=" + "x" * 3000,
        "_changelist_filters=%3D%26p%3Dabc",
    ],
)
def test_no_address_of_the_list_ends_in_a_crash(as_user, query):
    submitted()

    assert as_user(staff()).get(f"{LIST}?{query}").status_code < 500


def test_the_english_list_has_english_dates_and_states(as_user):
    batch = batch_with_form()
    application = submitted(batch, submitted_at=datetime(2026, 11, 24, 9, 7, tzinfo=UTC))
    Reopening.objects.create(
        application=application,
        question=batch.sections.get(slug="idea").questions.first(),
        until=timezone.now() + timedelta(days=2),
        opened_by=staff(),
    )

    content = as_user(staff()).get(f"/en{LIST}").content.decode()

    assert "24 Nov 2026" in content
    assert "24.11.2026" not in content
    assert "Rückfrage" not in content
