import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.accounts.models import Consent
from startups.models import Answer, Application, Reopening, StartupMember
from startups.states import ApplicationState, MemberLevel
from tests.factories.hub import founder, staff, track
from tests.factories.startups import ApplicationFactory, answer, batch_with_form, question
from tests.startups.test_applications import complete_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch():
    return batch_with_form()


@pytest.fixture
def draft(batch):
    return ApplicationFactory(batch=batch)


def address(application, slug):
    return reverse("startups:section", args=[application.uuid, slug])


def field(question, value, version=0):
    return {f"q-{question.uuid}": value, f"v-{question.uuid}": version}


def questions(batch, slug="idea"):
    return {question.kind: question for question in batch.sections.get(slug=slug).questions.all()}


def test_a_saved_section_leads_to_the_next_one(as_user, draft, batch):
    asked = questions(batch)
    data = field(asked["short"], "Ein Satz") | field(asked["long"], "Lecks")

    response = as_user(draft.started_by).post(address(draft, "idea"), data)

    assert response.status_code == 302
    assert response.url == address(draft, "track")
    assert set(draft.answers.values_list("value", flat=True)) == {"Ein Satz", "Lecks"}


def test_an_invalid_answer_is_saved_and_the_page_says_what_is_wrong(as_user, draft, batch):
    client = as_user(draft.started_by)
    client.post(address(draft, "idea"), field(questions(batch)["url"], "waermepuls.example"))

    page = client.get(address(draft, "idea")).text

    assert 'value="waermepuls.example"' in page
    assert "Die Adresse muss mit https:// beginnen." in page


def test_a_clash_shows_both_texts_and_saves_the_rest(as_user, draft, batch):
    asked = questions(batch)
    answer(draft, asked["long"], "Text der anderen", by=founder(name="Änne"))
    data = field(asked["short"], "Ein Satz") | field(asked["long"], "Mein Text")

    response = as_user(draft.started_by).post(address(draft, "idea"), data)

    assert response.status_code == 409
    assert "Text der anderen" in response.text
    assert "Mein Text" in response.text
    assert "Änne hat inzwischen" in response.text
    assert draft.answers.get(question=asked["short"]).value == "Ein Satz"
    assert draft.answers.get(question=asked["long"]).value == "Text der anderen"


def test_after_a_clash_saving_again_takes_what_stands_in_the_field(as_user, draft, batch):
    asked = questions(batch)["long"]
    answer(draft, asked, "Text der anderen")

    as_user(draft.started_by).post(address(draft, "idea"), field(asked, "Mein Text", version=1))

    assert draft.answers.get().value == "Mein Text"


def test_after_a_clash_the_other_text_can_be_kept(as_user, draft, batch):
    asked = questions(batch)["long"]
    answer(draft, asked, "Text der anderen")
    data = field(asked, "Mein Text", version=1) | {f"keep-{asked.uuid}": "1"}

    as_user(draft.started_by).post(address(draft, "idea"), data)

    assert draft.answers.get().value == "Text der anderen"


def test_after_the_deadline_the_typed_text_is_shown_not_lost(as_user, draft, batch):
    batch.deadline = timezone.now() - timedelta(seconds=1)
    batch.save()

    response = as_user(draft.started_by).post(
        address(draft, "idea"), field(questions(batch)["long"], "Ein ganzer Abend Arbeit")
    )

    assert response.status_code == 409
    assert "Ein ganzer Abend Arbeit" in response.text
    assert "Die Bewerbungsfrist ist vorbei." in response.text
    assert not Answer.objects.exists()


def test_text_posted_after_the_session_ended_is_there_again_after_login(client, draft, batch):
    url = address(draft, "idea")
    response = client.post(url, field(questions(batch)["long"], "Ein ganzer Abend Arbeit"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))

    client.force_login(draft.started_by)
    page = client.get(url).text

    assert "Ein ganzer Abend Arbeit" in page
    assert "Das habt ihr vor der Anmeldung geschrieben." in page
    assert not Answer.objects.exists()


def test_parked_text_is_shown_to_nobody_outside_the_team(client, draft, batch):
    url = address(draft, "idea")
    client.post(url, field(questions(batch)["long"], "Ein ganzer Abend Arbeit"))

    client.force_login(founder())

    assert client.get(url).status_code == 404


def test_choosing_a_track_shows_its_questions(as_user, draft):
    track("ehealth")
    client = as_user(draft.started_by)
    assert "Medizinprodukt?" not in client.get(address(draft, "track")).text

    client.post(address(draft, "track"), {"track": "ehealth", "track-version": "0", "stay": "1"})

    assert "Medizinprodukt?" in client.get(address(draft, "track")).text


