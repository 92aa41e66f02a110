"""Staff need a second factor, used in this very session."""

import re

import pytest

from tests.factories.hub import founder, staff
from tests.hub.logins import log_in, reauthenticate, totp_code, with_password, with_totp

pytestmark = pytest.mark.django_db


def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(staff())

    for page in ("/admin/", "/dashboard/", "/", "/account/data/"):
        assert client.get(page)["Location"] == "/accounts/2fa/", page
    assert client.get("/accounts/2fa/").status_code == 200


def test_staff_who_did_not_use_theirs_in_this_session_are_asked_for_it(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    person = staff()
    client.force_login(person)
    with_totp(person)
    response = client.get("/admin/hub/user/?q=x")
    assert (
        response["Location"]
        == "/accounts/2fa/reauthenticate/?next=%2Fadmin%2Fhub%2Fuser%2F%3Fq%3Dx"
    )

    response = client.post(response["Location"], {"code": totp_code()})

    assert response["Location"] == "/admin/hub/user/?q=x"
    assert client.get("/admin/").status_code == 200


def test_staff_who_came_in_with_theirs_pass(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    person = with_totp(with_password(staff()))
    log_in(client, person)
    client.post("/accounts/2fa/authenticate/", {"code": totp_code()})

    assert client.get("/admin/").status_code == 200


def test_founders_need_none(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    client.force_login(founder())
    assert client.get("/account/data/").status_code == 200


def test_a_recovery_code_passes_as_a_second_factor(client, settings):
    settings.STAFF_SECOND_FACTOR = True
    person = with_totp(with_password(staff()))
    code = person.authenticator_set.get(type="recovery_codes").wrap().get_unused_codes()[0]
    log_in(client, person)
    client.post("/accounts/2fa/authenticate/", {"code": code})

    assert client.get("/admin/").status_code == 200


def test_setting_up_an_app_shows_its_code_without_a_data_address(client):
    person = with_password(founder())
    log_in(client, person)
    reauthenticate(client)
    page = client.get("/accounts/2fa/totp/activate/")

    assert page.status_code == 200
    assert "data:image" not in page.content.decode()
    assert "<svg" in page.content.decode()


@pytest.mark.parametrize(
    ("language", "headline", "ticked"),
    [
        ("", "Passkeys und zweiter Faktor", "Damit auch ohne Passwort anmelden"),
        ("/en", "Passkeys and second factor", "Sign in with it without a password, too"),
    ],
)
def test_a_key_that_is_added_opens_the_door_unless_one_says_no(client, language, headline, ticked):
    log_in(client, with_password(founder()))
    reauthenticate(client)

    assert f"<h1>{headline}</h1>" in client.get(f"{language}/accounts/2fa/").text
    page = client.get(f"{language}/accounts/2fa/webauthn/add/").text
    assert ticked in page
    assert re.search(r'<input[^>]*name="passwordless"[^>]*\bchecked\b', page)


def test_recovery_codes_are_shown_with_what_they_are_for(client):
    person = with_totp(with_password(founder()))
    log_in(client, person)
    client.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    reauthenticate(client)

    page = client.get("/accounts/2fa/recovery-codes/").text

    assert "wenn das Gerät verloren ist" in page
    assert len(re.findall(r"<code>\d{8}</code>", page)) == 10
