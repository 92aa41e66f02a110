"""A visitor without an account waits for a seat, takes it and is let in at the door; real mails."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from events.models import Event, FeedbackAnswer, Registration
from events.services import feedback, letters
from hub.core.templatetags.portal import qr_code
from tests.browser import door
from tests.browser.conftest import TWO_WAYS, WAYS
from tests.browser.pages import LINK, Inbox
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import staff

pytestmark = pytest.mark.django_db(transaction=True)

TITLES = {"de": "Rohrgespräch", "en": "Pipe talk"}
SUBJECTS = {
    "de": {
        "confirm": "Bitte bestätigen: {title}",
        "waiting": "Auf der Warteliste: {title}",
        "offered": "Platz frei: {title}",
        "confirmed": "Platz sicher: {title}",
        "feedback": "Wie war es? {title}",
    },
    "en": {
        "confirm": "Please confirm: {title}",
        "waiting": "On the waiting list: {title}",
        "offered": "Seat available: {title}",
        "confirmed": "Seat confirmed: {title}",
        "feedback": "How was it? {title}",
    },
}
NAME = "Änne Größner"


@dataclass
class Evening:
    """An event with one seat, which Bo has; `open` gives one of the people a browser."""

    event: object
    bo: object
    sink: object
    language: str
    has_script: bool
    open: object

    def __post_init__(self):
        self.title = TITLES[self.language]
        self.inbox = Inbox(self.sink, "aenne@example.org")

    def letter(self, kind):
        """The link of the mail of that kind, once it has arrived."""
        subject = re.escape(SUBJECTS[self.language][kind].format(title=self.title))
        return self.inbox.letter(rf"(?s)\A{subject}\n.*?{LINK}")[1]

    def begins(self):
        """Ten days go by."""
        now = timezone.now()
        times = {"starts_at": now - timedelta(minutes=10), "ends_at": now + timedelta(hours=2)}
        Event.objects.filter(pk=self.event.pk).update(**times)

    def is_over(self):
        """So does the night; the clock asks those who came."""
        now = timezone.localtime()
        Event.objects.filter(pk=self.event.pk).update(ends_at=now)
        feedback.ask_due(now=(now + timedelta(days=1)).replace(hour=12))


THREE_WAYS = TWO_WAYS | {"german-phone": WAYS["german-phone"]}


@pytest.fixture(params=THREE_WAYS.values(), ids=THREE_WAYS)
def evening(request, visit, post_office):
    language, options = request.param
    event = EventFactory(title_de=TITLES["de"], title_en=TITLES["en"], summary_en="x", seats=1)
    bo = RegistrationFactory(event=event, name="Bo Lind", language=language)
    has_script = options.get("java_script_enabled", True)
    return Evening(
        event,
        bo,
        post_office,
        language,
        has_script,
        lambda **more: visit(language, **options, **more),
    )


def test_a_visitor_waits_takes_the_seat_and_is_let_in(evening):
    guest = asks(evening)
    confirms_and_waits(evening, guest)
    somebody_else_cancels(evening)
    accepts(evening, guest)
    evening.begins()
    if evening.has_script:
        let_in_by_ticket(evening)
    else:
        let_in_by_name(evening)
    guest.page.reload()
    guest.sees("Danke fürs Kommen.")
    evening.is_over()
    says_how_it_was(evening, guest)


def asks(evening):
    """From the list of events; what was typed stays where something is missing."""
    guest = evening.open()
    guest.go("events:event-list").main.get_by_role("link", name=evening.title).first.click()
    guest.follow("Auf die Warteliste").sees(
        "Alle Plätze sind vergeben. Wird einer frei, bekommt ihn, wer am längsten wartet: per "
        "Mail, mit 24 Stunden Zeit zum Annehmen."
    )
    guest.fill("Vor- und Nachname", NAME).press("Auf die Warteliste setzen")
    expect(guest.main.get_by_role("alert").first).to_be_visible()
    expect(guest.field("Vor- und Nachname")).to_have_value(NAME)
    guest.fill_address(evening.inbox.address).press("Auf die Warteliste setzen")
    return guest.sees("Noch ein Schritt: die Mail öffnen")


def confirms_and_waits(evening, guest):
    """Before the link is opened nobody stands in the line."""
    confirm = evening.letter("confirm")
    assert not evening.event.registrations.in_line().exists()
    guest.open(confirm).sees("Ein Klick fehlt noch").press("Bestätigen und auf die Warteliste")
    guest.sees("Auf der Warteliste, Stelle %(number)s", number=1)
    guest.open(evening.letter("waiting"))
    guest.sees("Auf der Warteliste, Stelle %(number)s", number=1)


def somebody_else_cancels(evening):
    bo = evening.open().go("events:registration", letters.token(evening.bo))
    bo.press("Anmeldung zurücknehmen").sees("Diese Anmeldung ist zurückgenommen.")


def accepts(evening, guest):
    """The ticket is there on the page at once and by the mail that confirms it."""
    guest.open(evening.letter("offered")).sees("Ein Platz ist frei").press("Platz annehmen")
    guest.sees("Der Platz ist sicher")
    guest.open(evening.letter("confirmed"))
    drawn = guest.page.get_by_role("img", name=guest.say("QR-Code für den Einlass"))
    expect(drawn).to_be_visible()
    registration = Registration.objects.get(name=NAME)
    expect(drawn.locator("path")).to_have_attribute("d", qr_code(registration.ticket)["path"])


def let_in_by_ticket(evening):
    """By camera, taken back, by name; a colleague at another door sees the number move."""
    camera, other = at_the_door(evening, permissions=["camera"]), at_the_door(evening)
    registration = Registration.objects.get(name=NAME)
    camera.press("Tickets mit der Kamera lesen")
    door.hold_up(camera, registration.ticket)
    told = camera.page.locator("[data-told]")
    expect(told).to_have_text(camera.say("%(name)s ist da.", name=NAME))
    door.count(camera, 1)
    door.has_sent_all(camera)
    sees_after_a_while(other, 1)
    camera.press("Kamera schließen")
    door.tick(camera, NAME, "Doch nicht")
    door.count(camera, 0)
    door.has_sent_all(camera)
    sees_after_a_while(other, 0)
    door.look_for(other, "groess")
    door.lists(other, 1)
    door.tick(other, NAME)
    door.count(other, 1)
    door.has_sent_all(other)
    registration.refresh_from_db()
    assert registration.state == "attended"


def let_in_by_name(evening):
    """With the buttons of the list alone."""
    browser = at_the_door(evening)
    door.look_for(browser, "groess")
    browser.press("Suchen")
    door.lists(browser, 1)
    for word, number in (("Ist da", 1), ("Doch nicht", 0), ("Ist da", 1)):
        door.tick(browser, NAME, word)
        door.count(browser, number)


def says_how_it_was(evening, guest):
    """By a link that is used once; what was chosen stays where something is missing."""
    link = evening.letter("feedback")
    guest.open(link).main.locator("[name=first][value='4']").check()
    guest.press("Rückmeldung absenden")
    expect(guest.main.get_by_role("alert").first).to_be_visible()
    expect(guest.main.locator("[name=first][value='4']")).to_be_checked()
    guest.main.locator("[name=second][value='3']").check()
    guest.press("Rückmeldung absenden").sees("Danke für die Rückmeldung")
    guest.open(link).sees("Danke für die Rückmeldung")
    assert list(FeedbackAnswer.objects.values_list("first", "second")) == [(4, 3)]


def at_the_door(evening, **options):
    browser = evening.open(**options).log_in_as(staff())
    if evening.has_script:
        browser.page.clock.install()
        browser.page.add_init_script(door.READER)
    browser.go("admin:events_event_check_in", evening.event.pk)
    door.count(browser, 0)
    return browser


def sees_after_a_while(browser, number):
    """The page looks again by itself, every ten seconds."""
    browser.page.clock.fast_forward(10_000)
    door.count(browser, number)
