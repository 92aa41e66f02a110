"""Limits against guessing and against mail nobody asked for."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from hub.accounts import limits
from hub.accounts.models import RateBucket, User
from hub.mail.models import Email
from tests.factories.hub import UserFactory
from tests.hub.logins import LOGIN, PASSWORD, with_password
from tests.hub.test_door import DOOR

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
FORMS = [
    (DOOR, "email"),
    ("/accounts/login/code/", "email"),
    ("/accounts/password/reset/", "email"),
]


def test_a_bucket_lets_so_many_through_and_no_more():
    assert [limits.allow("x", limit=3, per=HOUR) for _ in range(5)] == [True] * 3 + [False] * 2
    assert limits.allow("y", limit=3, per=HOUR)


def test_a_bucket_is_empty_again_when_its_time_is_over():
    for _ in range(4):
        limits.allow("x", limit=3, per=HOUR)
    RateBucket.objects.update(window_started_at="2026-01-01T00:00Z")

    assert limits.allow("x", limit=3, per=HOUR)


@pytest.mark.django_db(transaction=True)
def test_a_bucket_counts_right_when_many_come_at_once():
    def try_once(_number):
        try:
            return limits.allow("x", limit=5, per=HOUR)
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(try_once, range(200))) == 5


@pytest.mark.parametrize("known", [True, False])
def test_two_hundred_requests_make_three_mails(known):
    address = "somebody@example.org"
    if known:
        UserFactory(email=address)
    browser = Client()
    for number in range(200):
        path, field = FORMS[number % len(FORMS)]
        browser.post(path, {field: address}, REMOTE_ADDR=f"10.0.{number // 200}.{number}")
        browser.cookies.clear()

    assert Email.objects.filter(to=address).count() == 3


def test_one_place_asks_for_twenty_codes_a_minute_at_most():
    for number in range(30):
        Client().post(DOOR, {"email": f"n{number}@example.org"})

    assert Email.objects.count() == 20
    assert User.objects.count() == 20


def test_made_up_forwarding_headers_do_not_make_another_client():
    for number in range(30):
        Client().post(
            DOOR, {"email": f"n{number}@example.org"}, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}"
        )

    assert Email.objects.count() == 20


class Checks:
    """Counts how often a password is really compared."""

    def __init__(self, monkeypatch):
        self.count, self.lock = 0, threading.Lock()
        check = User.check_password

        def counted(person, raw):
            with self.lock:
                self.count += 1
            return check(person, raw)

        monkeypatch.setattr(User, "check_password", counted)


@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_guesses_at_once_five_are_checked(monkeypatch):
    person = with_password(UserFactory())
    checks = Checks(monkeypatch)

    def guess(number):
        try:
            return (
                Client()
                .post(
                    LOGIN,
                    {"login": person.email, "password": f"guess-number-{number}"},
                    REMOTE_ADDR=f"10.1.{number // 100}.{number % 100}",
                )
                .status_code
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        statuses = set(pool.map(guess, range(200)))

    assert 1 <= checks.count <= 5
    assert statuses <= {200, 429}


def test_one_place_does_not_try_fifty_accounts(monkeypatch):
    people = [with_password(UserFactory()) for _ in range(50)]
    checks = Checks(monkeypatch)
    for person in people:
        Client().post(LOGIN, {"login": person.email, "password": "wrong-but-long"})
    assert checks.count <= 10

    elsewhere = Client()
    elsewhere.post(
        LOGIN, {"login": people[-1].email, "password": PASSWORD}, REMOTE_ADDR="10.9.9.9"
    )
    assert "_auth_user_id" in elsewhere.session


def test_a_password_of_a_megabyte_is_not_hashed(monkeypatch):
    person = with_password(UserFactory())
    checks = Checks(monkeypatch)
    response = Client().post(LOGIN, {"login": person.email, "password": "x" * 1_000_000})

    assert response.status_code == 400
    assert checks.count == 0
