"""Seven days in which the old address of an account takes it back."""

import re
from datetime import timedelta
from threading import Thread

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hub.accounts import addresses, services
from hub.accounts.models import AddressChange, User
from hub.mail.models import Email
from hub.portal import addresses as portal_addresses
from tests.factories.hub import UserFactory, founder, staff
from tests.hub.logins import log_in, reauthenticate, totp_code, with_password, with_totp
from tests.hub.test_door import CONFIRM, DOOR, code_for

pytestmark = pytest.mark.django_db

OLD, NEW = "old@example.org", "new@example.org"
LINK = re.compile(r"https?://\S+(/accounts/address/undo/\S+)")


def change_address(client, person, new=NEW):
    """The way of the page: typed, confirmed by the code that came."""
    client.post("/accounts/email/", {"email": new, "action_add": ""})
    client.post("/accounts/confirm-email/", {"code": code_for(new)})
    assert User.objects.get(pk=person.pk).email == new


def link_to(address):
    return LINK.search(Email.objects.filter(to=address, kind="account/email_changed").get().body)


@pytest.fixture
def moved(client):
    """A person whose address was changed, the browser that did it, and the link in the mail."""
    person = with_password(founder(email=OLD, language="de"))
    log_in(client, person)
    reauthenticate(client)
    change_address(client, person)
    return person, client, link_to(OLD)[1]


def test_the_old_address_gets_a_link_that_only_a_click_follows(moved):
    person, _browser, link = moved
    visitor = Client()
    page = visitor.get(link)

    assert page.status_code == 200
    assert "Alte Adresse wieder einsetzen" in page.content.decode()
    assert OLD in page.content.decode()
    assert NEW not in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert User.objects.get(pk=person.pk).email == NEW
    assert Email.objects.get(kind="account/email_changed").is_secret


def test_undoing_gives_the_account_back_and_shuts_everybody_out(moved):
    person, thief, link = moved
    response = Client().post(link, follow=True)

    assert "Die alte Adresse gilt wieder" in response.content.decode()
    person.refresh_from_db()
    assert person.email == OLD
    assert not person.has_usable_password()
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == (OLD, True, True)
    assert thief.get("/account/data/").status_code == 302
    mail = Email.objects.get(kind="accounts/address_restored")
    assert (mail.to, mail.recipient) == (OLD, person)


def test_the_owner_comes_in_by_code_again_and_the_thief_does_not(moved):
    person, _thief, link = moved
    Client().post(link)
    owner, thief = Client(), Client()
    log_in(thief, person)
    assert "_auth_user_id" not in thief.session
    owner.post(DOOR, {"email": OLD})
    owner.post(CONFIRM, {"code": code_for(OLD)})

    assert owner.session["_auth_user_id"] == str(person.pk)


def test_a_second_click_shows_the_same_and_does_nothing(moved):
    person, _browser, link = moved
    visitor = Client()
    first, second = visitor.post(link), visitor.post(link)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert Email.objects.filter(kind="accounts/address_restored").count() == 1

    # Used up: an address chosen later stays.
    EmailAddress.objects.filter(user=person).update(email="later@example.org")
    User.objects.filter(pk=person.pk).update(email="later@example.org")
    visitor.post(link)
    assert User.objects.get(pk=person.pk).email == "later@example.org"


def test_the_person_themselves_may_click_while_logged_in(moved):
    _person, browser, link = moved
    response = browser.post(link, follow=True)

    assert response.status_code == 200
    assert "_auth_user_id" not in browser.session


def test_staff_who_are_logged_in_get_the_page_too(client):
    person = with_password(staff(email=OLD))
    token = addresses.note_change(person, old=OLD, new=NEW)
    User.objects.filter(pk=person.pk).update(email=NEW)
    log_in(client, person)
    with time_machine.travel(timezone.now() + timedelta(minutes=10)):
        response = client.post(reverse("address_undo", args=[token]), follow=True)
    assert response.status_code == 200
    assert User.objects.get(pk=person.pk).email == OLD


def test_after_seven_days_the_link_is_too_late(moved):
    person, _browser, link = moved
    with time_machine.travel(timezone.now() + timedelta(days=6, hours=23)):
        assert Client().get(link).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        for response in (Client().get(link), Client().post(link)):
            assert response.status_code == 410
            assert "ist abgelaufen" in response.content.decode()
    assert User.objects.get(pk=person.pk).email == NEW


