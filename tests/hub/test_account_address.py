"""The address of an account: changed, and never confirmed."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from hub.accounts import services
from hub.accounts.models import User
from hub.mail.models import Email
from tests.factories.hub import founder
from tests.hub.logins import log_in, reauthenticate, with_password
from tests.hub.test_door import code_for, come_in

pytestmark = pytest.mark.django_db


# Changing the address


def test_changing_the_address_tells_the_old_one_in_its_language(client):
    person = with_password(founder(language="en"))
    old = person.email
    log_in(client, person)
    reauthenticate(client)
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    assert User.objects.get(pk=person.pk).email == old
    client.post("/accounts/confirm-email/", {"code": code_for("new@example.org")})

    assert User.objects.get(pk=person.pk).email == "new@example.org"
    notice = Email.objects.get(to=old, kind="account/email_changed")
    assert notice.language == "en"


def test_changing_the_address_asks_for_the_password_first(client):
    person = with_password(founder())
    log_in(client, person)
    response = client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})

    assert response["Location"].startswith("/accounts/reauthenticate/")


def test_an_address_somebody_only_typed_at_the_door_blocks_nobody(client):
    person = with_password(founder())
    log_in(client, person)
    reauthenticate(client)
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    services.enter("new@example.org", language="de")
    client.post("/accounts/confirm-email/", {"code": code_for("new@example.org")})

    assert User.objects.get(email="new@example.org") == person


# Accounts nobody confirmed


def test_accounts_nobody_confirmed_go_after_a_week():
    now = timezone.now()
    old = now - timedelta(days=8)
    forgotten = services.enter("forgotten@example.org", language="de")
    fresh = services.enter("fresh@example.org", language="de")
    confirmed = founder(date_joined=old)
    User.objects.filter(pk=forgotten.pk).update(date_joined=old)

    assert services.remove_unconfirmed(now=now) == 1
    assert set(User.objects.all()) == {fresh, confirmed}


def test_coming_in_twice_makes_one_account(client):
    come_in(client, "New@example.org")
    client.logout()
    come_in(client, "new@EXAMPLE.org")

    assert User.objects.filter(email="new@example.org").count() == 1
    assert EmailAddress.objects.filter(email="new@example.org").count() == 1


def test_a_new_person_gets_mail_in_the_language_of_the_page(client):
    client.post("/en/accounts/signup/", {"email": "new@example.org"})

    assert User.objects.get().language == "en"
    assert Email.objects.get().language == "en"
