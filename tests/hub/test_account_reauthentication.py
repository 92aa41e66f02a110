"""What matters asks who is there again, once five minutes have passed."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from tests.factories.hub import UserFactory
from tests.hub.logins import PASSWORD, log_in, reauthenticate, totp_code, with_password, with_totp

pytestmark = pytest.mark.django_db

ASKED = ("/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/")
NEW_ADDRESS = {"email": "new@example.org", "action_add": ""}


def admin(name):
    return lambda person: reverse(f"admin:hub_user_{name}", args=[person.pk])


def at(path):
    return lambda person: path


# name: (method, address, data, the acting person has an authenticator app)
SENSITIVE = {
    "change the address": ("post", at("/accounts/email/"), NEW_ADDRESS, False),
    "set up an app": ("get", at("/accounts/2fa/totp/activate/"), {}, False),
    "remove the app": ("post", at("/accounts/2fa/totp/deactivate/"), {}, True),
    "add a passkey": ("get", at("/accounts/2fa/webauthn/add/"), {}, False),
    "new recovery codes": ("post", at("/accounts/2fa/recovery-codes/generate/"), {}, True),
    "see recovery codes": ("get", at("/accounts/2fa/recovery-codes/"), {}, True),
    "take the data away": ("get", at("/account/data/export/"), {}, False),
    "give a role": ("post", admin("roles"), {"role": "reviewer"}, False),
    "end a role": ("post", admin("end_role"), {"role": "mentor"}, False),
    "shut an account": ("post", admin("active"), {}, False),
}


@pytest.fixture
def acting(settings):
    """Somebody of the team, asked who they are at a time of one's choice before they act."""
    settings.STAFF_SECOND_FACTOR = False
    other = UserFactory(roles=[Role.MENTOR])

    def act(name, *, after, confirmed=True):
        method, address, data, has_app = SENSITIVE[name]
        person = with_password(UserFactory(roles=[Role.STAFF, Role.SELECTION_LEAD]))
        browser = Client()
        now = timezone.now()
        with time_machine.travel(now, tick=False):
            if has_app:
                with_totp(person)
            log_in(browser, person)
            if has_app:
                browser.post("/accounts/2fa/authenticate/", {"code": totp_code()})
            if confirmed:
                assert reauthenticate(browser).status_code == 302
        with time_machine.travel(now + after, tick=False):
            return getattr(browser, method)(address(other), data)

    return act


@pytest.mark.parametrize("name", SENSITIVE)
def test_a_login_alone_is_not_enough(acting, name):
    response = acting(name, after=timedelta(seconds=1), confirmed=False)
    assert response["Location"].startswith(ASKED)
    assert nothing_happened()


@pytest.mark.parametrize("name", SENSITIVE)
def test_after_five_minutes_one_is_asked_again(acting, name):
    response = acting(name, after=timedelta(seconds=301))
    assert response["Location"].startswith(ASKED)
    assert nothing_happened()


@pytest.mark.parametrize("name", SENSITIVE)
def test_within_five_minutes_one_is_not(acting, name):
    response = acting(name, after=timedelta(seconds=290))
    assert not response.get("Location", "").startswith(ASKED)
    assert response.status_code in {200, 302}


def nothing_happened():
    grants = RoleGrant.objects.filter(role=Role.REVIEWER).count()
    ended = RoleGrant.objects.filter(ended_at__isnull=False).count()
    return grants + ended == 0 and not User.objects.filter(is_active=False).exists()


def test_a_new_password_takes_the_old_one_whenever_it_was_typed_last(client):
    person = with_password(UserFactory())
    log_in(client, person)
    new = "another-quiet-harbour"
    page = "/accounts/password/change/"
    client.post(page, {"oldpassword": "guessed-by-them", "password1": new, "password2": new})
    person.refresh_from_db()

    assert person.check_password(PASSWORD)
