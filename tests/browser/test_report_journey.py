"""Reporting freezes a quarter in a real browser; no later edit changes a byte of it."""

from datetime import timedelta
from hashlib import sha256

import pytest
from playwright.sync_api import expect

from hub.programme.models import Track
from hub.reports import periods
from hub.reports.models import FundingReport
from startups.models import Application, Batch
from tests.browser.conftest import TWO_WAYS
from tests.browser.pages import Inbox
from tests.factories.reports import AwardFactory, reporter
from tests.factories.startups import ApplicationFactory

pytestmark = pytest.mark.django_db(transaction=True)

FIRST_FIGURE = ".figures-table tbody tr:first-child td >> nth=0"


@pytest.fixture(params=TWO_WAYS.values(), ids=TWO_WAYS)
def desk(request, visit, back_office):
    """Whoever reports, with three applications in a quarter that is over."""
    language, options = request.param
    handed_in = periods.parsed("2026-Q2").start + timedelta(days=20)
    for _number in range(3):
        ApplicationFactory(submitted=True, first_submitted_at=handed_in, submitted_at=handed_in)
    AwardFactory()
    person = reporter(language=language)
    browser = visit(language, **options).log_in_as(person)
    browser.inbox = Inbox(back_office, person.email)
    return browser


def test_a_frozen_quarter_stays_what_it_was_and_is_corrected_by_a_new_version(desk):
    desk.go("reports:period", "2026-Q2").follow("Bericht einfrieren")
    desk.press("Jetzt einfrieren")
    # The page asks again by itself until the worker has made the report.
    desk.sees("Eingefrorener Bericht")
    says(desk, 3)
    first = desk.path
    before = seen(desk)
    report = FundingReport.objects.get()
    assert sha256(report.content.encode()).hexdigest() in before["page"]
    assert desk.inbox.letter(report.checksum)

    everything_else_changes()
    desk.open(first)
    assert seen(desk) == before
    desk.page.locator(FIRST_FIGURE).get_by_role("link").click()
    expect(desk.main.locator("tbody tr")).to_have_count(3)
    desk.open(first)
    desk.follow("Laufende Zahlen desselben Zeitraums")
    says(desk, 0)

    desk.follow("Neue Version einfrieren").press("Jetzt einfrieren")
    expect(desk.main.get_by_role("alert").first).to_be_visible()
    desk.main.locator("[name=reason]").fill("Xyz")
    desk.press("Jetzt einfrieren").sees("Eingefrorener Bericht", "Xyz")
    says(desk, 0)
    desk.open(first).sees("Diese Fassung ist berichtigt: Es gibt Version %(version)s.", version=2)
    says(desk, 3)


def says(desk, number):
    expect(desk.page.locator(FIRST_FIGURE)).to_have_text(str(number))


def seen(desk):
    """The page's words and the files behind it."""
    return {
        "page": desk.main.inner_text(),
        "paper": desk.download("PDF laden"),
        "workbook": desk.download("Excel-Datei laden"),
    }


def everything_else_changes():
    """What was counted goes, and the words for it are others."""
    Application.objects.all().delete()
    for model in (Track, Batch):
        model.objects.update(name_de="Xyz", name_en="Xyz")
