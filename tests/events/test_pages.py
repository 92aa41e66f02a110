"""The list of events and the page of each, as everybody sees them."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from events.models import Event, EventSession, EventSpeaker, Registration
from events.queries import listing
from events.queries.months import Month
from events.services import events
from events.services.events import Incomplete
from hub.core.times import BERLIN
from hub.mail.models import Email
from hub.portal import today
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.hub import UserFactory, founder, staff, track

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def soon(**later):
    return timezone.now() + timedelta(**later)


def test_what_is_to_come_stands_in_order_and_what_was_on_its_own_list(client):
    EventFactory(title_de="Zweiter", starts_at=soon(days=40))
    EventFactory(title_de="Erster", starts_at=soon(days=2))
    EventFactory(title_de="Früher", past=True)
    coming = text(client.get("/events/"))
    assert coming.index("Erster") < coming.index("Zweiter")
    assert "Früher" not in coming
    past = text(client.get("/events/?when=past"))
    assert "Früher" in past
    assert "Erster" not in past


def test_a_kept_list_leaves_out_what_has_ended_meanwhile():
    short = EventFactory(starts_at=soon(hours=1), ends_at=soon(hours=2))
    long = EventFactory(starts_at=soon(minutes=30), ends_at=soon(hours=4))
    kept = listing.coming(Event.objects.public(), ["kind"])
    assert kept.at(timezone.now()) == [long.pk, short.pk]
    assert kept.at(soon(hours=3)) == [long.pk]
    assert kept.at(soon(hours=5)) == []


def test_the_list_drawn_anew_shows_each_change_at_once(client):
    event = EventFactory(title_de="Alter Name", seats=2)
    draft = EventFactory(draft=True, title_de="Gerade veröffentlicht")
    # With a parameter that means nothing the page itself is never kept.
    assert "noch 2 Plätze" in text(client.get("/events/?neu"))
    RegistrationFactory(event=event)
    assert "noch 1 Platz<" in text(client.get("/events/?neu"))
    assert "1 seat left" in text(client.get("/en/events/?neu"))
    RegistrationFactory(event=event)
    event.refresh_from_db()
    event.title_de = "Neuer Name"
    events.save_typed(event, changed=["title_de"], at=timezone.now())
    events.publish(draft, by=staff())
    html = text(client.get("/events/?neu"))
    assert "ausgebucht, Warteliste offen" in html
    assert "Neuer Name" in html
    assert "Alter Name" not in html
    assert "Gerade veröffentlicht" in html


def test_a_draft_is_for_staff_alone_and_on_no_list(client, as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    draft = EventFactory(draft=True, title_de="Geheimtermin")
    assert "Geheimtermin" not in text(client.get("/events/"))
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert as_user(founder()).get(draft.get_absolute_url()).status_code == 404
    shown = text(as_user(staff()).get(draft.get_absolute_url()))
    assert "noch nicht öffentlich" in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("track=energy", {"Netz"}),
        ("kind=workshop", {"Netz"}),
        ("place=online", {"Fern"}),
        ("place=leipzig", {"Netz", "Nah"}),
        ("language=en", {"Fern"}),
        ("kind=workshop&kind=info", {"Netz", "Fern", "Nah"}),
        ("track=energy&place=online", set()),
        ("q=grimma", {"Nah"}),
        ("q=FERN+rohr", {"Fern"}),
        ("track=nirgends", {"Netz", "Fern", "Nah"}),
    ],
)
def test_the_list_is_narrowed_by_track_kind_place_language_and_words(client, query, found):
    EventFactory(title_de="Netz", kind="workshop", track=track("energy"))
    EventFactory(
        title_de="Fern", city="", place_name="", online_url="https://a.example", languages=["en"]
    )
    EventFactory(title_de="Nah", place_name="Grimmaer Tor")
    html = text(client.get(f"/events/?{query}"))
    assert {name for name in ("Netz", "Fern", "Nah") if f">{name}</a>" in html} == found


def test_a_filter_says_how_much_it_would_show_and_keeps_past_or_coming(client):
    EventFactory(past=True, kind="workshop")
    EventFactory(past=True, kind="info")
    EventFactory(kind="workshop")
    html = text(client.get("/events/?when=past&kind=workshop"))
    assert '<input type="hidden" name="when" value="past">' in html
    assert "1 Termin" in html
    assert 'href="?when=past"' in html or 'href="/events/?when=past"' in html


def test_nonsense_in_the_address_is_left_out_and_said(client):
    EventFactory(title_de="Bleibt")
    html = text(client.get("/events/?when=gestern&kind=party&page=99"))
    assert "Bleibt" in html
    assert "nicht verstanden" in html


@pytest.mark.parametrize(
    "query", ["", "?when=past", "?when=past&page=2", "?month={month}", "?q=rohr"]
)
@pytest.mark.parametrize("number", [3, 300])
def test_the_list_costs_the_same_few_queries(client, django_assert_max_num_queries, number, query):
    energy = track()
    past, coming = (soon(days=days) for days in (-1, 1))
    for starts_at in (past, coming):
        EventFactory.create_batch(number, track=energy, seats=5, starts_at=starts_at)
    asked = query.format(month=f"{coming.astimezone(BERLIN):%Y-%m}")
    with django_assert_max_num_queries(8):
        html = text(client.get(f"/events/{asked}"))
    assert "Rohrgespräch" in html


def test_the_lists_of_many_events_are_read_by_an_index():
    """Nine in ten are over; at a hundred thousand the pages still read a few hundred."""
    one = EventFactory(starts_at=soon(days=-4000))
    columns = [field.column for field in Event._meta.concrete_fields]
    own = {
        "id": "2000000 + n",
        "uuid": "gen_random_uuid()",
        "slug": "'e-' || n",
        "starts_at": "starts_at + n * interval '2 days'",
        "ends_at": "ends_at + n * interval '2 days'",
    }
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO events_event ({', '.join(columns)})"
            f" SELECT {', '.join(own.get(name, name) for name in columns)}"
            f" FROM events_event, generate_series(1, 2222) n WHERE id = {one.pk}"
        )
        cursor.execute("ANALYZE events_event")
    now, public = timezone.now(), Event.objects.public()
    coming = public.upcoming_at(now).order_by("starts_at", "pk")[:24]
    past = public.past_at(now).order_by("-starts_at", "-pk")[:24]
    month = Month.at(now).of(public)
    for rows in (coming, past, month):
        assert rows.count() > 10
        assert re.search("event_by_(start|end)", rows.explain())
        assert "Seq Scan" not in rows.explain()


@pytest.mark.parametrize("number", [3, 100])
def test_a_page_costs_the_same_few_queries(client, django_assert_max_num_queries, number):
    event = EventFactory(track=track())
    speaker = EventSpeaker.objects.create(event=event, name="Ada")
    for hour in range(number):
        session = EventSession.objects.create(
            event=event,
            starts_at=event.starts_at + timedelta(minutes=hour),
            ends_at=event.starts_at + timedelta(minutes=hour + 1),
            title_de=f"Teil {hour}",
        )
        session.speakers.add(speaker)
    with django_assert_max_num_queries(8):
        assert "Teil 2" in text(client.get(event.get_absolute_url()))


def test_a_page_says_when_where_for_whom_and_what_is_left(client, time_machine):
    time_machine.move_to(datetime(2027, 1, 15, 12, tzinfo=BERLIN))
    event = EventFactory(
        starts_at=datetime(2027, 6, 1, 18, tzinfo=BERLIN),
        seats=3,
        audience=["founders", "partners"],
        languages=["de", "en"],
    )
    RegistrationFactory(event=event)
    RegistrationFactory(event=event, state="cancelled")
    html = text(client.get(event.get_absolute_url()))
    assert "Dienstag, 1. Juni 2027, 18:00 Uhr (MESZ)" in html
    assert "Gründer:innen, Partner" in html
    assert "Deutsch, Englisch" in html
    assert "noch 2 Plätze" in html
    RegistrationFactory.create_batch(2, event=event)
    Event.objects.filter(pk=event.pk).update(summary_de="Neu")
    assert "ausgebucht, Warteliste offen" in text(client.get(f"{event.get_absolute_url()}?neu"))


def test_the_link_to_take_part_is_for_those_who_registered(client):
    event = EventFactory(online_url="https://geheim.example/raum")
    assert "geheim.example" not in text(client.get(event.get_absolute_url()))
    shown = EventFactory(online_url="https://offen.example/raum", shows_link=True)
    html = text(client.get(shown.get_absolute_url()))
    assert html.count("https://offen.example/raum") >= 2
    assert '"@type": "VirtualLocation"' in html


def test_machines_read_the_event_in_schema_org_s_words(client):
    event = EventFactory(
        title_de="</script><b>", starts_at=datetime(2027, 6, 1, 18, tzinfo=BERLIN)
    )
    html = text(client.get(event.get_absolute_url()))
    assert '"startDate": "2027-06-01T18:00:00+02:00"' in html
    assert '"eventStatus": "https://schema.org/EventScheduled"' in html
    assert '"postalCode": "04109"' in html
    assert "</script><b>" not in html


def test_a_cancelled_event_stays_and_says_so(client):
    event = EventFactory(cancelled=True, notice_de="Der Saal ist nass.")
    html = text(client.get(event.get_absolute_url()))
    assert "Dieser Termin ist abgesagt." in html
    assert "Der Saal ist nass." in html
    assert "EventCancelled" in html


def test_an_event_is_published_whole_or_not_at_all():
    draft = EventFactory(draft=True, summary_de="", place_name="", title_en="Only a title")
    with pytest.raises(Incomplete) as refused:
        events.publish(draft, by=staff())
    assert refused.value.problems.keys() == {"summary_de", "summary_en", "place_name"}
    draft = EventFactory(draft=True)
    events.publish(draft, by=staff())
    events.publish(draft, by=staff())
    draft.refresh_from_db()
    assert draft.state == "published"
    assert draft.moves.count() == 1


def test_what_is_renamed_before_it_is_public_gets_the_address_of_its_title():
    draft = EventFactory(draft=True, title_de="Vorlage: Sprechtag")
    draft.title_de = "Sprechtag Wasser"
    draft.save()
    assert draft.slug == "vorlage-sprechtag"
    assert events.publish(draft, by=staff()).slug == "sprechtag-wasser"
    draft.refresh_from_db()
    draft.title_de = "Sprechtag Gas"
    draft.save()
    assert draft.slug == "sprechtag-wasser", "links to it hold"


def test_the_clock_publishes_what_is_due_and_closes_what_is_over():
    now = timezone.now()
    due = EventFactory(draft=True, publish_at=now - timedelta(minutes=1))
    later = EventFactory(draft=True, publish_at=now + timedelta(minutes=1))
    broken = EventFactory(draft=True, publish_at=now - timedelta(minutes=1), summary_de="")
    over = EventFactory(starts_at=now - timedelta(hours=3))
    for _round in range(2):
        events.publish_due(now=now)
        events.finish_due(now=now)
    states = [Event.objects.get(pk=one.pk).state for one in (due, later, broken, over)]
    assert states == ["published", "draft", "draft", "done"]


def test_staff_hear_once_of_an_event_that_could_not_be_published(as_user, settings):
    """By mail, on the desk and on its page; the same in the report of the week, which has the desk's words."""
    settings.STAFF_SECOND_FACTOR = False
    planner, now = staff(language="en"), timezone.now()
    at = now - timedelta(minutes=5)
    event = EventFactory(draft=True, publish_at=at, summary_de="", created_by=planner)
    Event.objects.filter(pk=event.pk).update(title_en="Harbour evening", summary_en="Ships.")
    staff()
    for _round in range(2):
        events.publish_due(now=now)
    mail = Email.objects.get(kind="events/not_published")
    assert mail.recipient == planner
    assert "Harbour evening" in mail.subject
    assert "The summary is missing" in " ".join(mail.body.split())
    desk = as_user(planner)
    waiting = [one for one in today.waiting(planner) if "when=late" in one.url]
    assert [one.count for one in waiting] == [1]
    assert event.title_de in text(desk.get(waiting[0].url))
    assert "Es fehlt noch etwas" in text(desk.get(f"/admin/events/event/{event.pk}/change/"))
    Event.objects.filter(pk=event.pk).update(summary_de="Alles da.")
    events.publish_due(now=now)
    assert not [one for one in today.waiting(planner) if "when=late" in one.url]


