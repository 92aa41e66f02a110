"""The file of an entry: through the gate, and to those it is meant for."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from partners.models import EntryFile
from tests import pdfs
from tests.factories.challenges import EntryFactory
from tests.factories.hub import founder, staff
from tests.factories.partners import colleague
from tests.partners.entry_cases import entry_path, text, typed

pytestmark = pytest.mark.django_db


def upload(content, name="skizze.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_pdf_comes_through_the_gate_and_goes_to_team_partner_and_hub_only(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    entry = EntryFactory()
    client.force_login(entry.started_by)
    client.post(entry_path(entry), typed(act="submit", version=1, file=upload(pdfs.clean())))
    path = f"{entry_path(entry)}file/"
    owner = entry.challenge.created_by

    def gets(person):
        client.force_login(person)
        answer = client.get(path)
        return answer.status_code == 200 and b"".join(answer.streaming_content)[:5] == b"%PDF-"

    assert gets(entry.started_by)
    assert gets(owner)
    assert gets(staff())
    assert not gets(colleague().person)
    assert not gets(founder())


def test_a_refused_file_is_said_at_its_field_and_the_words_are_kept(client):
    entry = EntryFactory()
    client.force_login(entry.started_by)

    page = text(
        client.post(entry_path(entry), typed(answer="Neu.", version=1, file=upload(b"no")))
    )

    assert "error-summary" in page
    assert "Neu.</textarea>" in page
    entry.refresh_from_db()
    assert entry.answer == "Neu."
    assert not EntryFile.objects.exists()


def test_a_new_file_takes_the_place_of_the_old(client):
    entry = EntryFactory()
    client.force_login(entry.started_by)
    for pages in (1, 2):
        client.post(entry_path(entry), typed(version=1, file=upload(pdfs.clean(pages))))
    assert EntryFile.objects.current().get().pages == 2
    client.post(f"{entry_path(entry)}file/remove/")
    assert not EntryFile.objects.current().exists()
