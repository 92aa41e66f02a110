"""The door: an address and a mailed code, and somebody is in."""

import re
import time
from statistics import median

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from hub.accounts import views
from hub.accounts.models import User
from hub.mail.models import Email
from hub.portal.adapter import AccountAdapter
from tests.factories.hub import UserFactory

pytestmark = pytest.mark.django_db

DOOR = "/accounts/signup/"
CONFIRM = "/accounts/login/code/confirm/"
CODE = re.compile(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", re.MULTILINE)


def code_for(email):
    return CODE.search(Email.objects.filter(to=email.lower()).latest("pk").body)[1]


def come_in(client, email, next_url="/account/data/"):
    client.post(DOOR, {"email": email, "next": next_url})
    return client.post(CONFIRM, {"code": code_for(email), "next": next_url})


def test_a_new_address_becomes_an_account_once_the_code_is_typed(client):
    response = client.post(DOOR, {"email": "New@Example.org", "next": "/account/data/"})
    assert response["Location"] == f"{CONFIRM}?next=%2Faccount%2Fdata%2F"
    assert not EmailAddress.objects.filter(verified=True).exists()

    response = client.post(
        response["Location"], {"code": code_for("new@example.org"), "next": "/account/data/"}
    )

    assert response["Location"] == "/account/data/"
    assert "after-code" not in client.session
    person = User.objects.get(email="new@example.org")
    assert not person.has_usable_password()
    assert person.emailaddress_set.get().verified
    assert client.session["_auth_user_id"] == str(person.pk)


def test_the_page_for_the_code_is_called_after_the_portal_too(client):
    response = client.post(DOOR, {"email": "new@example.org"}, follow=True)
    assert "<title>Code eingeben · Smart Infrastructure Hub Leipzig</title>" in response.text


def test_the_way_back_outlives_a_wrong_code_and_a_page_opened_anew(client):
    client.post(DOOR, {"email": "new@example.org", "next": "/account/data/"})
    wrong = client.post(CONFIRM, {"code": "FALSCH"})
    assert "Der Code stimmt nicht." in wrong.content.decode()
    client.get(CONFIRM)

    response = client.post(CONFIRM, {"code": code_for("new@example.org")})

    assert response["Location"] == "/account/data/"
    assert "after-code" not in client.session


def test_the_code_counts_in_its_own_browser_alone(client):
    client.post(DOOR, {"email": "new@example.org"})
    stranger = Client()
    stranger.post(DOOR, {"email": "other@example.org"})
    stranger.post(CONFIRM, {"code": code_for("new@example.org")})

    assert "_auth_user_id" not in stranger.session


def test_three_wrong_codes_end_the_attempt(client):
    client.post(DOOR, {"email": "new@example.org"})
    for _ in range(3):
        client.post(CONFIRM, {"code": "WRONG1"})
    client.post(CONFIRM, {"code": code_for("new@example.org")})

    assert "_auth_user_id" not in client.session


def test_a_new_code_can_be_asked_for_and_the_old_one_is_void(client):
    client.post(DOOR, {"email": "new@example.org"})
    old = code_for("new@example.org")
    client.post(CONFIRM, {"action": "resend"})
    new = code_for("new@example.org")
    assert old != new
    client.post(CONFIRM, {"code": old})
    assert "_auth_user_id" not in client.session
    client.post(CONFIRM, {"code": new})
    assert "_auth_user_id" in client.session


def test_allauths_own_sign_up_cannot_be_reached(client):
    client.post(DOOR, {"email": "new@example.org", "password1": "x" * 14, "password2": "x" * 14})

    assert not User.objects.get().has_usable_password()
    assert resolve(DOOR).func is views.door
    assert not AccountAdapter().is_open_for_signup(None)


def test_an_address_that_is_none_gets_a_sentence_at_the_field(client):
    response = client.post(DOOR, {"email": "no address"})

    assert response.status_code == 200
    assert response.context["form"].errors["email"]
    assert not User.objects.exists()


def test_who_is_in_already_is_sent_on(client):
    client.force_login(UserFactory())
    assert client.get(f"{DOOR}?next=/account/data/")["Location"] == "/account/data/"


def test_the_mail_with_the_code_is_secret_and_its_subject_tells_nothing(client):
    client.post(DOOR, {"email": "new@example.org"})
    mail = Email.objects.get()

    assert mail.is_secret
    assert code_for("new@example.org") not in mail.subject


# Nobody learns who has an account

KNOWN, UNKNOWN = "known@example.org", "fresh@example.org"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


def masked(response):
    """What the answer shows, without the address typed in and what is random in every page."""
    text = TOKEN.sub("", response.content.decode())
    for address in (KNOWN, UNKNOWN):
        text = text.replace(address, "ADDRESS")
    location = response.get("Location", "")
    return response.status_code, location, sorted(response.cookies), text


def pages_after(path, data, prefix, setup=None):
    """The answer to a form and, where it leads on, the page after it."""
    browser = Client()
    if setup:
        setup(browser)
    first = browser.post(prefix + path, data)
    pages = [masked(first)]
    if first.status_code == 302:
        pages.append(masked(browser.get(first["Location"])))
    return pages


def logged_in(browser):
    person = User.objects.filter(email="me@example.org").first()
    if person is None:
        person = UserFactory(email="me@example.org")
    browser.force_login(person)


FLOWS = {
    "door": (DOOR, lambda email: {"email": email}, None),
    "login": (
        "/accounts/login/",
        lambda email: {"login": email, "password": "wrong-but-long-enough"},
        None,
    ),
    "code": ("/accounts/login/code/", lambda email: {"email": email}, None),
    "reset": ("/accounts/password/reset/", lambda email: {"email": email}, None),
    "email change": (
        "/accounts/email/",
        lambda email: {"email": email, "action_add": ""},
        logged_in,
    ),
}


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("flow", FLOWS)
def test_an_answer_does_not_tell_whether_an_account_exists(flow, prefix):
    UserFactory(email=KNOWN)
    path, data, setup = FLOWS[flow]
    known = pages_after(path, data(KNOWN), prefix, setup)
    mails_to_known = Email.objects.filter(to=KNOWN).count()
    unknown = pages_after(path, data(UNKNOWN), prefix, setup)

    assert known == unknown
    assert mails_to_known == Email.objects.filter(to=UNKNOWN).count()


PAIRS = 30


def cost(path, data, place):
    """Processor time and number of queries of one answer: other load on the machine is no noise."""
    with CaptureQueriesContext(connection) as queries:
        began = time.process_time()
        Client().post(path, data, REMOTE_ADDR=place)
        return time.process_time() - began, len(queries)


@pytest.mark.parametrize("flow", ["door", "login", "code", "reset"])
def test_the_work_an_answer_takes_does_not_tell_either(flow, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    path, data, _setup = FLOWS[flow]
    known, unknown = [], []
    password = make_password("a-quiet-harbour-in-may")
    for number in range(PAIRS):
        person = UserFactory(password=password)
        known.append(cost(path, data(person.email), f"10.0.0.{number}"))
        unknown.append(cost(path, data(f"new-{number}@example.org"), f"10.0.1.{number}"))
    time_known, queries_known = map(median, zip(*known, strict=True))
    time_unknown, queries_unknown = map(median, zip(*unknown, strict=True))
    # Of neighbours, so that a machine that grows slower meanwhile makes no difference.
    gaps = [ours[0] - theirs[0] for ours, theirs in zip(known, unknown, strict=True)]

    assert abs(median(gaps)) <= max(0.005, 0.1 * max(time_known, time_unknown))
    assert abs(queries_known - queries_unknown) <= 2


# Links in mails lead to the portal, whoever asked

HOSTS = [
    {"HTTP_X_FORWARDED_HOST": "evil.example"},
    {"HTTP_FORWARDED": "host=evil.example"},
    {"HTTP_X_ORIGINAL_HOST": "evil.example"},
    {"HTTP_X_FORWARDED_SERVER": "evil.example"},
    {"HTTP_HOST": "localhost:1234"},
    {"HTTP_HOST": "127.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"},
]


@pytest.mark.parametrize("headers", HOSTS)
def test_links_in_mails_come_from_the_setting(headers, settings):
    for number, (path, data, _setup) in enumerate(list(FLOWS.values())[:4]):
        Client().post(path, data(f"n{number}@example.org"), **headers)
    bodies = " ".join(Email.objects.values_list("body", flat=True))
    found = set(re.findall(r"https?://[^/\s]+", bodies))

    assert found == {settings.SITE_URL}


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "testserver@evil.example"]
)
def test_an_unknown_host_is_refused(client, host):
    client.raise_request_exception = False
    assert client.post(DOOR, {"email": UNKNOWN}, HTTP_HOST=host).status_code == 400
    assert not Email.objects.exists()


@pytest.mark.parametrize("email", ["", "jürgen@", "ada", "ä@ö", "x" * 300 + "@example.org"])
def test_a_bad_address_is_told_apart_and_kept(client, email):
    html = client.post(DOOR, {"email": email}).content.decode()
    assert "anna@beispiel.de" in html or "höchstens 254 Zeichen" in html
    assert "zwingend erforderlich" not in html
    assert f'value="{email}"' in html or not email
