"""Coming in and going out: sessions, the one door, what ends them."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from hub.accounts import services
from hub.mail.models import Email
from tests.factories.hub import founder, lead
from tests.hub.logins import LOGIN, log_in, totp_code, with_password, with_totp
from tests.hub.test_door import CONFIRM, DOOR, code_for

pytestmark = pytest.mark.django_db


# Sessions


def test_shutting_an_account_ends_its_sessions(client):
    person = with_password(founder())
    log_in(client, person)
    assert client.get("/account/data/").status_code == 200

    services.deactivate(person, by=lead())

    assert client.get("/account/data/").status_code == 302
    assert not UserSession.objects.filter(user=person).exists()
    log_in(client, person)
    assert "_auth_user_id" not in client.session


def test_a_person_sees_and_ends_their_other_sessions():
    person = with_password(founder())
    here, elsewhere = Client(), Client()
    log_in(here, person)
    log_in(elsewhere, person)
    assert UserSession.objects.filter(user=person).count() == 2

    here.post(reverse("usersessions_list"))

    assert elsewhere.get("/account/data/").status_code == 302
    assert here.get("/account/data/").status_code == 200


def test_logging_in_changes_the_session_key(client):
    client.get(LOGIN)
    client.post(DOOR, {"email": "new@example.org"})
    before = client.session.session_key
    client.post(CONFIRM, {"code": code_for("new@example.org")})

    assert client.session.session_key != before


def test_logging_out_takes_a_post(client):
    person = founder()
    client.force_login(person)
    client.get("/accounts/logout/")
    assert client.get("/account/data/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/account/data/").status_code == 302


# Coming in


def test_the_admin_has_no_door_of_its_own(client):
    assert client.get("/admin/hub/user/")["Location"] == f"{LOGIN}?next=/admin/hub/user/"
    response = client.get("/admin/login/?next=/admin/hub/user/")
    assert response["Location"] == f"{LOGIN}?next=%2Fadmin%2Fhub%2Fuser%2F"
    response = client.post("/admin/login/", {"username": "x", "password": "y"})
    assert response["Location"] == f"{LOGIN}?next=%2Fadmin%2F"


def test_the_admin_does_not_exist_for_founders(client):
    client.force_login(founder())
    assert client.get("/admin/").status_code == 404
    assert client.get("/admin/hub/user/").status_code == 404


def test_a_shut_account_gets_no_code(client):
    person = founder()
    services.deactivate(person, by=lead())
    client.post(DOOR, {"email": person.email})

    assert Email.objects.get(to=person.email).kind == "account/unknown_account"


@pytest.mark.parametrize("at_the_door", [True, False])
def test_a_code_alone_does_not_pass_a_second_factor(client, at_the_door):
    person = with_totp(founder())
    form = DOOR if at_the_door else "/accounts/login/code/"
    client.post(form, {"email": person.email})
    response = client.post(CONFIRM, {"code": code_for(person.email)})

    assert response["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/account/data/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    assert client.get("/account/data/").status_code == 200


def test_a_code_from_the_app_works_once(client):
    person = with_totp(with_password(founder()))
    code = totp_code()
    log_in(client, person)
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.get("/account/data/").status_code == 200

    other = Client()
    log_in(other, person)
    other.post("/accounts/2fa/authenticate/", {"code": code})
    assert other.get("/account/data/").status_code == 302


def test_a_new_password_by_mail_drops_no_second_factor(client):
    person = with_totp(with_password(founder()))
    client.post("/accounts/password/reset/", {"email": person.email})
    client.post("/accounts/password/reset/confirm/", {"code": code_for(person.email)})
    new = "another-quiet-harbour"
    client.post("/accounts/password/reset/complete/", {"password1": new, "password2": new})
    response = client.post(LOGIN, {"login": person.email, "password": new})

    assert response["Location"] == "/accounts/2fa/authenticate/"