def test_where_nobody_planned_it_the_whole_team_hears():
    team, now = {staff(), staff()}, timezone.now()
    former = UserFactory()
    EventFactory(draft=True, publish_at=now, summary_de="", created_by=former)
    events.publish_due(now=now)
    mails = Email.objects.filter(kind="events/not_published")
    assert {mail.recipient for mail in mails} == team


@pytest.mark.parametrize(
    "broken",
    [
        {"ends_at": "starts_at"},
        {"seats": 0},
        {"team_seats": 0},
        {"audience": []},
        {"published_at": None},
        {"state": "cancelled"},
        {"is_template": True},
    ],
)
def test_the_database_refuses_an_event_that_cannot_be(broken):
    event = EventFactory()
    broken = {k: getattr(event, v) if v == "starts_at" else v for k, v in broken.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**broken)


@pytest.mark.parametrize(
    "broken",
    [
        {"place": 1},
        {"place": None},
        {"place": 0},
        {"email": "ERSTE@example.org"},
        {"state": "offered"},
        {"seats": 0},
    ],
)
def test_the_database_refuses_a_registration_that_cannot_be(broken):
    event = EventFactory()
    RegistrationFactory(event=event, email="erste@example.org")
    second = RegistrationFactory(event=event)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=second.pk).update(**broken)


def test_events_with_one_name_have_addresses_of_their_own():
    first = EventFactory(title_de="Sprechtag")
    second = EventFactory(title_de="Sprechtag", starts_at=datetime(2027, 3, 1, 9, tzinfo=BERLIN))
    third = EventFactory(title_de="Sprechtag", starts_at=datetime(2027, 3, 1, 15, tzinfo=BERLIN))
    assert first.slug == "sprechtag"
    assert second.slug == "sprechtag-2027-03-01"
    assert third.slug.startswith("sprechtag-2027-03-01-")
