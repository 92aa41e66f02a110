"""What the guard refuses before any code of ours, and with which page."""

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.client import encode_multipart
from django.urls import reverse

from hub.core import headers
from tests.factories.hub import founder

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"email=a%00b", FORM),
        (b"a%00=b", FORM),
        (b"email=%ED%A0%80%00", FORM),
        (b"a=1&" * 3_000, FORM),
        (b"email=x", FORM + "; charset=utf-16"),
        (b"--x\r\nnonsense", "multipart/form-data"),
        (b"--x\r\nnonsense", "multipart/form-data; boundary="),
    ],
)
def test_a_form_that_means_nothing_is_answered_with_our_400(visitor, body, content_type):
    response = visitor.generic("POST", "/accounts/signup/", body, content_type=content_type)

    assert response.status_code == 400
    assert "Smart Infrastructure Hub" in response.content.decode()


def test_a_lone_surrogate_in_a_form_is_refused(visitor):
    body = "--b\r\nContent-Disposition: form-data; name=email\r\n\r\n+2AA-\r\n--b--\r\n"
    kind = "multipart/form-data; boundary=b; charset=utf-7"
    response = visitor.generic("POST", "/accounts/signup/", body, content_type=kind)

    assert response.status_code in {200, 400}


def test_base64_that_is_none_does_not_break_the_parser(visitor):
    body = (
        '--b\r\nContent-Disposition: form-data; name="f"; filename="a.pdf"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n!!!!\r\n--b--\r\n"
    )
    kind = "multipart/form-data; boundary=b"
    response = visitor.generic("POST", "/accounts/signup/", body, content_type=kind)

    assert response.status_code in {200, 400}


def test_a_form_too_big_to_read_is_a_413(visitor, settings):
    response = visitor.post("/accounts/signup/", {"email": "x" * 3_000_000})

    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < 3_000_000
    assert response.status_code == 413


@pytest.mark.parametrize("path", ["/%00", "/?q=%00", "/en/?%00=1", "/?q=" + "x" * 5_000])
def test_nonsense_in_the_address_is_a_400(visitor, path):
    assert visitor.get(path).status_code == 400


def test_a_cookie_that_spells_a_nul_is_refused(visitor, settings):
    header = f'{settings.SESSION_COOKIE_NAME}="\\000abcdefghijk"'
    assert visitor.get("/account/data/", HTTP_COOKIE=header).status_code == 400


def test_a_lost_database_is_a_503_that_asks_to_come_back(visitor, monkeypatch):
    person = founder()
    visitor.force_login(person)

    def gone(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    with connection.execute_wrapper(gone):
        response = visitor.get("/account/data/")

    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert "closed the connection" not in response.content.decode()


def test_pages_of_a_person_logged_in_are_kept_nowhere(visitor):
    visitor.force_login(founder())

    for name in ("portal:account-data", "account_email", "portal:home", "startups:apply"):
        assert "no-store" in visitor.get(reverse(name))["Cache-Control"], name


def test_every_answer_carries_the_headers(visitor):
    for path in ("/", "/accounts/login/", "/nowhere/", "/%00", "/admin/"):
        response = visitor.get(path)
        assert response["Permissions-Policy"] == headers.PERMISSIONS, path
        assert response["X-Content-Type-Options"] == "nosniff", path
        assert "default-src 'none'" in response["Content-Security-Policy"], path
        assert response["X-Frame-Options"] == "DENY", path


def test_a_file_name_cannot_smuggle_anything(visitor):
    data = encode_multipart("b", {"email": "a@example.org"})
    kind = "multipart/form-data; boundary=b"
    response = visitor.generic("POST", "/accounts/signup/", data, content_type=kind)

    assert response.status_code == 302
