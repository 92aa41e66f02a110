"""Calendars, read by another library than the one that writes them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import vobject
from django.db import transaction
from django.utils import timezone

from events.models import CalendarAddress, Event, Registration
from events.services import calendars, changes, events
from events.states import CANCEL_EVENT, MOVE_EVENT
from hub.core import times
from hub.core.times import BERLIN
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import UserFactory, founder, staff, track

pytestmark = pytest.mark.django_db

ALL = "/events/calendar.ics"
# Ahead of every run: calendars forget what was over a year ago.
NEXT = timezone.localdate().year + 1
EVENING = datetime(NEXT, 6, 1, 18, tzinfo=BERLIN)


class Calendar(dict):
    """A person's calendar: takes over what is new or newer, as RFC 5546 has it."""

    def take(self, content):
        for entry in vobject.readOne(content.decode()).contents.get("vevent", []):
            held = self.get(entry.uid.value)
            if held is None or version(entry) > version(held):
                self[entry.uid.value] = entry
        return self


def version(entry):
    return int(entry.sequence.value), entry.dtstamp.value


def number(entry):
    return int(entry.sequence.value)


def entries(content):
    return vobject.readOne(content.decode()).contents.get("vevent", [])


def titles(content):
    return {entry.summary.value for entry in entries(content)}


def only(content):
    (entry,) = entries(content)
    return entry


def ics(event):
    return f"{event.get_absolute_url()}calendar.ics"


def moved(event, transition=MOVE_EVENT, **changes):
    with transaction.atomic():
        return events.move(events.lock(event.pk), transition, by=None, **changes)


def cancelled(event):
    return moved(event, CANCEL_EVENT, cancelled_at=timezone.now(), notice_de="Rohrbruch.")


def test_an_event_is_a_file_that_calendars_open(client):
    event = EventFactory(starts_at=EVENING, address="Weg 3", kind="workshop")
    answer = client.get(ics(event))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{event.slug}.ics"'
    lines = answer.content.decode().split("\r\n")
    assert f"DTSTART;TZID=Europe/Berlin:{NEXT}0601T180000" in lines
    assert max(len(line.encode()) for line in lines) <= 75
    entry = only(answer.content)
    assert entry.uid.value == str(event.uuid)
    assert entry.dtend.value == EVENING + timedelta(hours=2)
    assert entry.location.value == "Pumpwerk, Weg 3, 04109 Leipzig"
    assert entry.url.value.endswith(event.get_absolute_url())
    assert (entry.status.value, entry.categories.value) == ("CONFIRMED", ["Workshop"])


def test_imported_twice_makes_no_double_and_changes_are_taken_over(client):
    """An imported file is no subscription: a calendar decides by the number alone."""
    kept, goes = EventFactory(starts_at=EVENING), EventFactory(title_de="Turbinen")
    held = Calendar().take(client.get(ALL).content)
    first = dict(held)
    assert held.take(client.get(ALL).content) == first
    moved(
        kept, starts_at=EVENING + timedelta(days=1), ends_at=EVENING + timedelta(days=1, hours=2)
    )
    cancelled(goes)
    held.take(client.get(ALL).content)
    assert held.keys() == first.keys() == {str(kept.uuid), str(goes.uuid)}
    assert all(number(held[key]) > number(entry) for key, entry in first.items())
    assert held[str(kept.uuid)].dtstart.value == EVENING + timedelta(days=1)
    off = held[str(goes.uuid)]
    assert off.status.value == "CANCELLED"
    assert off.summary.value == "Abgesagt: Turbinen"
    assert "Rohrbruch." in off.description.value
    for event in (kept, goes):
        held.take(client.get(ics(event)).content)
    assert held[str(goes.uuid)].dtstamp.value == off.dtstamp.value


