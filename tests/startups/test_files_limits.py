"""How many, how large, how often, how full: the limits of uploads."""

import os
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.accounts.models import RateBucket
from startups.models import Attachment
from startups.services import files, gate
from tests import pdfs
from tests.races import at_once
from tests.uploads import address, attach, on_disk, pdf, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


def test_a_file_above_the_limit_is_refused_and_never_written(
    as_user, application, deck, uploads, settings
):
    settings.UPLOAD_MAX_BYTES = 1024**2
    client = as_user(application.started_by)

    response = send(client, application, deck, pdf(pdfs.padded(3 * 1024**2)))

    assert response.status_code == 422
    assert "größer als 1 MB" in response.json()["error"]
    assert on_disk(uploads) == []


def test_a_sixth_file_of_an_application_is_refused(application, deck):
    for number in range(1, 6):
        attach(application, deck, pdfs.clean(number))

    with pytest.raises(gate.FileRefused, match="schon 5 Dateien"):
        attach(application, deck, pdfs.clean(6))
    files.remove(Attachment.objects.first(), by=application.started_by)
    assert attach(application, deck, pdfs.clean(6))


def test_all_files_together_have_a_limit(application, deck, settings):
    settings.UPLOAD_MAX_BYTES_PER_APPLICATION = 1024**2
    attach(application, deck, pdfs.padded(600_000))

    with pytest.raises(gate.FileRefused, match="höchstens 1 MB"):
        attach(application, deck, pdfs.padded(700_000))


def test_of_a_hundred_uploads_in_an_hour_twenty_are_taken(as_user, application, deck, settings):
    client, data = as_user(application.started_by), pdfs.clean()

    answers = [send(client, application, deck, pdf(data)).status_code for _try in range(100)]

    assert answers == [201] * 20 + [429] * 80
    RateBucket.objects.update(window_started_at=timezone.now() - timedelta(minutes=61))
    assert send(client, application, deck, pdf(data)).status_code == 201


def test_too_many_uploads_get_a_page_that_says_so(as_user, application, deck, settings):
    settings.UPLOAD_MAX_PER_HOUR = 0

    response = as_user(application.started_by).post(address(application, deck), {"file": pdf()})

    assert response.status_code == 429
    assert "in einer Stunde" in response.content.decode()


def test_a_full_disk_gets_a_page_and_nothing_is_half_written(
    as_user, application, deck, settings, uploads
):
    settings.UPLOAD_MIN_FREE_BYTES = 2**60

    response = as_user(application.started_by).post(address(application, deck), {"file": pdf()})

    assert response.status_code == 507
    assert "kein Platz" in response.content.decode()
    assert on_disk(uploads) == []


def test_a_disk_that_fills_while_writing_leaves_nothing(application, deck, monkeypatch, uploads):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(gate.FileRefused, match="kein Platz") as refused:
        attach(application, deck)
    assert refused.value.status == 507
    assert on_disk(uploads) == []


@pytest.mark.django_db(transaction=True)
def test_eight_files_at_once_do_not_slip_past_the_limit_of_five(application, deck, uploads):
    outcomes = []

    def one(number):
        try:
            outcomes.append(attach(application, deck, pdfs.clean(number)).pages)
        except gate.FileRefused as refusal:
            outcomes.append(str(refusal.message))

    at_once(one, range(1, 9))

    assert Attachment.objects.current().count() == 5
    assert sum("schon 5 Dateien" in str(outcome) for outcome in outcomes) == 3
    assert len(on_disk(uploads)) == 5


def test_the_form_of_a_section_refuses_a_large_file_at_its_field(
    as_user, application, deck, settings, uploads
):
    settings.UPLOAD_MAX_BYTES = 1024**2
    section = reverse("startups:section", args=[application.uuid, "documents"])

    response = as_user(application.started_by).post(
        section, {f"q-{deck.uuid}": pdf(pdfs.padded(2 * 1024**2))}
    )

    assert response.status_code == 409
    assert "größer als 1 MB" in response.content.decode()
    assert on_disk(uploads) == []
