"""Bytes and rows agree; the virus scanner has the last word."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from startups.models import Attachment, ScanState
from startups.services import files
from tests import pdfs
from tests.clamd import MARKER, Scanner
from tests.factories.hub import staff
from tests.uploads import attach, fetch, on_disk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("uploads")]


# Bytes and rows agree


def test_a_crash_before_the_commit_leaves_an_orphan_that_the_sweep_removes(
    application, deck, monkeypatch, uploads
):
    kept = attach(application, deck, pdfs.clean(2))

    def crash(**fields):
        raise RuntimeError("the process dies here")

    with monkeypatch.context() as patch:
        patch.setattr(Attachment.objects, "create", crash)
        with pytest.raises(RuntimeError):
            attach(application, deck, pdfs.clean(5))
    assert len(on_disk(uploads)) == 2

    assert files.sweep(now=timezone.now()) == 0
    assert files.sweep(now=timezone.now() + timedelta(hours=25)) == 1
    assert [str(p.relative_to(uploads)) for p in on_disk(uploads)] == [kept.file.name]


def test_the_bytes_are_safe_on_the_disk_before_the_row_exists(application, deck, monkeypatch):
    synced, create = [], Attachment.objects.create
    fsync = os.fsync

    def noting(descriptor):
        synced.append(Path(f"/proc/self/fd/{descriptor}").resolve())
        fsync(descriptor)

    def checking(**fields):
        path = default_storage.path(fields["file"])
        assert {Path(path).resolve(), Path(path).parent.resolve()} <= set(synced)
        return create(**fields)

    monkeypatch.setattr(os, "fsync", noting)
    monkeypatch.setattr(Attachment.objects, "create", checking)

    assert attach(application, deck)


def test_bytes_of_removed_files_go_after_a_day(application, deck, uploads):
    kept = attach(application, deck)
    files.remove(kept, by=application.started_by)

    assert files.sweep(now=timezone.now()) == 0
    assert files.sweep(now=timezone.now() + timedelta(hours=25)) == 1
    assert on_disk(uploads) == []
    assert Attachment.objects.get().file == ""


def test_the_sweep_touches_only_names_of_ours(uploads):
    (uploads / "ab").mkdir(parents=True)
    for name in ("README", "ab/notes.txt"):
        (uploads / name).write_text("keep me")

    assert files.sweep(now=timezone.now() + timedelta(days=9)) == 0
    assert len(on_disk(uploads)) == 2


def test_uploads_are_readable_for_nobody_else(application, deck, uploads):
    attach(application, deck)

    assert [path.stat().st_mode & 0o777 for path in on_disk(uploads)] == [0o600]


# The virus scanner


@pytest.fixture
def scanner(settings):
    server = Scanner()
    settings.CLAMAV_ADDRESS = server.address
    yield server
    server.stop()


def scanned():
    files.scan_waiting(now=timezone.now() + timedelta(seconds=5))
    return list(Attachment.objects.order_by("pk").values_list("scan", flat=True))


def test_until_scanned_a_file_is_for_the_team_only(as_user, application, deck, scanner):
    data = pdfs.padded(300_000)
    kept = attach(application, deck, data)
    application.submitted_at = application.first_submitted_at = timezone.now()
    application.save()
    hub = staff()
    assert fetch(as_user(application.started_by), kept.get_absolute_url()).status_code == 200
    assert as_user(hub).get(kept.get_absolute_url()).status_code == 404

    assert scanned() == [ScanState.CLEAN]
    assert scanner.seen == [data]
    assert fetch(as_user(hub), kept.get_absolute_url()).status_code == 200


def test_what_the_scanner_finds_is_for_nobody_and_can_be_removed(
    as_user, application, deck, scanner
):
    kept = attach(application, deck, pdfs.with_noise(MARKER))

    assert scanned() == [ScanState.INFECTED]
    client = as_user(application.started_by)
    assert client.get(kept.get_absolute_url()).status_code == 404
    assert client.post(reverse("startups:attachment-remove", args=[kept.uuid])).status_code == 302


def test_without_the_scanner_nothing_is_released(application, deck, scanner, settings):
    attach(application, deck)
    scanner.stop()
    assert scanned() == [ScanState.WAITING]

    back = Scanner()
    settings.CLAMAV_ADDRESS = back.address
    assert scanned() == [ScanState.CLEAN]
    back.stop()


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"hm\0"])
def test_an_answer_that_is_no_verdict_releases_nothing(application, deck, scanner, answer):
    scanner.answer = answer
    attach(application, deck)

    assert scanned() == [ScanState.WAITING]
