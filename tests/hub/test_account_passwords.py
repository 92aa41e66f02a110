"""What a password may be: long, as one likes, and not the first that anybody would guess."""

import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tests.factories.hub import founder, track
from tests.factories.partners import PartnerFactory
from tests.hub.logins import log_in, reauthenticate, with_password

pytestmark = pytest.mark.django_db

CHANGE = "/accounts/password/change/"


def codes(password, user=None):
    """Why the password is refused; empty when it is taken."""
    try:
        validate_password(password, user)
    except ValidationError as refused:
        return {error.code for error in refused.error_list}
    return set()


@pytest.mark.parametrize(
    "password",
    [
        "leipzig20262026",
        "SpinLab-Leipzig-2026!",
        "smartinfrastructure",
        "SmartInfrastructureHub1",
        "Gründerin Leipzig 1",
        "hubhubhubhub",
        "Willkommen2026!",
        "Musterwerke-2026",
        "Vernetzte Stadt 2026",
    ],
)
def test_a_password_of_the_hubs_own_words_and_digits_is_refused(password):
    track("smart-city")
    PartnerFactory(name="Müsterwerke Leipzig")
    PartnerFactory(name="Musterwerke Leipzig")

    assert "password_context_words" in codes(password)


@pytest.mark.parametrize(
    "password",
    [
        "leipzig-rhabarber-9",
        "smart trout over spinlab",
        "a-quiet-harbour-in-may",
        "Straßenbahn hinter Zwenkau",
        "correct horse 短い 12",
        "9f3b1c77d2a04e",
    ],
)
def test_the_hubs_words_among_others_are_no_harm(password):
    assert codes(password) == set()


@pytest.mark.parametrize(
    "password", ["04oktober1983", "0glimmerdick!", "Qwertyuiop123456", "passwordpassword"]
)
def test_a_password_that_was_stolen_somewhere_is_refused(password):
    assert "password_breached" in codes(password)


@pytest.mark.parametrize("length", [12, 64, 128, 1024])
def test_long_ones_are_taken(length):
    assert codes(("rhabarber trifft 7 nachts " * 50)[:length]) == set()


def test_short_ones_are_not():
    assert codes("rhabarber 7") == {"password_too_short"}


def test_judging_a_very_long_one_is_quick():
    began = time.process_time()
    codes("leipzig" * 580)
    assert time.process_time() - began < 0.5


def test_a_person_reads_why_at_the_field_and_keeps_the_old_password(client):
    person = with_password(founder())
    log_in(client, person)
    reauthenticate(client)
    new = "spinlab-leipzig-2026"
    page = client.post(
        CHANGE, {"oldpassword": "a-quiet-harbour-in-may", "password1": new, "password2": new}
    )

    assert "die zum Hub gehören" in page.content.decode()
    person.refresh_from_db()
    assert not person.check_password(new)


def test_a_password_manager_may_paste_any_length(client):
    person = with_password(founder())
    log_in(client, person)
    reauthenticate(client)
    page = client.get(CHANGE).content.decode()
    assert "maxlength" not in page
    assert "onpaste" not in page
    new = "x7 " * 30
    data = {"oldpassword": "a-quiet-harbour-in-may", "password1": new, "password2": new}
    assert client.post(CHANGE, data).status_code == 302
    person.refresh_from_db()
    assert person.check_password(new)
