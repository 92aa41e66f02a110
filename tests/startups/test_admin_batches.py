from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.mail.models import Email
from startups.models import Batch, BatchMove, Question, Section, SectionKind
from startups.services import decisions
from tests.factories.hub import lead, staff, track
from tests.factories.startups import ApplicationFactory, BatchFactory, batch_with_form, question

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
BERLIN = ZoneInfo("Europe/Berlin")


def page_of(row, page="change"):
    name = f"admin:startups_{type(row).__name__.lower()}_{page}"
    return reverse(name, args=[row.pk])


def posted(client, url, **changes):
    """What the browser would send back from the form at `url`, with `changes`."""
    page = client.get(url)
    data = fields_of(page.context["adminform"].form)
    for inline in page.context["inline_admin_formsets"]:
        formset = inline.formset
        data |= fields_of(formset.management_form)
        for form in formset.initial_forms:
            data |= fields_of(form)
    return data | changes


def fields_of(form):
    found = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field, "fields") and hasattr(bound.field.widget, "widgets"):
            moment = timezone.localtime(value) if value else None
            found[f"{bound.html_name}_0"] = moment.strftime("%Y-%m-%d") if moment else ""
            found[f"{bound.html_name}_1"] = moment.strftime("%H:%M") if moment else ""
        elif isinstance(value, list | tuple):
            found[bound.html_name] = [getattr(item, "pk", item) for item in value]
        elif value is True:
            found[bound.html_name] = "on"
        elif value is not None and value is not False:
            found[bound.html_name] = str(value)
    return found


def test_a_deadline_typed_to_the_minute_lasts_to_its_last_second(as_user):
    batch = BatchFactory()
    client = as_user(staff())
    url = page_of(batch)
    day = timezone.localdate() + timedelta(days=20)

    response = client.post(
        url, posted(client, url, deadline_0=day.isoformat(), deadline_1="23:59")
    )

    assert response.status_code == 302
    batch.refresh_from_db()
    assert batch.deadline == datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=BERLIN)
    assert 'value="23:59"' in client.get(url).content.decode()


def test_a_later_deadline_opens_a_closed_batch_at_once(as_user):
    batch = BatchFactory(state="closed", deadline=timezone.now() - timedelta(hours=2))
    client = as_user(staff())
    day = timezone.localdate() + timedelta(days=2)
    url = page_of(batch)

    client.post(url, posted(client, url, deadline_0=day.isoformat(), deadline_1="12:00"))

    batch.refresh_from_db()
    assert batch.state == "open"


@pytest.mark.parametrize(
    "wrong",
    [
        {"deadline_0": "0001-01-01"},
        {"deadline_0": "abc"},
        {"deadline_1": "25:61"},
        {"deadline_0": "2001-01-01"},
        {"starts_on": "9999-12-31"},
        {"places": "-1"},
        {"places": "99999999999999999"},
        {"slug": "mit leer"},
        {"sections-TOTAL_FORMS": "abc"},
        {"track_limits-TOTAL_FORMS": "1", "track_limits-0-track": "abc"},
        {"sections-0-id": "abc"},
    ],
)
def test_nonsense_in_the_form_of_a_batch_is_answered_on_the_page(as_user, wrong):
    batch = batch_with_form()
    client = as_user(staff())
    url = page_of(batch)

    response = client.post(url, posted(client, url, **wrong))

    assert response.status_code == 200
    assert "errornote" in response.content.decode()


def test_a_form_that_claims_more_rows_than_there_are_is_no_crash(as_user):
    batch = batch_with_form()
    client = as_user(staff())
    url = page_of(batch)

    response = client.post(url, posted(client, url, **{"sections-INITIAL_FORMS": "40"}))

    assert response.status_code in {200, 302}
    assert batch.sections.count() == 5


@pytest.mark.parametrize(
    "query", ["deadline=abc", "opens_at=1", "track_limits=x", "name_de=x&places=y&state=z"]
)
def test_the_page_for_a_new_batch_takes_nothing_from_its_address(as_user, query):
    assert as_user(staff()).get(f"/admin/startups/batch/add/?{query}").status_code == 200


def test_the_second_of_two_editors_is_told_and_may_then_insist(as_user):
    batch = BatchFactory(name_de="Alt")
    client = as_user(staff())
    url = page_of(batch)
    late = posted(client, url, name_de="Vom Zweiten")
    client.post(url, posted(client, url, name_de="Vom Ersten"))

    told = client.post(url, late)

    content = told.content.decode()
    assert "Inzwischen hat jemand anderes" in content
    assert "Vom Ersten" in content
    assert "Vom Zweiten" in content
    batch.refresh_from_db()
    assert batch.name_de == "Vom Ersten"
    seen = told.context["adminform"].form["seen"].value()
    assert client.post(url, late | {"seen": seen}).status_code == 302
    batch.refresh_from_db()
    assert batch.name_de == "Vom Zweiten"


def test_a_batch_is_copied_with_its_form(as_user):
    batch = batch_with_form()
    client = as_user(staff())
    url = page_of(batch, "copy")
    assert client.get(url).status_code == 200
    year = timezone.localdate().year + 1
    form = {
        "name_de": "Klasse 2028",
        "name_en": "Batch 2028",
        "slug": "klasse-2028",
        "code": "SIH-28",
        "opens_at_0": f"{year}-01-01",
        "opens_at_1": "00:00",
        "deadline_0": f"{year}-02-28",
        "deadline_1": "23:59",
        "starts_on": f"{year}-04-01",
        "ends_on": f"{year}-10-01",
    }

    assert client.post(url, form | {"slug": batch.slug}).status_code == 200
    response = client.post(url, form)

    copy = Batch.objects.get(slug="klasse-2028")
    assert response["Location"] == page_of(copy)
    assert copy.sections.count() == batch.sections.count()
    assert copy.deadline.astimezone(BERLIN).second == 59


