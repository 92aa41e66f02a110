"""Files of an application: who may send, fetch and remove them."""

import hashlib
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from startups.models import (
    Attachment,
    AttachmentOpening,
    Extension,
    QuestionKind,
    Reopening,
    ScanState,
)
from startups.states import ApplicationState, MemberLevel
from tests import pdfs
from tests.factories.hub import founder, staff, track
from tests.factories.startups import ApplicationFactory, batch_with_form, question
from tests.uploads import JSON, address, attach, fetch, member, on_disk, pdf, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


# Sending


def test_a_clean_pdf_is_kept_byte_for_byte(as_user, application, deck, uploads):
    data = pdfs.clean(4)

    response = send(
        as_user(application.started_by), application, deck, pdf(data, "Unser Deck.pdf")
    )

    assert response.status_code == 201
    kept = Attachment.objects.get()
    answer = response.json()
    assert (answer["ok"], answer["name"], answer["pages"], answer["size"]) == (
        True,
        "Unser Deck.pdf",
        4,
        len(data),
    )
    assert answer["url"] == reverse("startups:attachment", args=[kept.uuid])
    assert str(kept.uuid) in answer["row"]
    assert [path.read_bytes() for path in on_disk(uploads)] == [data]
    assert kept.sha256 == hashlib.sha256(data).hexdigest()
    assert kept.scan == ScanState.NOT_SCANNED


def test_a_plain_form_is_sent_back_to_the_question(as_user, application, deck):
    response = as_user(application.started_by).post(address(application, deck), {"file": pdf()})

    section = reverse("startups:section", args=[application.uuid, "documents"])
    assert response.status_code == 302
    assert response["Location"] == f"{section}#q-{deck.uuid}"
    assert Attachment.objects.count() == 1


def test_a_plain_form_with_a_bad_file_gets_a_page_with_the_sentence_at_the_field(
    as_user, application, deck
):
    response = as_user(application.started_by).post(
        address(application, deck), {"file": pdf(b"hello")}
    )

    assert response.status_code == 422
    assert "Das ist keine PDF-Datei." in response.content.decode()
    assert 'type="file"' in response.content.decode()


def test_a_form_without_a_file_says_so(as_user, application, deck):
    response = as_user(application.started_by).post(address(application, deck), {}, **JSON)

    assert response.status_code == 422
    assert response.json()["error"] == "Bitte zuerst eine PDF-Datei auswählen."


def test_the_same_file_sent_twice_is_kept_once(application, deck, uploads):
    data = pdfs.clean()

    assert attach(application, deck, data) == attach(application, deck, data)
    assert len(on_disk(uploads)) == 1


@pytest.mark.parametrize("level", [MemberLevel.OWNER, MemberLevel.EDITOR])
def test_whoever_writes_in_the_team_may_send(as_user, application, deck, level):
    response = send(as_user(member(application, level)), application, deck, pdf())

    assert response.status_code == 201


def test_others_find_no_such_address(as_user, application, deck, uploads):
    gone = member(application, MemberLevel.EDITOR)
    gone.startup_memberships.update(left_at=timezone.now())
    for person in (founder(), member(application, MemberLevel.VIEWER), gone, staff()):
        assert send(as_user(person), application, deck, pdf()).status_code == 404
    assert on_disk(uploads) == []


def test_a_question_of_another_form_or_track_or_kind_takes_no_file(as_user, application, deck):
    client = as_user(application.started_by)
    elsewhere = batch_with_form().sections.get(slug="documents").questions.get()
    other_track = question(deck.section, kind=QuestionKind.FILE)
    other_track.tracks.add(track("ehealth"))
    text = question(deck.section)

    for asked in (elsewhere, other_track, text):
        assert send(client, application, asked, pdf()).status_code == 404


def test_a_submitted_application_takes_no_file_but_for_a_reopened_question(as_user, deck):
    application = ApplicationFactory(batch=deck.section.batch, submitted=True)
    client = as_user(application.started_by)

    refused = send(client, application, deck, pdf())
    Reopening.objects.create(
        application=application,
        question=deck,
        until=timezone.now() + timedelta(days=1),
        opened_by=staff(),
    )
    taken = send(client, application, deck, pdf())

    assert refused.status_code == 409
    assert "abgegeben" in refused.json()["error"]
    assert taken.status_code == 201


