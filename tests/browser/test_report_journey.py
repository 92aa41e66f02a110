"""Reporting freezes a quarter in a real browser; a later edit changes nothing in it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from hub.reports import periods
from startups.models import Application
from tests.browser.conftest import PHONE
from tests.factories.reports import AwardFactory, reporter
from tests.factories.startups import ApplicationFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("language", "options"),
    [("de", {"java_script_enabled": False}), ("en", PHONE)],
    ids=["without a script", "English, on a phone"],
)
def test_a_frozen_quarter_stays_what_it_was(visit, celery_worker, celery_beat, language, options):
    celery_beat()
    celery_worker("default")
    quarter = periods.parsed("2026-Q2")
    handed_in = quarter.start + timedelta(days=20)
    for _number in range(3):
        ApplicationFactory(submitted=True, first_submitted_at=handed_in, submitted_at=handed_in)
    AwardFactory()

    browser = visit(language, **options).log_in_as(reporter())
    browser.go("reports:period", quarter.slug).follow("Bericht einfrieren")
    browser.press("Jetzt einfrieren")
    # The page asks again by itself until the worker has made the report.
    browser.sees("Eingefrorener Bericht")
    first = browser.main.locator(".figures-table tbody tr").first
    expect(first.locator("td").first).to_have_text("3")

    Application.objects.all().delete()
    browser.page.reload()
    expect(first.locator("td").first).to_have_text("3")
    browser.follow("Laufende Zahlen desselben Zeitraums")
    expect(first.locator("td").first).to_have_text("0")
