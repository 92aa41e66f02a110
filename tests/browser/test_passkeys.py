"""Passkeys and the app's code in a real browser, with a key that the browser pretends to have."""

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from tests.factories.hub import founder, staff
from tests.hub.logins import PASSWORD, totp_code, with_password

pytestmark = pytest.mark.django_db(transaction=True)

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def page(new_context, live_server, settings):
    """A page whose browser holds a key; what the content policy blocks fails the test."""
    settings.SITE_URL = live_server.url.replace("127.0.0.1", "localhost")
    page = new_context(base_url=settings.SITE_URL).new_page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    blocked = []
    page.on("console", lambda message: blocked.append(message.text))
    yield page
    assert not [text for text in blocked if "Content Security Policy" in text]


def log_in(page, person):
    page.goto("/accounts/login/")
    page.get_by_label("E-Mail").fill(person.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url(re.compile("dashboard|2fa"))


def confirm_password(page):
    if "reauthenticate" in page.url:
        page.locator("#id_password").fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()


def add_passkey(page):
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_password(page)
    page.locator("#id_name").fill("Mein Schlüssel")
    expect(page.locator("#id_passwordless")).to_be_checked()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile("/accounts/2fa/(?!webauthn/add)"))


def test_a_passkey_is_made_and_opens_the_door_for_staff(page, settings):
    settings.STAFF_SECOND_FACTOR = True
    person = with_password(staff())
    log_in(page, person)
    assert "/2fa/" in page.url, "staff without a second factor come no further"
    add_passkey(page)
    assert Authenticator.objects.filter(user=person, type="webauthn").count() == 1

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/admin/")
    page.locator("#passkey_login").click()
    page.wait_for_url(re.compile(r":\d+/admin/$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/admin/")
    page.get_by_label("E-Mail").fill(person.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.get_by_role("button", name="Passkey oder Sicherheitsschlüssel benutzen").click()
    page.wait_for_url(re.compile(r":\d+/admin/$"))


def test_the_app_is_set_up_from_a_picture_the_policy_allows(page):
    person = with_password(founder())
    log_in(page, person)
    page.goto("/accounts/2fa/totp/activate/")
    confirm_password(page)
    expect(page.locator("svg.qr")).to_be_visible()
    secret = page.locator("dd code").inner_text()
    page.locator("#id_code").fill(totp_code(secret))
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile("recovery-codes"))

    assert Authenticator.objects.filter(user=person, type="totp").exists()
