"""No page of the portal has a barrier that axe-core can find: every address, and its states."""

import pytest

from tests.browser import axe, states
from tests.browser.barriers import PLANTED
from tests.web import addresses, world

pytestmark = pytest.mark.django_db(transaction=True)

# Every address belongs to who meets it first; so many parts keep the tests of one size.
READERS = {"visitor": 1, "founder": 2, "partner": 1, "scientist": 1, "superuser": 4}
AREAS = {"superuser": ("admin/", "reports/"), "partner": "partner/", "scientist": "science/"}
PARTS = [(role, part) for role, parts in READERS.items() for part in range(parts)]


@pytest.fixture
def hub(origin):
    """One of everything, with its founder, its staff and its strangers."""
    return world.build()


def readable(hub, role, part, language):
    """A share of the addresses that answer this role with a page, and a visitor with none."""
    found = []
    for address in mine(role)[part :: READERS[role]]:
        path = address.path(hub.own.values(address), language)
        shared = role == "founder" and is_page(hub, world.VISITOR, path)
        if not shared and is_page(hub, role, path):
            found.append(path)
    return found


def mine(role):
    """The desk is the office's; of what Django draws alike for each model, one is enough."""
    every = [
        address
        for address in addresses.every()
        if area(address) == (role if role in AREAS else "")
    ]
    alike = [address for address in every if address.name.endswith(("_history", "_delete"))]
    return [address for address in every if address not in alike[2:]]


def area(address):
    """Whose alone an address is; empty for all others."""
    return next((role for role, starts in AREAS.items() if address.route.startswith(starts)), "")


def is_page(hub, role, path):
    response = hub.client(role).get(path)
    is_html = response.get("Content-Type", "").startswith("text/html")
    shown = response.status_code == 200 and is_html and "Content-Disposition" not in response
    response.close()
    return shown


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(("role", "part"), PARTS)
def test_no_address_has_a_barrier(hub, visit, role, part, language):
    browser = visit(language)
    if role != world.VISITOR:
        browser.log_in_as(hub.people[role])
    met = []
    paths = readable(hub, role, part, language)
    for path in paths:
        browser.open(path)
        assert browser.page.locator("html").get_attribute("lang") == language, path
        met += axe.everywhere(browser.page, path)
    assert len(paths) > 5
    assert not met, "\n" + "\n".join(met)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("role", states.EVERY)
def test_no_state_of_a_page_has_a_barrier(hub, visit, role, language):
    met = []
    for lead_to in states.EVERY[role]:
        browser = visit(language)
        if role != world.VISITOR:
            browser.log_in_as(hub.people[role])
        lead_to(browser, hub)
        met += axe.everywhere(browser.page, lead_to.__name__)
        browser.context.close()
    assert not met, "\n" + "\n".join(met)


def test_a_page_full_of_barriers_does_not_pass(page):
    page.set_content(PLANTED)
    rules = {barrier.partition(":")[0] for barrier in axe.barriers(page)}
    assert len(rules) >= 12, rules
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate(axe.OVERFLOW) > 0
