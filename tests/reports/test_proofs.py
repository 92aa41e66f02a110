"""Who came is forgotten once nobody has to prove it any more; what was counted stays."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from events.models import Registration, RegistrationMove
from events.states import ATTEND, RegistrationState
from hub.core.times import BERLIN
from hub.mail.models import Email, EmailState
from hub.portal import clock
from hub.programme import barriers
from hub.programme.models import BarrierReport
from hub.reports import periods
from hub.reports.indicators.registry import INDICATORS
from hub.reports.queries import figures
from hub.reports.services import freezing, proofs
from tests.factories.events import EventFactory, RegistrationFactory, feedback_round
from tests.factories.hub import UserFactory, lead, staff
from tests.factories.mail import EmailFactory
from tests.factories.reports import AwardFactory, reporter
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db
HELD = datetime(2026, 5, 7, 18, tzinfo=BERLIN)
REPORTED = date(2028, 6, 30)
LAST_DAY_OF_PROOF = datetime(2033, 6, 30, 23, 59, tzinfo=BERLIN)
AFTERWARDS = datetime(2033, 7, 1, 0, 1, tzinfo=BERLIN)
# Words that stand nowhere else: none of them may be left anywhere.
CANARY = "Zwirbelmann"


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


def held(starts=HELD, **fields):
    return EventFactory(past=True, starts_at=starts, seats=40, **fields)


def came(event, **fields):
    """Somebody who was there, with everything the portal may know of them."""
    row = RegistrationFactory(
        event=event,
        name=f"Ada {CANARY}",
        email=f"{CANARY.lower()}{event.last_place}@example.org",
        organisation=f"{CANARY} GmbH",
        partner_key=CANARY.lower(),
        answers={"x": f"Frau {CANARY}"},
        **{
            "state": RegistrationState.ATTENDED,
            "person": UserFactory(),
            "startup": StartupFactory(),
        }
        | fields,
    )
    RegistrationMove.objects.create(
        registration=row,
        transition=ATTEND.name,
        from_state=RegistrationState.CONFIRMED,
        to_state=RegistrationState.ATTENDED,
        by=staff(),
        at=event.starts_at,
    )
    about = reverse("admin:events_registration_change", args=[row.pk])
    EmailFactory(to=row.email, about=about, state=EmailState.SENT, sent_at=timezone.now())
    LogEntry.objects.log_actions(staff().pk, [row], CHANGE, change_message="Xyz")
    return row


def known(event):
    return event.registrations.exclude(email="").count()


def test_people_go_the_day_after_the_proof_is_over_and_their_trails_with_them(client):
    AwardFactory(reported_on=REPORTED)
    event = held()
    row = came(event)
    came(event, state=RegistrationState.CANCELLED, person=None)
    page = reverse("events:registration", args=[row.uuid])

    assert proofs.forget_participants(now=LAST_DAY_OF_PROOF) == 0
    assert known(event) == 2
    assert proofs.forget_participants(now=AFTERWARDS) == 2

    event.refresh_from_db()
    assert event.people_forgotten_at == AFTERWARDS
    left = Registration.objects.get(pk=row.pk)
    assert (left.name, left.email, left.answers, left.person, left.startup) == (
        "",
        "",
        {},
        None,
        None,
    )
    assert left.uuid != row.uuid
    assert (left.state, left.seats, left.place) == (row.state, row.seats, row.place)
    said = [*Registration.objects.values_list(), *LogEntry.objects.values_list("object_repr")]
    assert CANARY.lower() not in str(said).lower()
    assert not Email.objects.filter(to__startswith=CANARY.lower()).exists()
    assert not RegistrationMove.objects.exists()
    assert client.get(page).status_code == 404


def test_a_second_tick_finds_nothing_to_do():
    AwardFactory(reported_on=REPORTED)
    event = held()
    came(event)
    clock.run_due(AFTERWARDS)
    kept = list(Registration.objects.values())

    clock.run_due(AFTERWARDS + timedelta(minutes=1))

    assert not known(event)
    assert list(Registration.objects.values()) == kept


def test_without_the_date_of_the_final_report_nothing_of_its_time_goes():
    AwardFactory()
    AwardFactory(starts_on=date(2020, 1, 1), ends_on=date(2026, 5, 7), reported_on=REPORTED)
    event = held()
    came(event)

    assert proofs.forget_participants(now=AFTERWARDS + timedelta(days=4000)) == 0
    assert known(event) == 1


def test_where_nobody_paid_five_years_begin_with_the_end_of_the_year():
    AwardFactory(starts_on=date(2026, 5, 8), ends_on=date(2027, 1, 1), reported_on=REPORTED)
    event = held()
    came(event)

    assert proofs.forget_participants(now=datetime(2031, 12, 31, 23, 59, tzinfo=BERLIN)) == 0
    assert proofs.forget_participants(now=datetime(2032, 1, 1, 0, 1, tzinfo=BERLIN)) == 1


def test_a_report_handed_in_early_costs_no_event_its_five_years():
    AwardFactory(reported_on=date(2025, 2, 1))
    event = held()
    came(event)

    assert proofs.forget_participants(now=datetime(2031, 5, 7, 23, tzinfo=BERLIN)) == 0
    assert proofs.forget_participants(now=datetime(2031, 5, 8, 1, tzinfo=BERLIN)) == 1


def test_figures_and_frozen_reports_stay_what_they_were(client):
    award = AwardFactory(reported_on=REPORTED)
    event = held()
    for _number in range(3):
        came(event)
    RegistrationFactory(event=event, state=RegistrationState.NO_SHOW)
    feedback_round(event, answers=7, over=True)
    quarter, person = periods.parsed("2026-Q2"), reporter()
    asked = [(INDICATORS[key], quarter.window(AFTERWARDS)) for key in EVENT_FIGURES]
    before = figures.of(asked, user=person)
    frozen = freezing.freeze(award, quarter, version=1, by=person, now=AFTERWARDS)
    bytes_before = [bytes(one.data) for one in frozen.files.order_by("pk")]

    assert proofs.forget_participants(now=AFTERWARDS) == 4

    assert figures.of(asked, user=person) == before
    assert before["participants", asked[0][1]].total == 3
    client.force_login(person)
    assert client.get(frozen.get_absolute_url()).status_code == 200
    rows = reverse("reports:frozen-rows", args=[frozen.uuid, "participants"])
    assert event.title_de in client.get(rows).content.decode()
    assert [bytes(one.data) for one in frozen.files.order_by("pk")] == bytes_before


EVENT_FIGURES = ("participants", "events", "seats_used", "satisfied")


def test_the_desk_says_that_names_are_gone(as_user):
    AwardFactory(reported_on=REPORTED)
    event = held()
    row = came(event)
    proofs.forget_participants(now=AFTERWARDS)
    client = as_user(staff())

    for url in (
        reverse("admin:events_event_check_in", args=[event.pk]),
        reverse("admin:events_registration_changelist"),
        reverse("admin:events_registration_change", args=[row.pk]),
    ):
        answer = client.get(url)
        assert "Name gelöscht" in answer.content.decode(), url
    change = client.get(reverse("admin:events_event_change", args=[event.pk]))
    assert "Namen gelöscht am" in change.content.decode()


@pytest.mark.parametrize(
    "left", [{"name": "Ada"}, {"answers": {"x": "y"}}, {"organisation": "Xyz"}]
)
def test_the_database_knows_no_nobody_with_a_name(left):
    row = RegistrationFactory()
    nobody = {"email": "", "name": "", "answers": {}, "organisation": ""}
    rows = Registration.objects.filter(pk=row.pk)

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**nobody | left)
    assert rows.update(**nobody) == 1


def test_an_award_that_is_over_asks_the_desk_for_the_date_of_its_report(as_user):
    AwardFactory()
    label = "Förderung ist vorbei, ohne Datum des Verwendungsnachweises"
    with time_machine.travel(datetime(2028, 7, 2, 12, tzinfo=BERLIN), tick=False):
        person = lead()
        found = {one.label: one for one in as_user(person).get("/admin/").context["waiting"]}
        assert found[label].count == 1
        assert proofs.without_report(datetime(2028, 6, 30, 12, tzinfo=BERLIN)).count() == 0


def test_an_answered_barrier_goes_after_twelve_months_and_an_open_one_stays():
    now = timezone.now()
    old, young, unanswered = (barriers.report(text="Xyz") for _number in range(3))
    for one, days in ((old, 366), (young, 364)):
        BarrierReport.objects.filter(pk=one.pk).update(answered_at=now - timedelta(days=days))

    assert barriers.forget_old(now=now) == 1
    assert set(BarrierReport.objects.all()) == {young, unanswered}
