"""The demo: whole, coherent, the same each time, and nowhere it should not be."""

from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction

from hub.accounts.models import User
from hub.mail.models import Email, EmailState
from hub.portal import demo
from hub.portal.demo import people
from hub.programme.models import HubSite, Track
from partners.models import Partner
from startups.models import (
    Application,
    ApplicationMove,
    Attachment,
    Batch,
    Conflict,
    PartnerProfile,
    Startup,
    SubmittedCopy,
)
from startups.models.conflict import STATED
from startups.queries import application_form
from startups.services import pdf_check
from startups.states import ApplicationState, Visibility

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for all tests here; each of them undoes what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo.load()
        transaction.set_rollback(True)


# Before anything is loaded


def test_a_deployment_refuses_the_demo(settings):
    settings.LOCAL = settings.DEMO = False
    with pytest.raises(CommandError, match="public password"):
        call_command("seed_demo")
    assert not User.objects.exists()


def test_the_same_seed_gives_the_same_startups_and_another_one_others():
    def shape(seed):
        with transaction.atomic():
            demo.load(startups_wanted=50, seed=seed)
            startups = Startup.objects.order_by("pk").values_list(
                "uuid", "name", "released_fields"
            )
            answers = Application.objects.order_by("pk", "answers").values_list(
                "uuid", "answers__value"
            )
            found = [*map(str, startups), *map(str, answers)]
            transaction.set_rollback(True)
        return found

    assert shape(7) == shape(7)
    assert shape(7) != shape(8)


# Loaded


def test_the_demo_has_everything_it_promises(loaded):
    assert loaded == Startup.objects.filter(is_demo=True).count() == 38
    assert Track.objects.count() == 3
    assert HubSite.objects.count() == 12
    assert {"VNG", "AOK PLUS"} <= set(Partner.objects.values_list("name", flat=True))
    assert list(Batch.objects.order_by("starts_on").values_list("state", flat=True)) == [
        "finished",
        "running",
        "open",
    ]
    assert set(Application.objects.values_list("state", flat=True)) == set(ApplicationState)
    assert set(Email.objects.values_list("state", flat=True)) == {
        EmailState.SENT,
        EmailState.HELD,
        EmailState.DEAD,
    }


def test_every_account_opens_with_the_password_and_has_its_role(loaded, rf):
    for account, _name, roles in people.ACCOUNTS:
        person = authenticate(
            rf.post("/"), email=f"{account}@example.org", password=people.PASSWORD
        )
        assert person, account
        assert person.roles == set(roles)


def test_nobody_else_can_log_in_with_a_password(loaded):
    named = [f"{account}@example.org" for account, *_rest in people.ACCOUNTS]
    others = User.objects.exclude(email__in=named)
    assert others.exists()
    assert not any(person.has_usable_password() for person in others)


def test_loading_twice_changes_nothing(loaded):
    def counts():
        models = (User, Startup, Application, ApplicationMove, SubmittedCopy, Attachment, Email)
        return [model.objects.count() for model in models]

    before = counts()
    assert demo.load() == 0
    assert counts() == before


def test_a_number_grows_the_same_kind_of_data(loaded):
    assert demo.load(startups_wanted=60) == 22
    assert Startup.objects.count() == 60
    assert demo.load(startups_wanted=60) == 0
    newest = Startup.objects.filter(visibility=Visibility.PUBLIC).latest("pk")
    assert newest.one_liner
    assert newest.batch


def test_a_directory_grows_without_applications(loaded):
    before = Application.objects.count()
    assert demo.load(startups_wanted=60, with_applications=False) == 22
    newest = PartnerProfile.objects.open().latest("pk")
    assert newest.pk > Startup.objects.order_by("pk")[37].pk
    assert Application.objects.count() == before
    assert demo.load(startups_wanted=60, with_applications=False) == 0


def test_what_was_handed_in_is_complete_by_the_form_s_own_rules(loaded):
    for application in Application.objects.exclude(state="draft"):
        form = application_form.load(application)
        problems = [
            (field.question.label_de, str(field.problem))
            for field in form.fields()
            if field.problem
        ]
        assert form.is_complete, (application, problems)


def test_drafts_miss_something(loaded):
    for application in Application.objects.filter(state="draft"):
        assert not application_form.load(application).is_complete


def test_every_history_leads_to_the_state_it_ends_in(loaded):
    for application in Application.objects.prefetch_related("moves"):
        state, at = "draft", application.started_at
        for move in application.moves.all():
            assert (move.from_state, at <= move.at) == (state, True), application
            state, at = move.to_state, move.at
        assert state == application.state


def test_numbers_follow_the_order_of_submission(loaded):
    for batch in Batch.objects.all():
        handed_in = batch.applications.exclude(number="").order_by("submitted_at")
        numbers = [application.number for application in handed_in]
        assert numbers == sorted(numbers)
        assert batch.last_number == len(numbers)
        assert batch.form_frozen_at == handed_in[0].submitted_at


def test_copies_say_what_the_answers_say(loaded):
    for copy in SubmittedCopy.objects.select_related("application"):
        texts = {item["text_de"] for section in copy.content for item in section["items"]}
        for answer in copy.application.answers.select_related("question"):
            assert application_form.as_read(answer.question, answer.value, "de") in texts


def test_the_open_class_can_be_applied_to_for_a_month(loaded):
    batch = Batch.objects.get(state="open")
    assert (batch.deadline - batch.opens_at).days > 30
    running = Batch.objects.get(state="running")
    assert running.ends_on < batch.starts_on


def test_decks_are_pdfs_that_our_own_gate_lets_through(loaded):
    deck = Attachment.objects.get(application__startup__slug="waermepuls")
    assert pdf_check.check(Path(deck.file.path)).pages == deck.pages == 5
    assert deck.size == len(Path(deck.file.path).read_bytes())
    handed_in = Application.objects.exclude(state="draft")
    assert not handed_in.filter(attachments__isnull=True).exists()


def test_the_data_find_conflicts_of_every_kind_they_can(loaded):
    found = Conflict.objects.exclude(source__in=STATED)
    assert set(found.values_list("source", flat=True)) == {"membership", "pilot", "science"}
    assert found.exclude(overruled_reason="").count() == 1


def test_public_demo_startups_say_that_they_are_invented(loaded, client):
    startup = Startup.objects.public().first()
    assert "erfunden" in client.get(startup.get_absolute_url()).content.decode()


def test_the_home_page_draws_the_running_class(loaded, client):
    html = client.get("/").content.decode()
    assert "Wärmelotse" in html
    assert "Ätherwind" in html
    assert "Wärmepuls" not in html