def test_an_address_that_somebody_else_has_meanwhile_stays_theirs(moved):
    person, _browser, link = moved
    other = UserFactory(email=OLD)
    response = Client().post(link)

    assert response.status_code == 409
    assert "anderes Konto" in response.content.decode()
    assert set(User.objects.values_list("pk", "email")) == {(person.pk, NEW), (other.pk, OLD)}
    assert EmailAddress.objects.get(user=person).email == NEW


def test_an_account_nobody_opened_makes_way(moved):
    person, _browser, link = moved
    services.enter(OLD, language="de")
    Client().post(link)

    assert User.objects.get(email=OLD) == person


def test_changing_twice_does_not_shake_off_the_first_owner(moved):
    person, thief, first = moved
    reauthenticate(thief)
    change_address(thief, person, "third@example.org")
    second = link_to(NEW)[1]
    Client().post(first)
    assert User.objects.get(pk=person.pk).email == OLD

    response = Client().post(second)
    assert response.status_code == 410
    assert "Eine frühere Adresse" in response.content.decode()
    assert User.objects.get(pk=person.pk).email == OLD


def test_undoing_the_later_change_leaves_the_earlier_link_alive(moved):
    person, thief, first = moved
    reauthenticate(thief)
    change_address(thief, person, "third@example.org")
    Client().post(link_to(NEW)[1])
    assert User.objects.get(pk=person.pk).email == NEW
    Client().post(first)
    assert User.objects.get(pk=person.pk).email == OLD


def test_a_second_factor_stays(moved):
    person, _browser, link = moved
    with_totp(person)
    Client().post(link)
    owner = Client()
    owner.post(DOOR, {"email": OLD})
    response = owner.post(CONFIRM, {"code": code_for(OLD)})
    assert response["Location"] == "/accounts/2fa/authenticate/"
    owner.post("/accounts/2fa/authenticate/", {"code": totp_code()})
    assert owner.session["_auth_user_id"] == str(person.pk)


def test_a_login_code_asked_for_before_is_void_afterwards(moved):
    _person, _browser, link = moved
    thief = Client()
    thief.post(DOOR, {"email": NEW})
    Client().post(link)
    response = thief.post(CONFIRM, {"code": code_for(NEW)})

    assert response.status_code == 302
    assert "_auth_user_id" not in thief.session


def test_a_new_password_asked_for_before_is_void_afterwards(moved):
    person, _browser, link = moved
    thief = Client()
    thief.post("/accounts/password/reset/", {"email": NEW})
    thief.post("/accounts/password/reset/confirm/", {"code": code_for(NEW)})
    Client().post(link)
    new = "another-quiet-harbour"
    thief.post("/accounts/password/reset/complete/", {"password1": new, "password2": new})

    assert not User.objects.get(pk=person.pk).has_usable_password()


def test_a_wrong_link_tells_nothing_and_guessing_ends():
    visitor = Client()
    known = {visitor.get(f"/accounts/address/undo/{word}/").status_code for word in "abc"}
    assert known == {404}
    for number in range(20):
        response = visitor.post(f"/accounts/address/undo/wrong-{number}/")
    assert response.status_code == 429


def test_the_mail_and_the_page_speak_the_persons_language(client):
    person = with_password(founder(email=OLD, language="en"))
    log_in(client, person)
    reauthenticate(client)
    change_address(client, person)
    mail = Email.objects.get(to=OLD, kind="account/email_changed")
    link = LINK.search(mail.body)[0]
    assert link.startswith(f"{settings.SITE_URL}/en/accounts/address/undo/")
    page = Client().get(link.removeprefix(settings.SITE_URL)).content.decode()
    assert "Put the old address back" in page
    Client().post(link.removeprefix(settings.SITE_URL))
    restored = Email.objects.get(kind="accounts/address_restored")
    assert restored.language == "en"
    assert f"{settings.SITE_URL}/en/accounts/login/" in restored.body


def test_old_changes_are_forgotten(moved):
    now = timezone.now()
    assert addresses.forget_old(now=now + timedelta(days=59)) == 0
    assert addresses.forget_old(now=now + timedelta(days=61)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_links_at_once_never_wait_for_each_other():
    person = with_password(UserFactory(email="c@example.org"))
    first = addresses.note_change(person, old="a@example.org", new="b@example.org")
    second = addresses.note_change(person, old="b@example.org", new="c@example.org")
    failures = []

    def click(token):
        try:
            portal_addresses.undo(token)
        except addresses.Void:
            pass
        except (addresses.NotUndoable, DatabaseError) as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [Thread(target=click, args=[token]) for token in (first, second) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert User.objects.get().email == "a@example.org"
    assert AddressChange.objects.get(old_email="a@example.org").undone_at
