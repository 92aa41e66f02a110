"""Staff plan an event from a template, publish it at a time, move it and call it off; real mails."""

import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
import vobject
from django.utils import timezone, translation
from playwright.sync_api import expect

from events.models import Event
from hub.core import times
from hub.core.times import BERLIN
from hub.portal.tasks import tick
from tests.browser.conftest import TWO_WAYS
from tests.browser.pages import Inbox, say_many
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import staff

pytestmark = pytest.mark.django_db(transaction=True)

TITLES = {"de": "Rohrgespräch", "en": "Pipe talk"}
SUBJECTS = {
    "de": {"moved": "Verschoben", "cancelled": "Abgesagt"},
    "en": {"moved": "Moved", "cancelled": "Cancelled"},
}
WHY = {"de": "Der Saal steht unter Wasser.", "en": "The hall is flooded."}
ONE = (
    "%(number)s Person ist betroffen und bekommt eine Mail: wer angemeldet ist, ein Angebot hat oder "
    "wartet."
)
MANY = (
    "%(number)s Personen sind betroffen und bekommen eine Mail: wer angemeldet ist, ein Angebot hat "
    "oder wartet."
)
CONCERNED = (ONE, MANY)
TOLD = ("%(number)d Person bekommt eine Mail.", "%(number)d Personen bekommen eine Mail.")


@dataclass
class Plan:
    """Who plans and who watches from outside."""

    language: str
    sink: object
    office: object
    public: object

    def __post_init__(self):
        self.title, self.why = TITLES[self.language], WHY[self.language]

    @property
    def event(self):
        return Event.objects.get(is_template=False)

    def at_desk(self):
        return self.office.go("admin:events_event_change", self.event.pk)

    def says_how_many(self, words, number):
        expect(self.office.main).to_contain_text(say_many(self.language, *words, number))

    def calendar(self):
        """The event as a calendar program reads the file that the page offers."""
        self.public.go("events:event-detail", self.event.slug)
        text = self.public.download("Als Kalenderdatei speichern").decode()
        return vobject.readOne(text).vevent

    def spoken(self, moment):
        with translation.override(self.language):
            return times.long_moment(moment)


@pytest.fixture(params=TWO_WAYS.values(), ids=TWO_WAYS)
def plan(request, visit, back_office):
    language, options = request.param
    EventFactory(
        draft=True, is_template=True, title_de=TITLES["de"], title_en=TITLES["en"], summary_en="x"
    )
    office, public = visit(language, **options), visit(language, **options)
    return Plan(language, back_office, office.log_in_as(staff()), public)


def test_an_event_is_planned_published_moved_and_called_off(plan):
    plans_from_the_template(plan)
    is_public_when_it_is_time(plan)
    guests = registered(plan)
    before = plan.calendar()
    moves(plan, guests)
    after = plan.calendar()
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.dtstart.value == before.dtstart.value + timedelta(days=7)
    cancels(plan, guests)
    off = cancelled_in_calendars(plan)
    assert off.uid.value == before.uid.value
    assert int(off.sequence.value) > int(after.sequence.value)


def plans_from_the_template(plan):
    office = plan.office
    office.go("admin:events_event_changelist")
    office.main.get_by_role("link", name=plan.title).first.click()
    office.follow("Termin daraus anlegen")
    fill_moment(office, "starts_at", day_in(30).replace(hour=18))
    office.press("Anlegen").sees("Der neue Termin ist ein Entwurf. Hier lässt er sich ändern.")
    fill_moment(office, "publish_at", day_in(1))
    office.page.locator("[name=seats]").fill("2")
    office.page.locator("[name=_continue]").first.click()
    office.page.wait_for_load_state()
    assert plan.event.publish_at > timezone.now()


def day_in(days):
    """At noon, which every day has once."""
    return (timezone.localtime() + timedelta(days=days)).replace(hour=12, minute=0)


def fill_moment(browser, name, moment):
    there = moment.astimezone(BERLIN)
    browser.page.locator(f"[name={name}_0]").fill(f"{there:%Y-%m-%d}")
    browser.page.locator(f"[name={name}_1]").fill(f"{there:%H:%M}")


def is_public_when_it_is_time(plan):
    """Published by the clock's own process, seen at once by who has just looked in vain."""
    plan.public.go("events:event-list").sees_no(plan.title)
    Event.objects.filter(pk=plan.event.pk).update(publish_at=timezone.now())
    tick.delay()
    deadline = time.monotonic() + 30
    while plan.event.state != "published":
        assert time.monotonic() < deadline, "the clock has not published it"
        time.sleep(0.05)
    plan.public.page.reload()
    plan.public.main.get_by_role("link", name=plan.title).first.click()
    expect(plan.public.page.get_by_role("heading", level=1)).to_have_text(plan.title)


def registered(plan):
    """Two with seats, one who waits; and one who has gone again."""
    more = {"event": plan.event, "language": plan.language}
    coming = [RegistrationFactory(**more), RegistrationFactory(**more)]
    coming.append(RegistrationFactory(**more, waiting=True))
    RegistrationFactory(**more, email="gone@example.org", state="cancelled")
    return [Inbox(plan.sink, one.email) for one in coming]


def letters(plan, guests, kind):
    """What each of them got, and who had gone did not."""
    subject = f"{SUBJECTS[plan.language][kind]}: {plan.title}"
    found = [guest.letter(rf"(?s)\A{subject}\n(.*)")[1] for guest in guests]
    assert all(plan.why in " ".join(letter.split()) for letter in found)
    assert not Inbox(plan.sink, "gone@example.org").all()
    return found


def moves(plan, guests):
    """A week later, with the number of mails before and after."""
    event, office = plan.event, plan.at_desk()
    office.follow("Verschieben")
    plan.says_how_many(CONCERNED, 3)
    for name in ("starts_at", "ends_at"):
        there = getattr(event, name).astimezone(BERLIN)
        fill_moment(office, name, there + timedelta(days=7))
    write_why(plan)
    office.press("Verschieben und Mails senden").sees("Der Termin ist verschoben.")
    plan.says_how_many(TOLD, 3)
    new = plan.spoken(plan.event.starts_at)
    for letter in letters(plan, guests, "moved"):
        assert new in " ".join(letter.split())
    plan.public.page.reload()
    plan.public.sees("Verschoben. Ursprünglich war er am %(at)s.", at=plan.spoken(event.starts_at))
    plan.public.sees(plan.why, new)


def write_why(plan):
    for language, why in WHY.items():
        plan.office.page.locator(f"[name=notice_{language}]").fill(why)


def cancels(plan, guests):
    office = plan.at_desk()
    office.main.locator("a[href$='/cancel/']").click()
    plan.says_how_many(CONCERNED, 3)
    write_why(plan)
    office.press("Absagen und Mails senden").sees("Der Termin ist abgesagt.")
    plan.says_how_many(TOLD, 3)
    for letter in letters(plan, guests, "cancelled"):
        link = letter[letter.index("http") :].split()[0]
    plan.public.open(link.removeprefix(plan.public.origin)).sees(
        "Dieser Termin ist abgesagt.", plan.why
    )


def cancelled_in_calendars(plan):
    """The page offers no file any more; calendars that have the event fetch it again."""
    path = plan.public.address("events:event-calendar", plan.event.slug)
    text = plan.public.context.request.get(plan.public.origin + path).text()
    found = vobject.readOne(text).vevent
    assert found.status.value == "CANCELLED"
    assert plan.title in found.summary.value
    return found