def test_a_newly_chosen_track_shows_its_questions_before_the_next_section(as_user, draft):
    track("ehealth")
    client = as_user(draft.started_by)
    here, chosen = address(draft, "track"), {"track": "ehealth", "track-version": "0"}

    first = client.post(here, chosen, follow=True)
    again = client.post(here, chosen)

    assert first.redirect_chain == [(here, 302)]
    assert "Medizinprodukt?" in first.text
    assert "Zu eurem Schwerpunkt gehören noch diese Fragen." in first.text
    assert again.url == address(draft, "documents")


def test_consents_are_unticked_kept_and_withdrawn(as_user, draft):
    client = as_user(draft.started_by)
    assert "checked" not in client.get(address(draft, "consents")).text

    client.post(
        address(draft, "consents"), {"consent": ["application_declaration", "partners_deck"]}
    )
    client.post(address(draft, "consents"), {"consent": ["application_declaration"]})

    assert list(
        Consent.objects.filter(withdrawn_at__isnull=True).values_list("purpose", flat=True)
    ) == ["application_declaration"]
    assert Consent.objects.filter(withdrawn_at__isnull=False).get().purpose == "partners_deck"


def post_autosave(client, draft, question, value, version):
    data = {"question": question.uuid, "value": value, "version": version}
    return client.post(reverse("startups:autosave", args=[draft.uuid]), data)


def test_autosave_answers_with_the_new_version_and_what_is_wrong(as_user, draft, batch):
    client = as_user(draft.started_by)

    response = post_autosave(client, draft, questions(batch)["url"], "nein", 0)

    assert response.json()["version"] == 1
    assert response.json()["problem"] == "Die Adresse muss mit https:// beginnen."


def test_autosave_hands_back_the_other_text_on_a_clash(as_user, draft, batch):
    asked = questions(batch)["long"]
    answer(draft, asked, "Text der anderen", by=founder(name="Änne"))

    response = post_autosave(as_user(draft.started_by), draft, asked, "Meiner", 0)

    assert response.status_code == 409
    assert response.json()["theirs"] == "Text der anderen"
    assert response.json()["by"] == "Änne"


@pytest.mark.parametrize(
    ("question", "version", "status"),
    [
        ("nonsense", "0", 404),
        ("00000000-0000-4000-8000-000000000000", "0", 404),
        (None, "nonsense", 200),
        (None, "9" * 5000, 200),
        (None, "-1", 200),
    ],
)
def test_autosave_takes_nonsense_calmly(as_user, draft, batch, question, version, status):
    question = question or questions(batch)["long"].uuid
    data = {"question": question, "value": "x", "version": version}

    response = as_user(draft.started_by).post(
        reverse("startups:autosave", args=[draft.uuid]), data
    )

    assert response.status_code == status


def test_a_stale_token_saves_nothing_but_hands_the_text_back(draft, batch):
    client = Client(enforce_csrf_checks=True)
    client.force_login(draft.started_by)
    text = "Ein ganzer Abend Arbeit, der nicht verloren gehen darf."

    response = client.post(address(draft, "idea"), field(questions(batch)["long"], text))

    assert response.status_code == 403
    assert text in response.text
    assert not Answer.objects.exists()


def test_autosave_of_a_stranger_finds_nothing(as_user, draft, batch, settings):
    settings.STAFF_SECOND_FACTOR = False
    for stranger in (founder(), staff()):
        response = post_autosave(as_user(stranger), draft, questions(batch)["long"], "x", 0)
        assert response.status_code == 404


def test_the_check_page_links_each_missing_answer(as_user, draft, batch):
    page = as_user(draft.started_by).get(reverse("startups:check", args=[draft.uuid])).text

    assert f"{address(draft, 'idea')}?check=1#q-{questions(batch)['long'].uuid}" in page
    assert "5 Angaben sind noch offen" not in page
    assert "4 Angaben sind noch offen" in page


def test_submitting_an_incomplete_application_says_so_and_changes_nothing(as_user, draft):
    response = as_user(draft.started_by).post(reverse("startups:submit", args=[draft.uuid]))

    assert response.status_code == 409
    draft.refresh_from_db()
    assert draft.state == ApplicationState.DRAFT


def test_submitting_shows_number_status_and_next_date(as_user):
    draft = complete_draft()
    draft.batch.decision_by = timezone.localdate() + timedelta(days=60)
    draft.batch.save()

    page = (
        as_user(draft.started_by)
        .post(reverse("startups:submit", args=[draft.uuid]), follow=True)
        .text
    )

    assert f"{draft.batch.code}-0001" in page
    assert "Eure Bewerbung liegt beim Hub-Team." in page
    assert "Entscheidung bis" in page


def test_the_printable_copy_holds_every_answer_in_both_languages(as_user):
    draft = complete_draft()
    client = as_user(draft.started_by)
    client.post(reverse("startups:submit", args=[draft.uuid]))

    german = client.get(reverse("startups:copy", args=[draft.uuid])).text
    english = client.get(f"/en{reverse('startups:copy', args=[draft.uuid])}").text

    assert "Welches Problem?" in german
    assert "Which problem?" in english
    assert "Lecks in Fernwärmenetzen" in german
    assert "Lecks in Fernwärmenetzen" in english


