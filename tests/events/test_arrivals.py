"""At the door: who came is noted by name, by ticket, once or twice, at once or later."""

import io
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import openpyxl
import pikepdf
import pytest
from django.utils import timezone

from events.models import Event, EventQuestion, Registration, RegistrationMove
from events.queries import arrivals as lists
from events.services import arrivals, attendance, letters
from events.services.arrivals import DoorClosed, Outcome, Scan
from events.services.events import NotYours
from hub.accounts.roles import Role
from hub.core.headers import PERMISSIONS
from tests import pdf_text
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import UserFactory, staff
from tests.hub.logins import reauthenticate, with_password
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening():
    return EventFactory(starts_at=timezone.now() - timedelta(minutes=10), title_de="Rohrabend")


@pytest.fixture
def guest(evening):
    return RegistrationFactory(event=evening, name="Änne Größner")


@pytest.fixture
def office(as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    return as_user(with_password(staff()))


def page(event, rest="check-in/"):
    return f"/admin/events/event/{event.pk}/{rest}"


def text(response):
    return response.content.decode()


def ago(**earlier):
    return timezone.now() - timedelta(**earlier)


def note(registration, at=None, is_here=True):
    scan = Scan(registration.uuid, at or timezone.now(), is_here)
    (noted,) = arrivals.note(registration.event, [scan], by=staff())
    return noted.outcome


def state(registration):
    return Registration.objects.get(pk=registration.pk).state


def test_who_comes_is_noted_once_and_can_be_taken_back(guest):
    assert note(guest) == Outcome.CAME
    assert note(guest) == Outcome.KNOWN
    assert state(guest) == "attended"
    assert note(guest, is_here=False) == Outcome.UNDONE
    assert state(guest) == "confirmed"
    assert note(guest) == Outcome.CAME
    moves = list(guest.moves.values_list("transition", flat=True))
    assert moves == ["attend", "undo attend", "attend"]


def test_what_was_seen_last_holds_whenever_it_is_sent(guest):
    """One phone lost its network at the door; another one noted meanwhile that it was a mistake."""
    came, undone = ago(minutes=5), ago(minutes=2)
    assert note(guest, came) == Outcome.CAME
    assert note(guest, undone, is_here=False) == Outcome.UNDONE
    for _again in range(2):
        assert note(guest, came) == Outcome.UNDONE
        assert note(guest, ago(minutes=4)) == Outcome.UNDONE
    assert state(guest) == "confirmed"
    assert list(guest.moves.values_list("at", flat=True)) == [came, undone]
    # What is seen after that counts again, and so does the same in one message.
    scans = [Scan(guest.uuid, ago(minutes=m), bool(m % 2)) for m in (0, 1)]
    noted = arrivals.note(guest.event, scans, by=staff())
    assert [one.outcome for one in noted] == [Outcome.CAME, Outcome.UNDONE]


def test_a_clock_that_is_ahead_overrules_nobody(guest):
    note(guest, timezone.now() + timedelta(hours=3))
    assert guest.moves.get().at <= timezone.now()
    assert note(guest, is_here=False) == Outcome.UNDONE


@pytest.mark.parametrize("held", ["waiting", "offered", "cancelled", "asked"])
def test_who_has_no_seat_is_not_let_in(evening, held):
    flag = {} if held == "cancelled" else {held: True}
    one = RegistrationFactory(event=evening, **flag, **({"state": held} if not flag else {}))
    assert note(one) == Outcome.REFUSED
    assert state(one) == held


def test_who_was_counted_as_missing_can_be_noted_after_all(guest):
    Registration.objects.filter(pk=guest.pk).update(state="no_show")
    Event.objects.update(state="done")
    assert note(guest) == Outcome.CAME


def test_a_ticket_of_another_event_is_unknown_here(evening):
    other = RegistrationFactory()
    scans = [Scan(other.uuid, timezone.now(), True), Scan(uuid4(), timezone.now(), True)]
    assert [n.outcome for n in arrivals.note(evening, scans, by=staff())] == [Outcome.UNKNOWN] * 2
    assert state(other) == "confirmed"


def test_the_door_opens_on_the_day_for_the_office_alone(guest):
    for broken in ({"state": "cancelled", "cancelled_at": timezone.now()}, {"state": "draft"}):
        guest.event = EventFactory(**broken, starts_at=ago(minutes=10))
        with pytest.raises(DoorClosed):
            note(guest)
    guest.event = EventFactory(starts_at=timezone.now() + timedelta(days=2))
    with pytest.raises(DoorClosed):
        note(guest)
    with pytest.raises(NotYours):
        arrivals.note(guest.event, [], by=UserFactory(roles=[Role.PARTNER]))


def test_the_day_is_berlin_s():
    event = EventFactory.build(starts_at=datetime(2027, 6, 1, 22, 30, tzinfo=UTC))
    assert not arrivals.is_open(event, datetime(2027, 6, 1, 21, 59, tzinfo=UTC))
    assert arrivals.is_open(event, datetime(2027, 6, 1, 22, 0, tzinfo=UTC))


@pytest.mark.django_db(transaction=True)
def test_two_doors_that_read_one_ticket_at_once_note_it_once(guest):
    by, at = staff(), timezone.now()

    outcomes = []

    def read(_number):
        (noted,) = arrivals.note(guest.event, [Scan(guest.uuid, at, True)], by=by)
        outcomes.append(noted.outcome)

    at_once(read, range(4))
    assert sorted(outcomes) == ["came", "known", "known", "known"]
    assert RegistrationMove.objects.count() == 1


# The page


def test_staff_tick_by_name_without_a_script(office, evening, guest):
    RegistrationFactory(event=evening, name="Bo Lind", organisation="Stadtwerke Xyz", seats=3)
    RegistrationFactory(event=evening, name="Wartet Nur", waiting=True)
    html = text(office.get(page(evening)))
    assert html.index("Änne Größner") < html.index("Bo Lind")
    assert "Wartet Nur" not in html
    assert "<b data-count>0</b> von <span data-expected>4</span> sind da" in html
    found = text(office.get(page(evening) + "?q=GROESS"))
    assert "Änne Größner" in found
    assert "Bo Lind" not in found
    told = text(office.post(page(evening), {"here": guest.uuid.hex}, follow=True))
    assert "Änne Größner ist da." in told
    assert "<b data-count>1</b>" in told
    told = text(office.post(page(evening), {"undo": guest.uuid.hex}, follow=True))
    assert "nicht mehr als anwesend" in told
    assert state(guest) == "confirmed"


def test_the_script_sends_what_it_noted_and_hears_how_the_list_stands(office, evening, guest):
    moment = int(ago(minutes=3).timestamp() * 1000)
    scans = [f"{guest.uuid.hex} {moment} 1", f"{uuid4().hex} {moment} 1", "Unfug", "x" * 999]
    for outcome in ("came", "known"):
        answer = office.post(page(evening, "check-in/scans/"), {"scan": scans}).json()
        assert [one["outcome"] for one in answer["noted"]] == [outcome, "unknown"]
        assert list(answer["here"]) == [guest.uuid.hex]
        assert (answer["count"], answer["expected"]) == (1, 1)
    assert office.get(page(evening, "check-in/scans/")).json()["noted"] == []


def test_too_early_is_said_and_nothing_is_written(office):
    later = RegistrationFactory()
    html = text(office.get(page(later.event)))
    assert "vom Tag des Termins an" in html
    assert 'name="here"' not in html
    answer = office.post(page(later.event, "check-in/scans/"), {"scan": [f"{later.uuid.hex} 1 1"]})
    assert (answer.status_code, list(answer.json())) == (409, ["error"])
    told = text(office.post(page(later.event), {"here": later.uuid.hex}, follow=True))
    assert "vom Tag des Beginns an" in told


@pytest.mark.parametrize("sent", [{"here": "x"}, {"here": ""}, {}, {"undo": "0" * 32}])
def test_nonsense_from_a_form_notes_nobody(office, evening, guest, sent):
    assert office.post(page(evening), sent, follow=True).status_code == 200
    assert state(guest) == "confirmed"


def test_only_this_page_may_open_the_camera(office, evening):
    allowed = office.get(page(evening))["Permissions-Policy"]
    assert "camera=(self)" in allowed
    assert office.get("/admin/")["Permissions-Policy"] == PERMISSIONS
    assert "camera=()" in PERMISSIONS


def test_the_door_is_not_there_for_others(as_user, evening, settings):
    settings.STAFF_SECOND_FACTOR = False
    draft = EventFactory(draft=True)
    for person in (UserFactory(roles=[Role.REPORTING]), UserFactory(roles=[Role.PARTNER])):
        client = as_user(person)
        for rest in ("check-in/", "check-in/scans/", "attendance/pdf/"):
            assert client.get(page(evening, rest)).status_code == 404
    assert as_user(staff()).get(page(draft)).status_code == 404


@pytest.mark.parametrize("number", [3, 500])
def test_a_list_of_five_hundred_costs_the_same_few_queries(
    office, evening, django_assert_max_num_queries, number
):
    rows = RegistrationFactory.build_batch(number, event=evening)
    for place, row in enumerate(rows, 1):
        row.place = place
    Registration.objects.bulk_create(rows)
    with django_assert_max_num_queries(8):
        assert text(office.get(page(evening))).count("<tr data-ticket") == number
    scans = [f"{row.uuid.hex} 1 1" for row in rows[:3]]
    with django_assert_max_num_queries(20):
        office.post(page(evening, "check-in/scans/"), {"scan": scans})


# The list as a file, and the ticket


def test_the_list_is_there_on_paper_and_for_excel(evening, guest):
    RegistrationFactory(event=evening, name="=1+1", organisation="Werk 🚰", seats=2)
    note(guest)
    file = attendance.paper(evening, now=timezone.now())
    with pikepdf.open(io.BytesIO(file)) as pdf:
        words = pdf_text.words(pdf)
    for said in ("Rohrabend", "Änne Größner", "=1+1", "anwesend: 1 von 3"):
        assert said in words
    table = attendance.table(evening)
    assert [row[1] for row in table.rows] == ["=1+1", "Änne Größner"]
    assert [row[4] for row in table.rows] == ["angemeldet", "war da"]


def test_staff_read_what_was_answered_beside_what_was_asked(office, evening, guest):
    asked = EventQuestion.objects.create(event=evening, label_de="Mit wem?", label_en="Who with?")
    answers = {str(asked.uuid): "<b>allein</b>", "0f0f": "von gestern"}
    Registration.objects.filter(pk=guest.pk).update(answers=answers)
    shown = text(office.get(f"/admin/events/registration/{guest.pk}/change/"))
    assert "<b>Mit wem?</b> &lt;b&gt;allein&lt;/b&gt;" in shown
    assert "<b>gestrichene Frage</b> von gestern" in shown
    table = attendance.table(evening)
    assert table.head[-1] == "Mit wem?"
    assert [row[-1] for row in table.rows] == ["<b>allein</b>"]


def test_a_file_is_given_to_who_has_just_shown_who_they_are(office, evening, guest, client):
    asked = office.get(page(evening, "attendance/xlsx/"))
    assert "reauthenticate" in asked["Location"]
    reauthenticate(office)
    answer = office.get(page(evening, "attendance/xlsx/"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert [cell.value for cell in sheet[2]][1] == "Änne Größner"
    assert office.get(page(evening, "attendance/pdf/")).content.startswith(b"%PDF")
    assert office.get(page(evening, "attendance/doc/")).status_code == 404


@pytest.mark.parametrize(
    ("change", "event", "shown"),
    [
        ({}, {}, True),
        ({"state": "waiting"}, {}, False),
        ({"state": "attended"}, {}, False),
        ({}, {"cancelled": True}, False),
        ({}, {"past": True}, False),
        ({}, {"place_name": "", "city": "", "online_url": "https://a.example"}, False),
    ],
)
def test_who_has_a_seat_finds_the_ticket_behind_the_secret_link(client, change, event, shown):
    row = RegistrationFactory(event=EventFactory(**event), **change)
    html = text(client.get(letters.page_of(row)))
    assert ('class="qr"' in html) == shown


def test_the_ticket_says_what_the_list_knows(evening, guest):
    (on_list,) = lists.door(evening).guests
    assert guest.ticket.lower() == on_list.ticket
    assert guest.ticket == guest.ticket.upper()