def test_after_the_deadline_only_an_extension_helps(as_user, application, deck):
    application.batch.deadline = timezone.now() - timedelta(seconds=1)
    application.batch.save()
    client = as_user(application.started_by)

    assert send(client, application, deck, pdf()).status_code == 409
    Extension.objects.create(
        application=application,
        until=timezone.now() + timedelta(hours=1),
        reason="krank",
        given_by=staff(),
    )
    assert send(client, application, deck, pdf()).status_code == 201


# Fetching


def test_a_file_is_always_a_sandboxed_download(as_user, application, deck):
    data = pdfs.clean()
    kept = attach(application, deck, data, "Größe.pdf")

    response = fetch(as_user(application.started_by), kept.get_absolute_url())

    assert response.status_code == 200
    assert response.content_read == data
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Length"] == str(len(data))


def test_head_says_the_same_without_the_bytes_and_counts_as_no_opening(as_user, application, deck):
    kept = attach(application, deck)
    client = as_user(application.started_by)

    head = client.head(kept.get_absolute_url())
    assert not AttachmentOpening.objects.exists()
    full = fetch(client, kept.get_absolute_url())

    varying = {"X-Request-ID"}
    assert {k: v for k, v in head.items() if k not in varying} == {
        k: v for k, v in full.items() if k not in varying
    }
    assert head.content == b""


def test_an_opening_is_noted_once_an_hour(as_user, application, deck):
    kept = attach(application, deck)
    client = as_user(member(application, MemberLevel.VIEWER))

    fetch(client, kept.get_absolute_url())
    fetch(client, kept.get_absolute_url())
    assert kept.openings.count() == 1
    kept.openings.update(at=timezone.now() - timedelta(minutes=61))
    fetch(client, kept.get_absolute_url())
    assert kept.openings.count() == 2


def test_who_is_removed_from_the_team_loses_the_file_at_once(as_user, application, deck):
    kept = attach(application, deck)
    person = member(application, MemberLevel.EDITOR)
    client = as_user(person)

    assert fetch(client, kept.get_absolute_url()).status_code == 200
    person.startup_memberships.update(left_at=timezone.now())
    assert fetch(client, kept.get_absolute_url()).status_code == 404


def test_strangers_find_no_file_and_staff_only_after_submission(as_user, application, deck):
    kept = attach(application, deck)
    url = kept.get_absolute_url()

    assert as_user(founder()).get(url).status_code == 404
    assert as_user(staff()).get(url).status_code == 404
    application.submitted_at = application.first_submitted_at = timezone.now()
    application.save()
    assert fetch(as_user(staff()), url).status_code == 200


def test_a_file_whose_bytes_are_gone_is_not_found(as_user, application, deck, uploads):
    kept = attach(application, deck)
    on_disk(uploads)[0].unlink()

    assert as_user(application.started_by).get(kept.get_absolute_url()).status_code == 404


# Removing


def test_a_removed_file_is_gone_for_everybody(as_user, application, deck):
    kept = attach(application, deck)
    client = as_user(application.started_by)

    response = client.post(reverse("startups:attachment-remove", args=[kept.uuid]))

    assert response.status_code == 302
    assert client.get(kept.get_absolute_url()).status_code == 404
    kept.refresh_from_db()
    assert kept.removed_by == application.started_by


def test_who_does_not_write_in_the_team_cannot_remove(as_user, application, deck):
    kept = attach(application, deck)
    url = reverse("startups:attachment-remove", args=[kept.uuid])

    for person in (founder(), member(application, MemberLevel.VIEWER), staff()):
        assert as_user(person).post(url).status_code == 404
    assert Attachment.objects.current().count() == 1


def test_a_file_of_a_submitted_application_stays(as_user, application, deck):
    kept = attach(application, deck)
    now = timezone.now()
    application.state, application.number = ApplicationState.SUBMITTED, "SIH-1"
    application.submitted_at = application.first_submitted_at = now
    application.submitted_by = application.started_by
    application.save()

    response = as_user(application.started_by).post(
        reverse("startups:attachment-remove", args=[kept.uuid]), **JSON
    )

    assert response.status_code == 409
    assert Attachment.objects.current().count() == 1
