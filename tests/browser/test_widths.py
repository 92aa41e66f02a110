"""No page is wider than its window; where the header's items have no room, there is the menu."""

import pytest

from hub.accounts import invitations
from hub.accounts.models import InvitationKind
from hub.accounts.roles import Role
from hub.mail import kinds, outbox
from tests.factories.hub import founder, lead
from tests.factories.partners import colleague
from tests.factories.startups import ApplicationFactory, StartupFactory

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = [320, 390, 799, 800, 1024, 1100, 1200, 1279, 1280, 1400]
# One line, and what has the focus is not hidden at its ends.
AREA = """() => {
  const nav = document.querySelector(".area-nav");
  const here = document.activeElement.getBoundingClientRect();
  const box = nav.getBoundingClientRect();
  return {
    height: nav.offsetHeight,
    tooWide: document.documentElement.scrollWidth - innerWidth,
    isSeen: here.left + 24 < box.right && here.right - 24 > box.left,
  };
}"""
# How far what stands in the header reaches beyond its box, and the page beyond the window.
TOO_WIDE = """() => {
  const head = document.querySelector(".top > .wrap");
  const page = document.documentElement;
  return [head.scrollWidth - head.clientWidth, page.scrollWidth - innerWidth];
}"""


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("is_logged_in", [False, True])
def test_the_header_fits_at_every_width(visit, language, is_logged_in):
    browser = visit(language)
    if is_logged_in:
        browser.log_in_as(colleague().person)
        browser.go("partners:area")
    else:
        browser.go("portal:home")

    found = {}
    for width in WIDTHS:
        browser.page.set_viewport_size({"width": width, "height": 800})
        found[width] = browser.page.evaluate(TOO_WIDE)

    assert {width: over for width, over in found.items() if max(over) > 0} == {}


@pytest.mark.parametrize("width", [320, 390])
def test_the_pages_of_the_partner_area_are_one_line_on_phones(visit, width):
    browser = visit()
    browser.log_in_as(colleague().person)
    browser.page.set_viewport_size({"width": width, "height": 700})
    browser.go("partners:area")

    links = browser.page.locator(".area-nav a")
    for number in range(links.count()):
        links.nth(number).focus()
        found = browser.page.evaluate(AREA)
        assert found["height"] < 60
        assert found["tooWide"] <= 0
        assert found["isSeen"]


@pytest.mark.parametrize("page", ["startups_application", "hub_email", "hub_invitation"])
def test_all_columns_of_a_list_on_the_desk_are_seen(visit, page):
    person = lead()
    startup = StartupFactory(name="Xyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz")
    ApplicationFactory(startup=startup, submitted=True)
    kind = kinds.get("startups/application_received")
    to = founder(email="xyz.abcdefghijklmnopqrstuvwxyz@abcdefghijklmnop.example")
    outbox.queue(kind.key, to=to, values=dict(kind.placeholders))
    invitations.invite(email=to.email, kind=InvitationKind.ROLE, role=Role.REVIEWER, by=person)
    browser = visit()
    browser.log_in_as(person)
    browser.page.set_viewport_size({"width": 1280, "height": 800})
    browser.go(f"admin:{page}_changelist")

    assert browser.page.locator("#result_list tbody tr").count() == 1
    hidden = "table => table.offsetWidth - table.parentElement.clientWidth"
    assert browser.page.locator("#result_list").evaluate(hidden) <= 0
