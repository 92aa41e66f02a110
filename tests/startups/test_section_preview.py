"""Staff see each section of a form as its founders will, before anybody can apply."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.mail.models import Email
from hub.programme import public
from startups.models import Application, Section, Startup, StartupMember
from tests.factories.hub import founder, lead, staff
from tests.factories.startups import batch_with_form, question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]


def address(batch, section="idea"):
    return reverse("startups:section-preview", args=[batch.slug, section])


@pytest.fixture
def planned():
    """A batch that opens in a month: nobody can apply yet."""
    opens = timezone.now() + timedelta(days=30)
    return batch_with_form(
        slug="uebermorgen",
        state="planned",
        opens_at=opens,
        deadline=opens + timedelta(days=30),
    )


def test_every_section_of_a_form_that_is_not_open_yet_is_shown_as_founders_will_see_it(
    as_user, planned
):
    client = as_user(staff())
    for section in Section.objects.filter(batch=planned):
        page = client.get(address(planned, section.slug))
        content = page.content.decode()
        assert page.status_code == 200
        assert f'<h1 class="section-title">{section.title}</h1>' in content
        assert "Speichern, weiter zu" in content
        for asked in section.questions.filter(tracks=None):
            assert asked.label in content
        for other in Section.objects.filter(batch=planned):
            assert address(planned, other.slug) in content


def test_the_preview_speaks_english_too(as_user, planned):
    content = as_user(staff()).get(f"/en{address(planned)}").content.decode()

    assert '<h1 class="section-title">Idea</h1>' in content
    assert "In one sentence?" in content
    assert "Preview:" in content
    assert "Vorschau" not in content


def test_nothing_can_be_written_in_a_preview_and_nothing_is_stored(as_user, planned):
    client = as_user(staff())

    page = client.get(address(planned, "documents"))
    refused = client.post(address(planned), {"q": "x"})

    content = page.content.decode()
    assert "<fieldset disabled" in content
    assert 'type="file"' in content
    assert "js/application.js" not in content
    assert "js/upload.js" not in content
    assert refused.status_code == 405
    for model in (Application, Startup, StartupMember, Email):
        assert not model.objects.exists()


def test_questions_of_a_track_are_shown_when_it_is_chosen(as_user, planned):
    client = as_user(staff())

    def labels(query):
        page = client.get(f"{address(planned, 'track')}{query}")
        assert page.status_code == 200
        return "Medizinprodukt?" in page.content.decode()

    assert not labels("")
    assert labels("?track=ehealth")
    assert not labels("?track=energy")
    assert not labels("?track=unsinn")
    page = client.get(f"{address(planned)}?track=ehealth").content.decode()
    assert f"{address(planned, 'documents')}?track=ehealth" in page


def test_a_change_of_the_form_is_in_the_preview_at_once(as_user, planned):
    client = as_user(staff())
    client.get(address(planned))
    question(planned.sections.get(slug="idea"), label_de="Ganz neu?")
    public.touch()

    assert "Ganz neu?" in client.get(address(planned)).content.decode()


def test_only_who_builds_forms_finds_the_preview(as_user, client, planned):
    assert client.get(address(planned)).status_code == 302
    assert as_user(founder()).get(address(planned)).status_code == 404
    desk = as_user(lead())
    assert desk.get(address(planned)).status_code == 200
    assert desk.get(address(planned, "gibt-es-nicht")).status_code == 404
    assert desk.get("/apply/gibt-es-nicht/preview/idea/").status_code == 404


def test_batch_and_section_lead_to_their_preview(as_user, planned):
    client = as_user(staff())
    section = planned.sections.get(slug="documents")
    batch_page = client.get(reverse("admin:startups_batch_change", args=[planned.pk]))
    section_page = client.get(reverse("admin:startups_section_change", args=[section.pk]))

    first = Section.objects.filter(batch=planned).first()
    assert address(planned, first.slug) in batch_page.content.decode()
    assert address(planned, "documents") in section_page.content.decode()


def test_a_preview_asks_little_however_long_the_form(
    as_user, planned, django_assert_max_num_queries
):
    client = as_user(staff())
    counts = []
    for more in (0, 30):
        for number in range(more):
            question(planned.sections.get(slug="idea"), label_de=f"Frage {number}?")
        public.touch()
        client.get(address(planned))
        with django_assert_max_num_queries(8) as asked:
            client.get(address(planned))
        counts.append(len(asked))
    assert counts[0] == counts[1]
