"""After the password a page hands out the file that was asked for, and leads back."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.hashers import make_password

from tests.factories.hub import staff
from tests.factories.startups import ApplicationFactory, StartupFactory
from tests.hub.logins import PASSWORD

pytestmark = pytest.mark.django_db
LIST = "/admin/startups/startup/?q=nova"
FILE = "/admin/startups/startup/export/csv/?q=nova&o=1"
APPLICATIONS = "/admin/startups/application/"
SELF = "http://testserver"


@pytest.fixture
def office(as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    return as_user(staff(password=make_password(PASSWORD)))


def confirmed(browser, asked, *, wanted=None):
    """What comes after the password on the page that asks for it."""
    page = urlsplit(asked["Location"])
    [after] = parse_qs(page.query)["next"]
    return browser.post(page.path, {"password": PASSWORD, "next": wanted or after})


def links(html):
    return [unescape(one) for one in re.findall(r'<a class="btn[^"]*" href="([^"]*)"', html)]


def test_the_file_comes_by_itself_and_the_way_back_leads_to_the_list(office):
    StartupFactory(name="Nova")
    ready = confirmed(office, office.get(FILE, headers={"referer": SELF + LIST}))
    html = ready.content.decode()
    [loads] = re.findall(r'<meta http-equiv="refresh" content="0;url=([^"]*)">', html)
    assert unescape(loads) == FILE
    assert links(html) == [FILE, SELF + LIST]
    assert office.get(FILE)["Content-Disposition"].startswith("attachment")


def test_what_was_ticked_is_posted_again_by_a_button(office):
    first, other = (ApplicationFactory(submitted=True) for _number in range(2))
    ticked = {"action": "export_csv", "_selected_action": [first.pk, other.pk], "index": "0"}
    came_from = SELF + APPLICATIONS
    asked = office.post(APPLICATIONS, ticked, headers={"referer": came_from})
    html = confirmed(office, asked).content.decode()
    assert 'http-equiv="refresh"' not in html
    assert links(html) == [came_from]
    assert f'method="post" action="{APPLICATIONS}"' in html
    again = re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)">', html)
    fields = {name: [value for key, value in again if key == name] for name, _value in again}
    fields.pop("csrfmiddlewaretoken", None)
    assert fields == {
        "action": ["export_csv"],
        "_selected_action": [str(first.pk), str(other.pk)],
        "index": ["0"],
    }
    lines = office.post(APPLICATIONS, fields).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3


@pytest.mark.parametrize(
    "elsewhere",
    [
        "",
        "https://evil.example/",
        "//evil.example/",
        "javascript:x",
        f"{SELF}/account/reauthenticate/?next=/",
        f"{SELF}/en/account/2fa/reauthenticate/",
    ],
)
def test_no_way_back_leads_out_of_the_portal_or_to_a_password(office, elsewhere):
    ready = confirmed(office, office.get(FILE, headers={"referer": elsewhere}))
    assert links(ready.content.decode()) == [FILE]


def test_a_file_given_up_does_not_come_with_the_next_password(office):
    asked = office.get(FILE)
    assert confirmed(office, asked, wanted="/account/data/")["Location"] == "/account/data/"


def test_no_address_of_others_is_followed_after_the_password(office):
    asked = office.get(FILE)
    assert confirmed(office, asked, wanted="https://evil.example/")["Location"] == "/dashboard/"
