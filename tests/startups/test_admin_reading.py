"""The reading page of one application: what it shows, and what its boxes do."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hub.mail.models import Email
from hub.programme import public
from startups.models import (
    ApplicationMove,
    Attachment,
    BatchTrackLimit,
    Decision,
    Extension,
    Reopening,
    StaffNote,
    StartupMember,
)
from startups.services import decisions, screening
from tests.factories.hub import Role, UserFactory, founder, lead, staff, track
from tests.factories.startups import (
    BatchFactory,
    StartupFactory,
    answer,
    batch_with_form,
    question,
)
from tests.startups.desk import LIST, act, post_action, reading, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]


def test_the_reading_page_shows_everything_on_one_screen(as_user):
    batch = batch_with_form()
    application = submitted(batch)
    answer(application, batch.sections.get(slug="idea").questions.get(kind="long"), "Viele Lecks")
    StaffNote.objects.create(application=application, author=staff(), text="Anrufen")

    content = as_user(staff()).get(reading(application)).content.decode()

    for text in ("Welches Problem?", "Viele Lecks", "Anrufen", application.started_by.email):
        assert text in content
    assert "Prüfung" in content
    assert "Plätze" in content


def test_what_founders_write_is_only_text_on_the_reading_page(as_user):
    batch = batch_with_form()
    application = submitted(batch, startup=StartupFactory(name="<script>alert(1)</script>"))
    idea = batch.sections.get(slug="idea").questions
    answer(application, idea.get(kind="long"), "<img src=x onerror=alert(1)>")
    answer(application, idea.get(kind="url"), "javascript:alert(1)")

    content = as_user(staff()).get(reading(application)).content.decode()

    assert "<img src=x" not in content
    assert "<script>alert" not in content
    assert 'href="javascript:' not in content


def test_screening_and_deciding_from_the_reading_page(as_user):
    application = submitted()
    client = as_user(staff())
    page = client.get(reading(application))

    done = client.post(
        act(application, "screen"), {"eligible": "yes", "seen": page.context["screen_seen"]}
    )
    assert done.status_code == 302
    page = client.get(reading(application))
    client.post(
        act(application, "decide"),
        {"outcome": "waitlist", "rank": "2", "seen": page.context["decide_seen"]},
    )

    application.refresh_from_db()
    assert application.is_eligible is True
    assert Decision.objects.get().rank == 2
    assert not Email.objects.exists()


def test_the_second_of_two_who_decide_is_told_and_keeps_what_was_typed(as_user):
    application = submitted()
    client = as_user(staff())
    seen = client.get(reading(application)).context["decide_seen"]
    decisions.prepare(application, outcome="accept", message="Vom Ersten", by=lead())

    answer_page = client.post(
        act(application, "decide"),
        {"outcome": "decline", "message": "Vom Zweiten", "seen": seen},
    )

    assert answer_page.status_code == 409
    content = answer_page.content.decode()
    assert "Inzwischen hat jemand anderes" in content
    assert "Vom Zweiten" in content
    assert Decision.objects.get().message == "Vom Ersten"
    again = {"outcome": "decline", "message": "Vom Zweiten"}
    again["seen"] = answer_page.context["decide_seen"]
    assert client.post(act(application, "decide"), again).status_code == 302
    assert Decision.objects.get().message == "Vom Zweiten"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("screen", {"eligible": "vielleicht"}),
        ("screen", {"eligible": "no", "reason": ""}),
        ("decide", {"outcome": "rule_out"}),
        ("decide", {"outcome": "accept", "rank": "abc"}),
        ("note", {"text": ""}),
        ("note", {"text": "x" * 5000}),
        ("questions", {"questions": ["abc"], "until": "2026-13-45"}),
        ("questions", {"questions": ["99999999999999999999999999"], "until": "0001-01-01"}),
        ("close", {"reopening": "abc"}),
        ("close", {"reopening": "9" * 19}),
        ("extension", {"until": "9999-12-31", "reason": "x"}),
        ("extension", {"until": "2001-01-01", "reason": "x"}),
        ("withdrawal", {"reason": "Anruf"}),
        ("step", {"step": "accepted"}),
        ("step", {"step": "shortlisted"}),
    ],
)
def test_nonsense_in_a_box_is_answered_on_the_page(as_user, name, data):
    application = submitted(batch_with_form())

    response = as_user(staff()).post(act(application, name), data)

    assert response.status_code in {409, 422}
    assert 'role="alert"' in response.content.decode() or "error" in response.content.decode()
    application.refresh_from_db()
    assert application.state == "submitted"
    assert not Email.objects.exists()


def test_asking_back_extending_and_withdrawing_from_the_reading_page(as_user):
    batch = batch_with_form()
    application = submitted(batch)
    client = as_user(staff())
    question = batch.sections.get(slug="idea").questions.get(kind="long")
    soon = (timezone.localdate() + timedelta(days=60)).isoformat()

    client.post(
        act(application, "questions"), {"questions": [question.pk], "until": soon, "note": "Bitte"}
    )
    row = Reopening.objects.get()
    assert timezone.localtime(row.until).strftime("%H:%M:%S") == "23:59:59"
    client.post(act(application, "close"), {"reopening": row.pk})
    client.post(act(application, "extension"), {"until": soon, "reason": "Krank"})
    client.post(act(application, "withdrawal"), {"reason": "Anruf", "sure": "on"})

    row.refresh_from_db()
    application.refresh_from_db()
    assert row.closed_at
    assert Extension.objects.count() == 1
    assert application.state == "withdrawn"
    assert Email.objects.count() == 3


def test_next_and_previous_follow_the_list_one_came_from(as_user):
    first, second = BatchFactory(slug="erste"), BatchFactory(slug="zweite")
    wanted = [submitted(first) for _ in range(3)]
    submitted(second)
    client = as_user(staff())
    listed = client.get(f"{LIST}?batch=erste")
    rows = listed.context["cl"].result_list
    link = re.search(rf'href="({rows[1].pk}/change/[^"]*)"', listed.content.decode())[1]

    page = client.get(f"{LIST}{link}")

    around = page.context["neighbours"]
    assert (around["number"], around["total"]) == (2, len(wanted))
    assert f"/{rows[0].pk}/" in around["before"]
    assert f"/{rows[2].pk}/" in around["after"]
    assert client.get(around["after"]).context["neighbours"]["after"] == ""


def test_reporting_reads_and_changes_nothing(as_user):
    application = submitted()
    client = as_user(UserFactory(roles=[Role.REPORTING]))

    page = client.get(reading(application))
    assert page.status_code == 200
    assert "Prüfung speichern" not in page.content.decode()
    assert client.post(act(application, "note"), {"text": "x"}).status_code == 404
    assert not StaffNote.objects.exists()
    post_action(client, "screen_selected", [application], confirmed="1")
    application.refresh_from_db()
    assert application.is_eligible is None


@pytest.mark.parametrize(
    "filters", ["p=abc", "batch=%00", "o=abc", "x__regex=(", "&&&==", "q=" + "y" * 500]
)
def test_the_way_back_to_the_list_may_be_nonsense(as_user, filters):
    application = submitted()

    page = as_user(staff()).get(reading(application), {"_changelist_filters": filters})

    assert page.status_code in {200, 400}


def fill(application, count):
    """As many of everything that a reading page shows."""
    batch, person = application.batch, staff()
    track_limits = [track(slug) for slug in ("ehealth", "energy", "smart-city")[:count]]
    for limited in track_limits:
        BatchTrackLimit.objects.get_or_create(batch=batch, track=limited, defaults={"places": 3})
    documents = batch.sections.get(slug="documents")
    for number in range(count):
        written = question(batch.sections.get(slug="idea"), label_de=f"Frage {count}.{number}")
        answer(application, written, "Lecks")
        deck = question(documents, kind="file", label_de=f"Datei {count}.{number}")
        Attachment.objects.create(
            application=application,
            question=deck,
            name="deck.pdf",
            size=1,
            pages=1,
            sha256="0" * 64,
            uploaded_by=application.started_by,
        )
        Reopening.objects.create(
            application=application,
            question=written,
            until=timezone.now() + timedelta(days=number + 1),
            opened_by=staff(),
        )
        StaffNote.objects.create(application=application, author=staff(), text="Anrufen")
        Extension.objects.create(
            application=application,
            until=batch.deadline + timedelta(days=number),
            reason="Krank",
            given_by=staff(),
        )
        ApplicationMove.objects.create(
            application=application,
            transition="step",
            from_state="submitted",
            to_state="submitted",
            by=staff(),
            at=timezone.now(),
        )
        StartupMember.objects.create(startup=application.startup, person=founder(), level="editor")
        submitted(batch)
    screening.screen(application, eligible=True, by=person)
    decisions.prepare(application, outcome="accept", by=person)
    public.touch()


def test_the_reading_page_asks_as_little_for_much_as_for_little(
    as_user, django_assert_max_num_queries
):
    application = submitted(batch_with_form())
    client = as_user(staff())
    counts = []
    for count in (0, 2, 12):
        fill(application, count)
        client.get(reading(application))
        with django_assert_max_num_queries(15) as asked:
            page = client.get(reading(application))
        counts.append(len(asked))
        assert len(page.context["notes"]) == len(page.context["extensions"])
    assert counts[0] == counts[1] == counts[2]
    listed = f"{reading(application)}?_changelist_filters=batch%3D{application.batch.slug}"
    with django_assert_max_num_queries(15):
        client.get(listed)