def test_sections_and_questions_are_built_in_the_admin(as_user):
    batch = BatchFactory()
    client = as_user(staff())
    url = page_of(batch)
    new = {
        "sections-TOTAL_FORMS": "1",
        "sections-0-position": "1",
        "sections-0-title_de": "Idee",
        "sections-0-title_en": "Idea",
        "sections-0-slug": "idea",
        "sections-0-kind": "questions",
    }
    assert client.post(url, posted(client, url, **new)).status_code == 302
    section = Section.objects.get(batch=batch)
    track("energy")
    asked = {
        "questions-TOTAL_FORMS": "1",
        "questions-0-position": "1",
        "questions-0-kind": "choice",
        "questions-0-label_de": "Phase?",
        "questions-0-label_en": "Stage?",
        "questions-0-read_by": "staff",
        "questions-0-options": "idea | Idee | Idea",
        "questions-0-tracks": [str(track("energy").pk)],
    }
    url = page_of(section)

    assert client.post(url, posted(client, url, **asked)).status_code == 302

    made = Question.objects.get()
    assert (made.label_de, [t.slug for t in made.tracks.all()]) == ("Phase?", ["energy"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"questions-0-options": "ohne striche"},
        {"questions-0-options": "mond | Mond | Moon", "questions-0-fills": "stage"},
        {"questions-0-kind": "unsinn"},
        {"questions-0-tracks": ["abc"]},
        {"slug": "check"},
    ],
)
def test_a_question_that_cannot_work_is_refused(as_user, wrong):
    section = batch_with_form().sections.get(slug="idea")
    Question.objects.filter(section=section).delete()
    question(section, kind="choice", options="a | A | A")
    client = as_user(staff())
    url = page_of(section)

    response = client.post(url, posted(client, url, **wrong))

    assert response.status_code == 200
    assert "errornote" in response.content.decode()


def test_two_sections_for_the_team_are_refused_not_crashed(as_user):
    batch = BatchFactory()
    client = as_user(staff())
    url = page_of(batch)
    rows = {"sections-TOTAL_FORMS": "2"}
    for number in range(2):
        rows |= {
            f"sections-{number}-position": str(number),
            f"sections-{number}-title_de": "Team",
            f"sections-{number}-title_en": "Team",
            f"sections-{number}-slug": f"people-{number}",
            f"sections-{number}-kind": SectionKind.TEAM,
        }

    response = client.post(url, posted(client, url, **rows))

    assert response.status_code == 200
    assert not batch.sections.exists()


def test_a_frozen_form_is_shown_and_cannot_be_changed(as_user):
    batch = batch_with_form()
    client = as_user(staff())
    section = batch.sections.get(slug="idea")
    url = page_of(section)
    before = posted(client, url, title_de="Anders")
    Batch.objects.update(form_frozen_at=timezone.now(), last_number=1)

    assert "festgeschrieben" in client.get(page_of(batch)).content.decode()
    assert "festgeschrieben" in client.get(url).content.decode()
    assert client.post(url, before).status_code in {302, 403}
    assert (
        client.post(f"/admin/startups/section/{section.pk}/delete/", {"post": "yes"}).status_code
        == 403
    )

    section.refresh_from_db()
    assert section.title_de == "Idee"


def test_a_batch_goes_on_by_button_and_says_no_out_of_turn(as_user):
    batch = BatchFactory(state="closed", deadline=timezone.now() - timedelta(days=1))
    client = as_user(staff())

    for step in ("start", "start-selection", "unsinn"):
        url = reverse("admin:startups_batch_step", args=[batch.pk, step])
        assert client.get(url).status_code == 405
        client.post(url)

    batch.refresh_from_db()
    assert batch.state == "selecting"
    assert BatchMove.objects.filter(batch=batch).count() == 1


def test_the_release_shows_every_mail_and_lets_go_only_what_was_shown(as_user):
    batch = BatchFactory()
    first, second = (ApplicationFactory(batch=batch, submitted=True) for _ in range(2))
    decisions.prepare(first, outcome="decline", message="Mehr Kunden zuerst", by=staff())
    client = as_user(lead())
    url = page_of(batch, "release")

    page = client.get(url)
    content = page.content.decode()
    assert first.started_by.email in content
    assert "Mehr Kunden zuerst" in content
    decisions.prepare(second, outcome="decline", message="Zu früh", by=staff())
    assert client.post(url, {"seen": page.context["seen"]}).status_code == 409
    assert not Email.objects.exists()

    seen = client.get(url).context["seen"]
    assert client.post(url, {"seen": seen}).status_code == 302
    assert Email.objects.count() == 2
    assert client.post(url, {"seen": seen}).status_code == 409


def test_staff_read_the_release_but_only_a_lead_lets_go(as_user):
    batch = BatchFactory()
    application = ApplicationFactory(batch=batch, submitted=True)
    decisions.prepare(application, outcome="waitlist", by=staff())
    client = as_user(staff())
    url = page_of(batch, "release")

    page = client.get(url)
    assert "jetzt freigeben" not in page.content.decode()
    client.post(url, {"seen": page.context["seen"]})

    assert not Email.objects.exists()


def test_lists_of_batches_ask_as_little_for_many(as_user, django_assert_max_num_queries):
    client = as_user(staff())
    counts = []
    for _ in range(2):
        for _ in range(5):
            BatchFactory()
        with django_assert_max_num_queries(15) as asked:
            client.get("/admin/startups/batch/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