def test_an_older_file_does_not_undo_a_change(client):
    event = EventFactory(starts_at=EVENING)
    old = client.get(ics(event)).content
    moved(event, city="04315 Leipzig")
    held = Calendar().take(client.get(ics(event)).content).take(old)
    assert held[str(event.uuid)].location.value == "Pumpwerk, 04315 Leipzig"


@pytest.mark.parametrize("field", ["title_de", "summary_de", "place_name", "shows_link"])
def test_what_staff_correct_raises_the_number(client, field):
    event = EventFactory(online_url="https://offen.example")
    held = Calendar().take(client.get(ALL).content)
    before = number(held[str(event.uuid)])
    setattr(event, field, True if field == "shows_link" else "Anders")
    events.save_typed(event, changed=[field], at=timezone.now())
    assert number(held.take(client.get(ALL).content)[str(event.uuid)]) > before


def test_the_same_state_gives_the_same_bytes_and_is_not_sent_again(client, time_machine):
    event = EventFactory(starts_at=EVENING)
    for path in (ALL, ics(event)):
        first = client.get(path)
        time_machine.move_to(timezone.now() + timedelta(minutes=90))
        assert client.get(path).content == first.content
        again = client.get(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    moved(event, place_name="Turbinenhalle")
    changed = client.get(ALL, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


def half_hours(day):
    """Each moment of a day at which a half-hour begins: fifty, forty-eight or forty-six."""
    moment = datetime.combine(day, datetime.min.time(), tzinfo=BERLIN).astimezone(UTC)
    while moment.astimezone(BERLIN).date() == day:
        yield moment
        moment += timedelta(minutes=30)


def last_sunday(month):
    last = date(NEXT, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)


@pytest.mark.parametrize(
    ("day", "number"), [(last_sunday(10), 50), (last_sunday(3), 46), (date(NEXT, 6, 1), 48)]
)
def test_every_half_hour_of_the_days_when_the_clocks_change_is_itself(client, day, number):
    """Read with the zone that the file brings along, not with the reader's own."""
    starts = list(half_hours(day))
    assert len(starts) == number
    for moment in starts:
        EventFactory(
            starts_at=moment,
            ends_at=moment + timedelta(minutes=30),
            title_de=f"{moment:%d %H:%M}",
            slug=f"um-{moment:%d%H%M}",
        )
    content = client.get(ALL).content
    read = {entry.summary.value: entry for entry in entries(content)}
    for moment in starts:
        entry = read[f"{moment:%d %H:%M}"]
        assert entry.dtstart.value.astimezone(UTC) == moment
        assert entry.dtend.value.astimezone(UTC) == moment + timedelta(minutes=30)
    # No two of them look alike.
    shown = {times.long_moment(moment) for moment in starts}
    assert len(shown) == number


def test_the_zone_in_the_file_is_berlin_s(client):
    """The rules are written out: they must say what the zone's data say."""
    EventFactory()
    zone = vobject.readOne(client.get(ALL).content.decode()).vtimezone.tzinfo
    for year in (2026, 2027, 2035):
        for day in range(365):
            noon = datetime(year, 1, 1, 12) + timedelta(days=day)  # noqa: DTZ001
            there = noon.replace(tzinfo=BERLIN).utcoffset()
            assert noon.replace(tzinfo=zone).utcoffset() == there, noon


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Netz", "Fern", "Alt"}),
        ("?kind=workshop", {"Netz"}),
        ("?track=energy", {"Netz"}),
        ("?place=online", {"Fern"}),
        ("?language=en&place=online", {"Fern"}),
        ("?when=past", {"Alt"}),
        ("?q=netz", {"Netz"}),
        ("?kind=party&utm=1", {"Netz", "Fern", "Alt"}),
    ],
)
def test_all_events_are_narrowed_as_the_list_is(client, query, found):
    EventFactory(title_de="Netz", kind="workshop", track=track("energy"))
    EventFactory(title_de="Fern", online_url="https://a.example", languages=["en"])
    EventFactory(title_de="Alt", past=True)
    EventFactory(title_de="Entwurf", draft=True)
    assert titles(client.get(ALL + query).content) == found


