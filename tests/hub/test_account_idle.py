"""Two hours without a request end a session of the team; nobody else's."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hub.accounts.idle import KEY
from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from startups.models import Answer
from tests.factories.hub import founder, lead, staff
from tests.factories.startups import ApplicationFactory, batch_with_form

pytestmark = pytest.mark.django_db

NOTE = "Ein Satz, den niemand ein zweites Mal schreiben möchte. " * 3


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def clock():
    """A clock that goes on only when told."""
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield lambda **delta: traveller.shift(timedelta(**delta))


def is_in(client):
    return client.get("/account/data/").status_code == 200


def test_two_hours_without_a_request_log_staff_out(as_user, clock):
    desk = as_user(staff())
    assert is_in(desk)
    clock(hours=2, seconds=1)
    response = desk.get("/admin/hub/user/?q=x", follow=True)

    assert response.redirect_chain[0][0] == "/accounts/login/?next=/admin/hub/user/%3Fq%3Dx"
    assert "Zwei Stunden ohne Klick" in response.content.decode()
    assert not is_in(desk)


def test_every_request_counts_as_being_there(as_user, clock):
    desk = as_user(staff())
    desk.get("/admin/")
    for _ in range(4):
        clock(hours=1, minutes=50)
        assert is_in(desk)


def test_being_there_does_not_lengthen_a_session(as_user, clock):
    desk = as_user(staff())
    assert is_in(desk)
    for _ in range(settings.SESSION_COOKIE_AGE // 3600):
        clock(hours=1)
        assert is_in(desk)
    clock(seconds=1)
    assert not is_in(desk)


def test_founders_and_their_sessions_are_left_alone(as_user, clock):
    browser = as_user(founder())
    assert is_in(browser)
    assert KEY not in browser.session
    clock(hours=11)
    assert is_in(browser)


def test_the_time_is_noted_every_five_minutes_at_most(as_user, clock):
    def writes():
        with CaptureQueriesContext(connection) as asked:
            assert is_in(desk)
        return [q["sql"] for q in asked if q["sql"].startswith('UPDATE "django_session"')]

    desk = as_user(staff())
    assert writes() == []
    for _ in range(3):
        clock(minutes=4, seconds=59)
        assert writes() == []
        clock(seconds=1)
        assert len(writes()) == 1


def test_a_founders_page_costs_no_more_than_without(as_user, settings):
    browser = as_user(founder())

    def queries():
        with CaptureQueriesContext(connection) as asked:
            assert is_in(browser)
        return len(asked)

    queries()
    with_it = queries()
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Idle" not in name]
    browser.handler.load_middleware()
    assert queries() == with_it


def test_a_long_text_sent_too_late_is_handed_back_and_nothing_is_done(as_user, clock):
    person = lead()
    desk = as_user(person)
    assert is_in(desk)
    clock(hours=3)
    page = f"/admin/hub/user/{person.pk}/change/"
    response = desk.post(page, {"name": NOTE, "language": "en"})

    assert response.status_code == 403
    content = response.content.decode()
    assert NOTE.strip() in content
    assert f"/accounts/login/?next={page.replace('/', '%2F')}" in content
    assert User.objects.get(pk=person.pk).name == person.name
    assert not is_in(desk)


def test_a_script_that_saves_too_late_is_told_as_always(as_user, clock):
    desk = as_user(lead())
    assert is_in(desk)
    clock(hours=3)
    response = desk.post("/account/data/", {"name": NOTE}, HTTP_SEC_FETCH_MODE="cors")
    assert response["Location"] == "/accounts/login/?next=/account/data/"


def test_a_password_is_never_handed_back(as_user, clock):
    desk = as_user(lead())
    assert is_in(desk)
    clock(hours=3)
    secret = "correct horse battery staple " * 3
    response = desk.post("/accounts/password/change/", {"oldpassword": secret, "x": NOTE})
    assert NOTE.strip() in response.content.decode()
    assert secret.strip() not in response.content.decode()


def test_what_was_typed_into_an_application_is_there_again_after_login(as_user, clock):
    batch = batch_with_form()
    draft = ApplicationFactory(batch=batch)
    RoleGrant.objects.create(person=draft.started_by, role=Role.STAFF)
    asked = batch.sections.get(slug="idea").questions.get(kind="long")
    browser = as_user(draft.started_by)
    url = reverse("startups:section", args=[draft.uuid, "idea"])
    assert browser.get(url).status_code == 200
    clock(hours=3)
    response = browser.post(url, {f"q-{asked.uuid}": NOTE, f"v-{asked.uuid}": 0})
    assert response["Location"].startswith("/accounts/login/")
    assert not Answer.objects.exists()

    as_user(draft.started_by)
    assert NOTE.strip() in browser.get(url).content.decode()
