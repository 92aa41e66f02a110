"""Staff plan, repeat, move and call off events at the desk."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from events.models import Event, EventQuestion, EventSession, EventSpeaker
from events.services import changes, planning
from events.services.planning import NoSuchTime, Rhythm
from hub.core import times
from hub.core.minutes import MinuteField, is_skipped, is_twice
from hub.core.times import BERLIN
from hub.core.workflow import InvalidTransition
from hub.mail.models import Email
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import staff
from tests.factories.reminders import noon

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, settings):
    settings.STAFF_SECOND_FACTOR = False
    client.force_login(staff())
    return client


def text(response):
    return response.content.decode()


def address(event, act="change"):
    return f"/admin/events/event/{event.pk}/{act}/"


def when(name, moment):
    there = moment.astimezone(BERLIN)
    return {f"{name}_0": f"{there:%d.%m.%Y}", f"{name}_1": f"{there:%H:%M}"}


def stamp(response):
    return re.search(r'name="stamp" value="([^"]+)"', text(response))[1]


# Local times


def half_hours(day):
    return [
        datetime.combine(day, datetime.min.time()) + timedelta(minutes=30 * n) for n in range(48)
    ]


@pytest.mark.parametrize(
    ("day", "odd", "says"),
    [
        (date(2027, 3, 28), {(2, 0), (2, 30)}, "gibt es an dem Tag nicht"),
        (date(2026, 10, 25), {(2, 0), (2, 30)}, "gibt es an dem Tag zweimal"),
        (date(2027, 6, 1), set(), ""),
    ],
)
def test_each_half_hour_of_a_day_is_taken_as_it_is_or_asked_back(day, odd, says):
    field, refused = MinuteField(), {}
    for naive in half_hours(day):
        try:
            taken = field.clean([f"{naive:%d.%m.%Y}", f"{naive:%H:%M}"])
        except Exception as error:  # noqa: BLE001
            refused[naive.hour, naive.minute] = str(error)
        else:
            assert taken.astimezone(BERLIN).replace(tzinfo=None) == naive
    assert refused.keys() == odd
    assert all(says in sentence for sentence in refused.values())
    assert {(n.hour, n.minute) for n in half_hours(day) if is_skipped(n) or is_twice(n)} == odd


def test_a_time_in_the_night_of_the_clocks_is_asked_back_at_the_field_and_nothing_is_lost(desk):
    event = EventFactory(draft=True, title_de="Nachtschicht")
    typed = {"starts_at_0": "28.03.2027", "starts_at_1": "02:30", "stamp": str(uuid4())}
    html = text(desk.post(address(event, "copy"), typed))
    assert "springt die Uhr von 2 auf 3 Uhr vor" in html
    assert 'value="02:30"' in html
    assert Event.objects.count() == 1


# Copies and series


def whole(starts_at=datetime(2027, 3, 16, 18, 0, tzinfo=BERLIN), **fields):
    event = EventFactory(
        starts_at=starts_at,
        registration_until=starts_at - timedelta(days=1),
        seats=12,
        audience=["founders"],
        **fields,
    )
    ada = EventSpeaker.objects.create(event=event, name="Ada")
    session = EventSession.objects.create(
        event=event,
        starts_at=event.starts_at,
        ends_at=event.starts_at + timedelta(hours=1),
        title_de="Teil 1",
    )
    session.speakers.add(ada)
    EventQuestion.objects.create(event=event, label_de="Warum?")
    return event


def test_a_copy_takes_programme_people_and_questions_along_but_nobody_who_comes(desk):
    event = whole()
    RegistrationFactory(event=event)
    page = desk.get(address(event, "copy"))
    moment = datetime(2027, 9, 7, 10, 0, tzinfo=BERLIN)
    typed = {**when("starts_at", moment), "stamp": stamp(page)}
    for _click in range(2):
        answer = desk.post(address(event, "copy"), typed, follow=True)
    assert "ist ein Entwurf" in text(answer)
    assert Event.objects.count() == 2
    new = Event.objects.latest("pk")
    assert (new.state, new.starts_at, new.seats, new.audience) == (
        "draft",
        moment,
        12,
        ["founders"],
    )
    assert new.registration_until == moment - timedelta(days=1)
    assert new.sessions.get().starts_at == moment
    assert new.sessions.get().speakers.get().event == new
    assert new.speakers.get().name == "Ada"
    assert event.speakers.get().name == "Ada"
    assert new.questions.get().label_de == "Warum?"
    assert (new.last_place, new.registrations.count()) == (0, 0)


def test_a_template_is_never_public_but_events_are_made_from_it(desk):
    template = EventFactory(draft=True, is_template=True)
    desk.post(address(template, "publish"))
    template.refresh_from_db()
    assert template.state == "draft"
    page = desk.get(address(template, "copy"))
    moment = noon(timezone.now(), 30)
    desk.post(address(template, "copy"), {**when("starts_at", moment), "stamp": stamp(page)})
    made = Event.objects.latest("pk")
    assert not made.is_template
    desk.post(address(made, "publish"))
    made.refresh_from_db()
    assert made.state == "published"


@pytest.mark.parametrize(
    ("rhythm", "days"),
    [
        (Rhythm.WEEKLY, ["2027-03-16", "2027-03-23", "2027-03-30", "2027-04-06"]),
        (Rhythm.FORTNIGHTLY, ["2027-03-16", "2027-03-30", "2027-04-13", "2027-04-27"]),
        (Rhythm.MONTHLY_DAY, ["2027-03-16", "2027-04-16", "2027-05-16", "2027-06-16"]),
        (Rhythm.MONTHLY_WEEKDAY, ["2027-03-16", "2027-04-20", "2027-05-18", "2027-06-15"]),
    ],
)
def test_a_series_keeps_its_time_of_day_through_the_change_of_the_clocks(desk, rhythm, days):
    event = whole()
    page = desk.get(address(event, "series"))
    typed = {"rhythm": rhythm, "number": "4", "stamp": stamp(page)}
    for _click in range(2):
        answer = desk.post(address(event, "series"), typed, follow=True)
    assert "3 weitere Termine sind als Entwürfe angelegt." in text(answer)
    starts = list(Event.objects.order_by("starts_at").values_list("starts_at", flat=True))
    there = [moment.astimezone(BERLIN) for moment in starts]
    assert [f"{moment:%Y-%m-%d}" for moment in there] == days
    assert {f"{moment:%H:%M}" for moment in there} == {"18:00"}
    assert len(set(Event.objects.values_list("series", flat=True))) == 1
    assert Event.objects.filter(sessions__title_de="Teil 1").count() == 4


@pytest.mark.parametrize(
    ("starts", "rhythm", "number", "says"),
    [
        (
            datetime(2027, 3, 21, 2, 30, tzinfo=BERLIN),
            Rhythm.WEEKLY,
            2,
            "Am 28. März 2027 werden die Uhren",
        ),
        (
            datetime(2026, 10, 18, 2, 30, tzinfo=BERLIN),
            Rhythm.WEEKLY,
            2,
            "Am 25. Oktober 2026 werden die Uhren",
        ),
        (
            datetime(2027, 1, 31, 18, 0, tzinfo=BERLIN),
            Rhythm.MONTHLY_DAY,
            2,
            "Im 02.2027 fehlt er.",
        ),
        (
            datetime(2027, 3, 30, 18, 0, tzinfo=BERLIN),
            Rhythm.MONTHLY_WEEKDAY,
            2,
            "Im 04.2027 fehlt er.",
        ),
    ],
)
def test_a_day_or_time_that_does_not_exist_is_asked_back(starts, rhythm, number, says):
    with pytest.raises(NoSuchTime, match=says):
        planning.moments(starts, rhythm=rhythm, number=number)


def test_what_is_wrong_with_a_series_is_said_at_the_field(desk):
    event = EventFactory(draft=True, starts_at=datetime(2027, 1, 31, 18, tzinfo=BERLIN))
    typed = {"rhythm": "monthly_day", "number": "3", "stamp": str(uuid4())}
    assert "Im 02.2027 fehlt er." in text(desk.post(address(event, "series"), typed))
    typed = {"rhythm": "hourly", "number": "5000", "stamp": "x"}
    assert desk.post(address(event, "series"), typed).status_code == 200
    assert Event.objects.count() == 1


# Called off, moved


def concerned(event):
    """Who hears of it, and who does not."""
    told = [
        RegistrationFactory(event=event),
        RegistrationFactory(event=event, waiting=True, language="en"),
        RegistrationFactory(event=event, offered=True),
    ]
    for state in ("cancelled", "expired", "no_show"):
        RegistrationFactory(event=event, state=state)
    RegistrationFactory(event=event, asked=True)
    return {one.email for one in told}


def test_calling_off_tells_everybody_concerned_once_and_says_before_how_many(desk, client):
    event = EventFactory(seats=5, title_en="Pipe talk")
    told = concerned(event)
    page = text(desk.get(address(event, "cancel")))
    assert "3 Personen sind betroffen" in page
    assert desk.post(address(event, "cancel"), {}).status_code == 200
    assert not Email.objects.exists(), "without a reason nothing happens"
    typed = {"notice_de": "Der Saal ist nass.", "notice_en": "The hall is wet."}
    answer = desk.post(address(event, "cancel"), typed, follow=True)
    assert "3 Personen bekommen eine Mail." in text(answer)
    desk.post(address(event, "cancel"), typed)
    mails = Email.objects.filter(kind="events/event_cancelled")
    assert sorted(mails.values_list("to", flat=True)) == sorted(told)
    english = mails.get(language="en")
    assert english.subject == "Cancelled: Pipe talk"
    assert "> The hall is wet." in english.body
    event.refresh_from_db()
    assert (event.state, event.sequence, event.notice) == ("cancelled", 1, "Der Saal ist nass.")
    assert "abgesagt" in text(client.get(event.get_absolute_url()))


def test_moving_tells_everybody_concerned_and_takes_the_programme_along(desk):
    event = whole(noon(timezone.now(), 60))
    told = concerned(event)
    before, moment = event.starts_at, event.starts_at + timedelta(days=7)
    typed = {
        **when("starts_at", moment),
        **when("ends_at", moment + timedelta(hours=3)),
        "place_name": "Wasserturm",
        "city": "04109 Leipzig",
        "notice_de": "Der Saal ist nass.",
    }
    assert "3 Personen sind betroffen" in text(desk.get(address(event, "move")))
    answer = text(desk.post(address(event, "move"), typed, follow=True))
    assert "3 Personen bekommen eine Mail." in answer
    assert "Es gibt nichts mitzuteilen" in text(desk.post(address(event, "move"), typed))
    event.refresh_from_db()
    assert (event.starts_at, event.place_name, event.moved_from) == (moment, "Wasserturm", before)
    assert event.registration_until == moment - timedelta(days=1)
    assert event.sessions.get().starts_at == moment
    assert event.sequence == 1
    mails = Email.objects.filter(kind="events/event_moved")
    assert sorted(mails.values_list("to", flat=True)) == sorted(told)
    body = " ".join(mails.filter(language="de").first().body.split())
    assert times.long_moment(before) in body
    assert times.long_moment(moment) in body
    assert "Wasserturm" in body


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_a_draft_is_neither_moved_nor_called_off(desk, act):
    event = EventFactory(draft=True)
    assert "in diesem Stand nicht" in text(desk.get(address(event, act), follow=True))
    with pytest.raises(InvalidTransition):
        changes.cancel(event, notice_de="x", notice_en="", by=staff())


def test_nothing_is_moved_into_the_past(desk):
    event = EventFactory()
    moment = noon(timezone.now(), -1)
    typed = {
        **when("starts_at", moment),
        **when("ends_at", moment + timedelta(hours=1)),
        "place_name": "Pumpwerk",
        "notice_de": "x",
    }
    assert "liegt nicht in der Zukunft" in text(desk.post(address(event, "move"), typed))


# The form


def typed(event, **changes_):
    """What the form of a public event sends."""
    return {
        "kind": event.kind,
        "title_de": event.title_de,
        "summary_de": event.summary_de,
        "audience": event.audience,
        "languages": event.languages,
        "takes_registrations": "on",
        "team_seats": "1",
        **{
            f"{name}-{part}": number
            for name in ("speakers", "sessions", "questions", "feedback_questions")
            for part, number in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))
        },
        **changes_,
    }


def test_time_and_place_of_a_public_event_stay_where_they_are_without_a_move(desk):
    event = EventFactory(sequence=4)
    moment = timezone.now() + timedelta(days=99)
    desk.post(
        address(event),
        typed(event, **when("starts_at", moment), place_name="Anderswo", summary_de="Neu."),
    )
    again = Event.objects.get()
    assert (again.starts_at, again.place_name) == (event.starts_at, "Pumpwerk")
    assert (again.summary_de, again.sequence) == ("Neu.", 5)


def test_seats_that_are_added_are_offered_and_taken_ones_stay(desk):
    event = EventFactory(seats=2)
    RegistrationFactory.create_batch(2, event=event)
    waiting = RegistrationFactory.create_batch(2, event=event, waiting=True)
    assert "2 Plätze sind schon vergeben" in text(
        desk.post(address(event), typed(event, seats="1"))
    )
    answer = desk.post(address(event), typed(event, seats="3"), follow=True)
    assert "1 Person von der Warteliste hat ein Angebot bekommen." in text(answer)
    states = []
    for one in waiting:
        one.refresh_from_db()
        states.append(one.state)
    assert states == ["offered", "waiting"]


def test_a_new_event_gets_its_address_and_its_writer(desk):
    moment = datetime(2027, 5, 4, 9, 0, tzinfo=BERLIN)
    draft = EventFactory.build(title_de="Größer werden")
    form = typed(draft, place_name="Ring", **when("starts_at", moment))
    form |= when("ends_at", moment + timedelta(hours=2))
    desk.post("/admin/events/event/add/", form)
    made = Event.objects.get()
    assert (made.slug, made.state) == ("groesser-werden", "draft")
    assert made.starts_at == datetime(2027, 5, 4, 7, 0, tzinfo=UTC)
    assert made.created_by is not None


def test_what_comes_next_stands_first_and_templates_last(desk):
    now = timezone.now()
    EventFactory(past=True, title_de="Gestriges")
    EventFactory(past=True, title_de="Vorgestriges", starts_at=now - timedelta(days=30))
    EventFactory(draft=True, is_template=True, title_de="Muster")
    EventFactory(title_de="Übermorgiges", starts_at=now + timedelta(days=2))
    EventFactory(title_de="Morgiges", starts_at=now + timedelta(days=1))

    def listed(asked=""):
        answer = desk.get(f"/admin/events/event/{asked}")
        return [event.title_de for event in answer.context["cl"].result_list]

    coming, past = ["Morgiges", "Übermorgiges"], ["Gestriges", "Vorgestriges"]
    assert listed() == [*coming, *past, "Muster"]
    assert listed("?when=coming") == coming
    assert listed("?when=past") == past
    assert listed("?when=templates") == ["Muster"]


def test_several_drafts_are_published_at_once_and_what_is_missing_is_named(desk):
    good, bad = EventFactory(draft=True), EventFactory(draft=True, summary_de="")
    answer = desk.post(
        "/admin/events/event/",
        {"action": "publish_selected", "_selected_action": [good.pk, bad.pk]},
        follow=True,
    )
    assert f"{bad}: Hier fehlt der Kurztext" in text(answer)
    assert Event.objects.get(pk=good.pk).state == "published"
    assert Event.objects.get(pk=bad.pk).state == "draft"
