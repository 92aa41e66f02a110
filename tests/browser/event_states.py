"""Pages of events, meetings and reports in the states that an address alone does not show."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from events.services import feedback, letters
from hub.reports import periods
from hub.reports.models import FundingAward, FundingReport
from hub.reports.queries import contents
from hub.reports.queries.contents import Wanted
from hub.reports.services import freezing
from tests.factories.events import EventFactory, RegistrationFactory, feedback_round
from tests.factories.matchday import table, wish


def registration(browser, **fields):
    """One's own, of an event with a place to go to and one seat."""
    held = RegistrationFactory(event=EventFactory(seats=1), **fields)
    return browser.go("events:registration", letters.token(held))


# Visitors


def registration_refused(browser, hub):
    browser.go("events:register", EventFactory(seats=3).slug).press("Platz sichern")
    expect(browser.main.get_by_role("alert").first).to_be_visible()


def registration_for_the_line(browser, hub):
    full = RegistrationFactory(event=EventFactory(seats=1)).event
    browser.go("events:register", full.slug).sees("Auf die Warteliste setzen")


def not_confirmed(browser, hub):
    registration(browser, asked=True).sees("Ein Klick fehlt noch")


def waiting(browser, hub):
    registration(browser, waiting=True).sees("Auf der Warteliste, Stelle %(number)s", number=1)


def offered(browser, hub):
    registration(browser, offered=True).sees("Ein Platz ist frei")


def offer_expired(browser, hub):
    an_hour_ago = timezone.now() - timedelta(hours=1)
    registration(browser, offered=True, offered_until=an_hour_ago).sees("Neu anmelden")


def ticket(browser, hub):
    registration(browser)
    expect(browser.page.get_by_role("region", name="Ticket")).to_be_visible()


def feedback_refused(browser, hub):
    """The fresh link of an event that asks."""
    asked = feedback_round(EventFactory(past=True)).tickets.get()
    browser.go("events:feedback", feedback.token(asked)).press("Rückmeldung absenden")
    expect(browser.main.get_by_role("alert").first).to_be_visible()


# The founder


def wishes_refused(browser, hub):
    side = hub.own.meeting
    other = table(side.day)
    browser.go("matchday:wishes", side.uuid)
    wish(side, other, "like")
    browser.main.get_by_role("group", name=other.name).locator("[value=must]").check()
    browser.press("Wünsche speichern")
    expect(browser.main.get_by_role("alert").first).to_be_visible()


# The office


def move_refused(browser, hub):
    event = RegistrationFactory().event
    browser.go("admin:events_event_move", event.pk).press("Verschieben und Mails senden")
    expect(browser.main.locator("[aria-invalid=true]").first).to_be_visible()


def frozen_report(browser, hub):
    """With all its figures."""
    award, period = FundingAward.objects.get(), periods.parsed("2026-Q3")
    now = timezone.now()
    text = freezing.canonical(contents.of(Wanted(period, award), now=now, user=None))
    report = FundingReport.objects.create(
        award=award,
        period_slug=period.slug,
        version=2,
        reason="Xyz",
        content=text,
        checksum=freezing.checksum(text.encode()),
        frozen_by=hub.people["reporting"],
        frozen_at=now,
    )
    browser.go("reports:frozen", report.uuid).sees("Eingefrorener Bericht")


OF_VISITORS = [
    registration_refused,
    registration_for_the_line,
    not_confirmed,
    waiting,
    offered,
    offer_expired,
    ticket,
    feedback_refused,
]
OF_FOUNDERS = [wishes_refused]
OF_STAFF = [move_refused, frozen_report]