def test_a_calendar_forgets_what_was_over_a_year_ago(client):
    EventFactory(title_de="Alt", starts_at=timezone.now() - timedelta(days=364))
    EventFactory(title_de="Sehr alt", starts_at=timezone.now() - timedelta(days=367))
    for query in ("", "?when=past"):
        assert titles(client.get(ALL + query).content) == {"Alt"}


def test_the_list_names_the_calendar_of_what_it_shows(client, settings):
    EventFactory(kind="workshop")
    html = client.get("/events/?kind=workshop&language=").content.decode()
    assert f"{settings.SITE_URL}/events/calendar.ics?kind=workshop<" in html
    assert 'href="webcal://' in html
    assert "/events/calendar.ics<" in client.get("/events/").content.decode()


def test_a_draft_has_no_calendar_not_even_for_staff(client, as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    draft = EventFactory(draft=True)
    assert client.get(ics(draft)).status_code == 404
    assert as_user(staff()).get(ics(draft)).status_code == 404


HOSTILE = 'Rohr; \\n, "Netz"\r\nBEGIN:VALARM\r\nATTENDEE:x ✓ Größe \u2028 ä' + "🚰" * 30


def test_what_people_typed_stays_text(client):
    event = EventFactory(title_de=HOSTILE[:100], summary_de=HOSTILE, place_name=HOSTILE[:90])
    content = client.get(ics(event)).content
    entry = only(content)
    assert b"\nATTENDEE" not in content
    assert "valarm" not in entry.contents
    assert entry.description.value.startswith(HOSTILE.replace("\r\n", "\n"))


def test_each_language_has_its_calendar(client):
    event = EventFactory(title_de="Rohr", title_en="Pipe", summary_en="Pipes.", kind="info")
    entry = only(client.get(f"/en{ics(event)}").content)
    assert entry.summary.value == "Pipe"
    assert "/en/events/" in entry.url.value
    assert entry.uid.value == only(client.get(ics(event)).content).uid.value


def test_the_link_to_take_part_is_in_no_public_calendar(client):
    EventFactory(online_url="https://geheim.example/raum", place_name="", city="")
    assert b"geheim.example" not in client.get(ALL).content
    Event.objects.update(shows_link=True)
    assert only(client.get(f"{ALL}?neu").content).location.value == "https://geheim.example/raum"


@pytest.mark.parametrize("number", [3, 1000])
def test_a_thousand_events_cost_the_same_few_queries(
    client, django_assert_max_num_queries, number
):
    made = EventFactory.build_batch(number)
    for count, event in enumerate(made):
        event.slug = f"rohr-{count}"
    Event.objects.bulk_create(made)
    with django_assert_max_num_queries(8):
        content = client.get(ALL).content
    assert content.count(b"BEGIN:VEVENT") == number


# One's own


@pytest.fixture
def guest():
    return founder()


def address_of(person):
    return calendars.path(CalendarAddress.objects.get(person=person))


def test_one_s_own_calendar_has_what_one_comes_to_and_nobody_else_s(client, guest):
    def registered(title, person=guest, state="confirmed", **event):
        event = EventFactory(title_de=title, online_url="https://geheim.example/raum", **event)
        RegistrationFactory(event=event, person=person, state=state)

    registered("Meiner")
    registered("War da", state="attended", past=True)
    registered("Fällt aus", cancelled=True)
    registered("Wartet", state="waiting")
    registered("Abgemeldet", state="cancelled")
    registered("Fremd", person=UserFactory())
    calendars.renew(seen=None, by=guest)
    read = {entry.summary.value: entry for entry in entries(client.get(address_of(guest)).content)}
    assert read.keys() == {"Meiner", "War da", "Abgesagt: Fällt aus", "Warteliste: Wartet"}
    assert "geheim.example" in read["Meiner"].description.value
    assert read["Meiner"].transp.value == "OPAQUE"
    waits = read["Warteliste: Wartet"]
    assert "geheim.example" not in waits.description.value
    assert (waits.status.value, waits.transp.value) == ("TENTATIVE", "TRANSPARENT")


def test_what_is_called_off_stays_in_one_s_own_calendar_as_cancelled(client, guest):
    event = EventFactory(title_de="Rohr", online_url="https://geheim.example/raum")
    RegistrationFactory(event=event, person=guest, waiting=True)
    given_back = EventFactory(title_de="Abgemeldet")
    RegistrationFactory(event=given_back, person=guest, state="cancelled", ended_at=timezone.now())
    calendars.renew(seen=None, by=guest)
    for one in (event, given_back):
        changes.cancel(one, notice_de="Wasser.", notice_en="", by=staff())
    entry = only(client.get(address_of(guest)).content)
    assert (entry.summary.value, entry.status.value) == ("Abgesagt: Rohr", "CANCELLED")
    assert "geheim.example" not in entry.description.value


def test_a_seat_after_the_line_is_taken_over(client, guest):
    one = RegistrationFactory(waiting=True, person=guest)
    calendars.renew(seen=None, by=guest)
    held = Calendar().take(client.get(address_of(guest)).content)
    later = timezone.now() + timedelta(hours=1)
    one.moves.create(transition="offer", from_state="waiting", to_state="offered", at=later)
    Registration.objects.filter(pk=one.pk).update(state="confirmed")
    held.take(client.get(address_of(guest)).content)
    assert held[str(one.event.uuid)].status.value == "CONFIRMED"


def test_a_new_address_ends_the_old_one_at_once(client, as_user, guest):
    RegistrationFactory(person=guest)
    page = as_user(guest)
    page.post("/account/calendar/new/")
    old, key = address_of(guest), CalendarAddress.objects.get().key
    assert old in page.get("/account/calendar/").content.decode()
    assert client.get(old).status_code == 200
    for _click in range(2):
        page.post("/account/calendar/new/", {"seen": str(key)})
        new = address_of(guest)
    assert new != old
    assert client.get(old).status_code == 404
    first = client.get(new)
    assert "no-cache" in first["Cache-Control"]
    assert client.get(new, headers={"if-none-match": first["ETag"]}).status_code == 304
    page.post("/account/calendar/stop/")
    assert client.get(new).status_code == 404
    assert page.post("/account/calendar/new/", {"seen": "x\u00e4"}).status_code == 302


def test_two_clicks_on_new_address_make_one(guest):
    first = calendars.renew(seen=None, by=guest)
    once = calendars.renew(seen=first.key, by=guest)
    assert calendars.renew(seen=first.key, by=guest).key == once.key != first.key


@pytest.mark.parametrize("spoil", [str.upper, lambda token: token[:-1], lambda token: "x"])
def test_an_address_that_nobody_gave_is_not_there(client, guest, spoil):
    token = calendars.signer.sign(calendars.renew(seen=None, by=guest).key.hex)
    assert client.get(f"/account/calendar/{token}.ics").status_code == 200
    assert client.get(f"/account/calendar/{spoil(token)}.ics").status_code == 404


def test_who_may_no_longer_log_in_has_no_calendar(client, guest):
    calendars.renew(seen=None, by=guest)
    guest.is_active = False
    guest.save()
    assert client.get(address_of(guest)).status_code == 404


@pytest.mark.parametrize("number", [3, 100])
def test_one_s_own_calendar_costs_the_same_few_queries(
    client, guest, django_assert_max_num_queries, number
):
    for count in range(number):
        RegistrationFactory(person=guest, event=EventFactory(slug=f"rohr-{count}"))
    calendars.renew(seen=None, by=guest)
    with django_assert_max_num_queries(4):
        assert client.get(address_of(guest)).content.count(b"BEGIN:VEVENT") == number
