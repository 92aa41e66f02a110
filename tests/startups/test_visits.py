"""Founders see who of the partners opened their profile and their deck, and when."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.core.times import BERLIN
from hub.portal import own_data
from startups.models import ProfileVisit, StartupMember, VisitKind
from startups.services import visits
from tests.factories.hub import UserFactory, founder, staff
from tests.factories.partners import PartnerFactory, colleague
from tests.factories.startups import StartupFactory, deck_of
from tests.races import at_once

pytestmark = pytest.mark.django_db
PAGE = "/partner/startups/kanalblick/"
LIST = "/startups/kanalblick/visits/"


@pytest.fixture
def owner():
    return founder()


@pytest.fixture
def startup(owner):
    return StartupFactory(
        slug="kanalblick", public=True, partner_fields=["deck"], owner=owner, name="Kanalblick"
    )


def note(startup, person, *, kind=VisitKind.PROFILE, organisation="VNG"):
    visits.note(startup.pk, kind=kind, organisation=organisation, by=person)


def seen_by(client, person, path=LIST):
    client.force_login(person)
    answer = client.get(path)
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


def test_who_opens_a_profile_and_loads_a_deck_stands_in_the_founders_list(client, owner, startup):
    deck_of(startup)
    reader = colleague(PartnerFactory(name="Netz Leipzig"), name="Ömer Groß")
    client.force_login(reader.person)
    client.get(PAGE)
    assert client.get(f"{PAGE}deck/").getvalue()

    shown = seen_by(client, owner)

    assert shown.count("Ömer Groß") == 2
    assert "Netz Leipzig" in shown
    assert "Pitchdeck" in shown
    assert "Eine Person" not in shown


def test_the_same_person_counts_once_a_day_for_each_kind(client, owner, startup):
    reader = colleague()
    client.force_login(reader.person)
    for _again in range(3):
        client.get(PAGE)
    client.head(PAGE)
    assert ProfileVisit.objects.count() == 1

    day = timezone.now() - timedelta(days=1)
    ProfileVisit.objects.update(day=timezone.localdate(day), at=day)
    client.get(PAGE)
    assert ProfileVisit.objects.count() == 2


def test_looking_into_the_list_or_asking_for_a_decks_head_opens_nothing(client, startup):
    deck_of(startup)
    client.force_login(colleague().person)
    client.get("/partner/startups/")
    client.head(f"{PAGE}deck/")
    client.head(PAGE)
    assert not ProfileVisit.objects.exists()


def test_a_profile_that_cannot_be_opened_was_not_opened(client, startup):
    type(startup).objects.update(visibility="private")
    client.force_login(colleague().person)
    assert client.get(PAGE).status_code == 404
    assert not ProfileVisit.objects.exists()


def test_partner_staff_are_told_that_founders_see_it(client, startup):
    client.force_login(colleague().person)
    assert "Die Gründer:innen sehen, wer ihr Profil" in client.get(PAGE).content.decode()
    assert (
        "sehen die Gründer:innen Ihren Namen" in client.get("/partner/startups/").content.decode()
    )


def test_the_list_is_for_the_own_team_alone(client, owner, startup, settings):
    settings.STAFF_SECOND_FACTOR = False
    note(startup, colleague(name="Ömer Groß").person)
    assert "Ömer Groß" in seen_by(client, owner)
    for somebody in (founder(), staff(), colleague().person):
        assert seen_by(client, somebody) == 404
    assert not ProfileVisit.objects.visible_to(founder()).exists()

    StartupMember.objects.filter(person=owner).update(left_at=timezone.now())
    assert seen_by(client, owner) == 404


def test_the_database_holds_a_day_to_one_row(startup):
    person, day = UserFactory(), timezone.localdate()
    fields = {"startup": startup, "person": person, "kind": "deck", "day": day}
    ProfileVisit.objects.create(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileVisit.objects.create(**fields)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_opened_at_once_are_one_visit(startup):
    person = UserFactory()
    at_once(lambda _tab: note(startup, person), range(4))
    assert ProfileVisit.objects.count() == 1


def test_a_day_ends_at_midnight_in_berlin(startup, time_machine):
    person = UserFactory()
    for moment in ("2026-07-01T23:59", "2026-07-02T00:01"):
        time_machine.move_to(datetime.fromisoformat(moment).replace(tzinfo=BERLIN), tick=False)
        note(startup, person)
    days = ProfileVisit.objects.order_by("day").values_list("day", flat=True)
    assert [str(day) for day in days] == ["2026-07-01", "2026-07-02"]


def test_visits_are_forgotten_after_twelve_months(startup):
    now = timezone.now()
    for days, person in ((366, UserFactory()), (364, UserFactory())):
        note(startup, person)
        day = timezone.localdate(now) - timedelta(days=days)
        ProfileVisit.objects.filter(person=person).update(day=day)
    assert visits.forget_old(now=now) == 1
    assert visits.forget_old(now=now) == 0
    assert ProfileVisit.objects.count() == 1


def test_the_dashboard_counts_people_of_the_last_thirty_days(client, owner, startup):
    assert "In den letzten 30 Tagen niemand." in seen_by(client, owner, "/dashboard/")
    for _person in range(2):
        note(startup, colleague().person)
        note(startup, colleague().person, kind=VisitKind.DECK)
    old = colleague().person
    note(startup, old)
    ProfileVisit.objects.filter(person=old).update(at=timezone.now() - timedelta(days=31))

    shown = seen_by(client, owner, "/dashboard/")

    assert "In den letzten 30 Tagen 4 Personen" in shown
    assert f'href="{LIST}"' in shown


def test_ones_own_data_tells_what_one_has_opened(startup):
    reader = colleague()
    note(startup, reader.person)
    opened = own_data.about(reader.person)["profiles_opened"]
    assert [row["startup__name"] for row in opened] == ["Kanalblick"]
    assert own_data.about(founder())["profiles_opened"] == []


def test_the_list_costs_the_same_with_many_visits(client, owner, startup):
    seen = []
    client.force_login(owner)
    for number in (3, 297):
        for _person in range(number):
            note(startup, UserFactory(verified=False))
        client.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST).status_code == 200
        seen.append(len(queries))
    assert seen[0] == seen[1] <= 8