@pytest.mark.parametrize("number", [3, 30])
def test_the_history_costs_the_same_for_any_number_of_edits(
    as_user, draft, batch, number, django_assert_max_num_queries
):
    client = as_user(draft.started_by)
    asked = questions(batch)["long"]
    for turn in range(number):
        person = founder()
        StartupMember.objects.create(
            startup=draft.startup, person=person, level=MemberLevel.EDITOR
        )
        client.force_login(person)
        post_autosave(client, draft, asked, f"Fassung {turn}", turn)

    with django_assert_max_num_queries(8):
        page = client.get(reverse("startups:history", args=[draft.uuid])).text

    assert page.count("Fassung ") == number


@pytest.mark.parametrize("slug", ["team", "idea", "track", "documents", "consents"])
def test_a_section_page_costs_few_queries(as_user, draft, slug, django_assert_max_num_queries):
    client = as_user(draft.started_by)
    with django_assert_max_num_queries(14):
        assert client.get(address(draft, slug)).status_code == 200


def test_start_gives_a_draft_with_its_name_and_the_founder_role(as_user, batch):
    person = founder()

    response = as_user(person).post(
        reverse("startups:application-start", args=[batch.slug]), {"name": " Wärme\tpuls "}
    )

    application = Application.objects.get()
    assert response.url == application.get_absolute_url()
    assert application.startup.name == "Wärme puls"
    assert application.startup.members.get().level == MemberLevel.OWNER


@pytest.mark.parametrize("name", ["", "   ", "!!!", "\u202e", "x" * 81])
def test_start_refuses_what_is_no_name_and_keeps_what_was_typed(as_user, batch, name):
    response = as_user(founder()).post(
        reverse("startups:application-start", args=[batch.slug]), {"name": name}
    )

    assert response.status_code == 200
    assert 'aria-invalid="true"' in response.text
    assert not Application.objects.exists()


def test_a_closed_batch_takes_no_start_and_says_when(as_user, batch):
    batch.deadline = timezone.now() - timedelta(seconds=1)
    batch.save()

    response = as_user(founder()).get(reverse("startups:application-start", args=[batch.slug]))

    assert response.status_code == 409
    assert "Gerade keine Bewerbung möglich" in response.text


def test_of_a_handed_in_section_only_the_reopened_question_can_be_changed(as_user, batch):
    handed_in = ApplicationFactory(batch=batch, submitted=True)
    asked = questions(batch)
    for kind in ("short", "long"):
        answer(handed_in, asked[kind], "alt")
    Reopening.objects.create(
        application=handed_in,
        question=asked["long"],
        until=timezone.now() + timedelta(days=1),
        opened_by=staff(),
        note="Seit wann wisst ihr das?",
    )
    client = as_user(handed_in.started_by)
    page = client.get(address(handed_in, "idea")).text
    data = field(asked["short"], "alt", 1) | field(asked["long"], "genauer", 1)

    response = client.post(address(handed_in, "idea"), data)

    assert page.count("readonly") == 2
    assert "Seit wann wisst ihr das?" in page
    assert "Seit wann wisst ihr das?" not in client.get(address(handed_in, "track")).text
    assert response.status_code == 302
    assert handed_in.answers.get(question=asked["long"]).value == "genauer"
    assert handed_in.answers.get(question=asked["short"]).value == "alt"


def test_a_decision_closes_the_hubs_question(as_user, batch):
    decided = ApplicationFactory(batch=batch, submitted=True)
    asked, until = questions(batch)["long"], timezone.now() + timedelta(days=1)
    Reopening.objects.create(application=decided, question=asked, until=until, opened_by=staff())
    client, here = as_user(decided.started_by), decided.get_absolute_url()
    assert "Wir haben noch eine Frage" in client.get(here).text

    Application.objects.filter(pk=decided.pk).update(state="declined", decided_at=timezone.now())

    assert "Wir haben noch eine Frage" not in client.get(here).text
    client.post(address(decided, "idea"), field(asked, "zu spät", 0))
    assert not decided.answers.exists()


def test_the_last_stop_is_where_one_is_while_checking(as_user, draft):
    page = as_user(draft.started_by).get(reverse("startups:check", args=[draft.uuid])).text
    here = re.search(r"<a[^>]*aria-current=\"step\".*?</a>", page, re.DOTALL)[0]
    assert "Prüfen und absenden" in here


def test_a_date_is_read_as_people_write_it(as_user, draft, batch):
    asked = question(batch.sections.get(slug="idea"), kind="date", label_de="Wann?")
    answer(draft, asked, "2026-04-01")
    client = as_user(draft.started_by)

    german = client.get(reverse("startups:check", args=[draft.uuid])).text
    english = client.get(f"/en{reverse('startups:check', args=[draft.uuid])}").text

    assert "1. April 2026" in german
    assert "1 April 2026" in english
