"""What one can read before applying: the open batches and every question they ask."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from startups.models import Application, QuestionKind, Section
from tests.factories.hub import founder, track
from tests.factories.startups import BatchFactory, batch_with_form, question

pytestmark = pytest.mark.django_db
APPLY = "/apply/"
DEADLINE = datetime(2027, 1, 31, 22, 59, 59, tzinfo=UTC)


def text(client, path=APPLY):
    return client.get(path).content.decode()


@time_machine.travel("2026-12-01T12:00:00Z", tick=False)
def test_the_deadline_is_shown_with_weekday_and_zone_in_both_languages(client):
    BatchFactory(deadline=DEADLINE)
    assert "Sonntag, 31. Januar 2027, 23:59 Uhr (MEZ)" in text(client)
    assert "Sunday, 31 January 2027, 23:59 CET" in text(client, "/en/apply/")


def test_an_open_batch_says_who_may_apply_what_is_asked_and_where_to_start(client):
    batch = batch_with_form(eligibility_de="Mindestens zwei Personen\n\nNoch keine fünf Jahre alt")
    html = text(client)
    assert html.count('class="icon"') >= 2
    assert "Mindestens zwei Personen" in html
    assert "3 Fragen" in html
    assert f'href="{batch.get_absolute_url()}"' in html
    assert f'href="/apply/{batch.slug}/start/"' in html


def test_with_two_open_batches_the_nearer_deadline_comes_first(client):
    now = timezone.now()
    BatchFactory(name_de="Spätere", deadline=now + timedelta(days=40))
    BatchFactory(name_de="Frühere", deadline=now + timedelta(days=10))
    html = text(client)
    assert html.index("Frühere") < html.index("Spätere")


def test_without_an_open_batch_the_page_says_what_comes(client):
    coming = BatchFactory(
        state="planned", name_de="Klasse 2028", opens_at=timezone.now() + timedelta(days=9)
    )
    BatchFactory(name_de="Vorbei", deadline=timezone.now() - timedelta(seconds=1))
    html = text(client)
    assert "Gerade ist keine Klasse offen" in html
    assert "Klasse 2028" in html
    assert f'href="{coming.get_absolute_url()}"' in html
    assert "Vorbei" not in html
    assert "Bewerbung beginnen" not in html


def test_the_clock_opens_a_planned_batch_before_the_tick_writes_it(client):
    BatchFactory(state="planned", opens_at=timezone.now() - timedelta(seconds=1))
    assert "Bewerbung beginnen" in text(client)


def test_every_question_can_be_read_without_an_account(client):
    batch = batch_with_form()
    section = Section.objects.get(batch=batch, slug="idea")
    question(
        section,
        kind=QuestionKind.CHOICE,
        label_de="Wo steht ihr?",
        help_de="Ehrlich gemeint.",
        options="idea | Idee | Idea\ngrowth | Wachstum | Growth",
    )
    html = text(client, batch.get_absolute_url())
    for words in ("In einem Satz?", "Welches Problem?", "Pitchdeck", "Wo steht ihr?", "Wachstum"):
        assert words in html
    assert "höchstens 200 Zeichen" in html
    assert "Ehrlich gemeint." in html
    assert "Unsere Angaben stimmen" in html
    assert "Partner dürfen unser Pitchdeck laden" in html


def test_a_question_for_one_track_says_so(client):
    batch = batch_with_form()
    html = text(client, batch.get_absolute_url())
    start = html.index("Medizinprodukt?")
    assert "Nur bei:" in html[start : start + 300]
    assert "eHealth" in html[start : start + 600]
    assert "Nur bei:" not in html[: html.index("Medizinprodukt?")]


def test_optional_questions_are_marked(client):
    batch = batch_with_form()
    html = text(client, batch.get_absolute_url())
    link = html.index(">Link")
    assert "freiwillig" in html[link : link + 60]


@pytest.mark.parametrize(
    ("fields", "words", "may_start"),
    [
        ({}, "Bewerbungsschluss", True),
        (
            {"state": "planned", "opens_at": timezone.now() + timedelta(days=3)},
            "Bewerbung ab",
            False,
        ),
        ({"state": "finished"}, "nimmt keine Bewerbungen mehr an", False),
        (
            {"deadline": timezone.now() - timedelta(hours=1)},
            "nimmt keine Bewerbungen mehr an",
            False,
        ),
    ],
    ids=["open", "coming", "finished", "late"],
)
def test_the_questions_stay_readable_whatever_the_batch_does(client, fields, words, may_start):
    batch = batch_with_form(**fields)
    html = text(client, batch.get_absolute_url())
    assert words in html
    assert "In einem Satz?" in html
    assert ("Bewerbung beginnen" in html) is may_start


def test_an_unknown_batch_is_missing(client):
    assert client.get("/apply/klasse-nirgends/").status_code == 404


@pytest.mark.parametrize("number", [1, 60])
def test_the_form_costs_the_same_few_queries_however_long_it_is(
    client, django_assert_num_queries, number
):
    batch = batch_with_form()
    section = Section.objects.get(batch=batch, slug="idea")
    for _number in range(number):
        question(section).tracks.add(track())
    with django_assert_num_queries(6):
        client.get(batch.get_absolute_url())


def test_a_name_that_is_too_long_is_said_so_and_not_cut(as_user):
    batch = BatchFactory()
    name = "Leistungsverzeichnisprüfung " * 4
    client = as_user(founder())
    start = reverse("startups:application-start", args=[batch.slug])
    assert "maxlength" not in client.get(start).content.decode()

    html = client.post(start, {"name": name}).content.decode()

    assert name.strip() in html
    assert "höchstens 80 Zeichen" in html
    assert not Application.objects.exists()


@pytest.mark.parametrize(("told", "kept"), [("  Änne   Größner ", "Änne Größner"), ("", "")])
def test_who_starts_may_say_their_name_and_is_asked_once(as_user, told, kept):
    batch, person = BatchFactory(), founder(name="")
    client = as_user(person)
    start = reverse("startups:application-start", args=[batch.slug])
    assert "Vor- und Nachname" in client.get(start).content.decode()

    client.post(start, {"name": "Rohrpost", "person-name": told})

    person.refresh_from_db()
    assert person.name == kept
    assert Application.objects.get().startup.name == "Rohrpost"
    asked_again = "Vor- und Nachname" in client.get(start).content.decode()
    assert asked_again is (not kept)


def test_a_wrong_name_keeps_both_answers_on_the_page(as_user):
    batch, person = BatchFactory(), founder(name="")
    start = reverse("startups:application-start", args=[batch.slug])

    html = (
        as_user(person).post(start, {"name": "Rohrpost", "person-name": "a@b.de"}).content.decode()
    )

    assert "Ein Name enthält keine Adresse." in html
    assert "Rohrpost" in html
    assert "a@b.de" in html
    assert not Application.objects.exists()
