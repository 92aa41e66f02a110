"""Saved searches: what is mailed, and when."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.accounts import consents
from hub.core.times import BERLIN
from partners.models import SearchHit
from partners.services import searches
from partners.services.members import partner_staff as members
from startups.models import Startup
from tests.factories.hub import founder
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory
from tests.partners.search_cases import DAILY, START, WEEKLY, berlin, mails, released, search_of
from tests.races import at_once

pytestmark = pytest.mark.django_db


# What is mailed, and when


def test_what_came_since_the_search_was_saved_is_mailed_once(member):
    released(START - timedelta(days=1), name="Netzalt")
    search_of(member)
    released(START + timedelta(hours=1), name="Netzneu", one_liner="Findet Lecks.")
    released(START + timedelta(hours=1), name="Anderes", one_liner="Etwas.")

    assert searches.send_due(now=berlin("2026-09-02T06:59")) == 0
    assert searches.send_due(now=berlin("2026-09-02T07:00")) == 1
    assert searches.send_due(now=berlin("2026-09-02T07:01")) == 0
    assert searches.send_due(now=berlin("2026-09-03T07:00")) == 0

    (mail,) = mails()
    assert mail.recipient == member.person
    assert "> Netzneu: Findet Lecks." in mail.body
    assert "Netzalt" not in mail.body
    assert "Anderes" not in mail.body
    assert "/partner/startups/?q=Netz&sort=newest" in mail.body


def test_without_news_there_is_no_mail(member):
    search_of(member)
    for day in range(2, 9):
        assert searches.send_due(now=berlin(f"2026-09-0{day}T07:00")) == 0
    assert mails() == []


def test_after_an_outage_of_days_there_is_one_mail_with_everything(member):
    search_of(member)
    for day in range(1, 6):
        released(START + timedelta(days=day), name=f"Netz {day}")
    assert searches.send_due(now=berlin("2026-09-08T13:37")) == 1
    (mail,) = mails()
    assert all(f"> Netz {day}:" in mail.body for day in range(1, 6))


def test_a_weekly_search_waits_for_monday(member):
    search_of(member, frequency=WEEKLY)
    released(START + timedelta(hours=1))
    for day in ("02", "06"):
        assert searches.send_due(now=berlin(f"2026-09-{day}T23:00")) == 0
    assert searches.send_due(now=berlin("2026-09-07T06:59")) == 0
    assert searches.send_due(now=berlin("2026-09-07T07:00")) == 1


def test_a_startup_is_told_once_even_if_it_goes_and_comes_back(member):
    search_of(member)
    startup = released(START + timedelta(hours=1))
    searches.send_due(now=berlin("2026-09-02T07:00"))
    Startup.objects.filter(pk=startup.pk).update(visibility="private")
    Startup.objects.filter(pk=startup.pk).update(
        visibility="public", published_at=berlin("2026-09-03T12:00")
    )
    assert searches.send_due(now=berlin("2026-09-04T07:00")) == 0
    hit = SearchHit.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchHit.objects.create(search=hit.search, startup=startup)


def test_what_was_released_just_before_the_last_look_but_seen_after_it_is_not_lost(member):
    search_of(member, at=START - timedelta(days=2))
    searches.send_due(now=berlin("2026-09-02T07:00"))
    released(berlin("2026-09-02T06:59"))
    assert searches.send_due(now=berlin("2026-09-03T07:00")) == 1


def test_what_is_withdrawn_before_the_mail_is_not_in_it(member):
    search_of(member)
    startup = released(START + timedelta(hours=1))
    Startup.objects.filter(pk=startup.pk).update(visibility="private")
    assert searches.send_due(now=berlin("2026-09-02T07:00")) == 0


def test_startups_for_partners_alone_are_news_too(member):
    search_of(member)
    StartupFactory(
        name="Stillwerk",
        for_partners=True,
        for_partners_at=START + timedelta(hours=2),
        pilot_wish="Ein Netz für einen Winter",
        partner_fields=["pilot_wish"],
    )
    assert searches.send_due(now=berlin("2026-09-02T07:00")) == 1


def agree(startup, person, *, given):
    consents.set_given(
        (consents.PARTNERS_PROFILE,),
        given={"partners_profile"} if given else set(),
        person=person,
        subject=startup.uuid,
    )


def test_a_consent_given_again_is_new_to_a_search_that_never_told_of_it(member):
    person = founder()
    startup = StartupFactory(name="Netzpuls", owner=person)
    agree(startup, person, given=True)
    now = timezone.now()
    told = search_of(member, at=now - timedelta(days=9))
    Startup.objects.update(for_partners_at=now - timedelta(days=8))
    searches.send_due(now=now - timedelta(days=2))
    agree(startup, person, given=False)
    # While it was gone, somebody saves another one.
    fresh = search_of(member, at=now - timedelta(days=1))

    agree(startup, person, given=True)

    assert searches.send_due(now=searches.next_slot(DAILY, now)) == 1
    assert [hit.search for hit in SearchHit.objects.order_by("pk")] == [told, fresh]


def test_many_are_cut_and_counted_and_none_is_told_later(member):
    search_of(member, query="?")
    for number in range(25):
        released(START + timedelta(minutes=1 + number), name=f"Netz {number}")
    assert searches.send_due(now=berlin("2026-09-02T07:00")) == 1
    assert "> und 5 weitere" in mails()[0].body
    assert searches.send_due(now=berlin("2026-09-03T07:00")) == 0
    assert SearchHit.objects.count() == 25


@pytest.mark.parametrize(
    "end",
    [
        lambda member: members.remove(
            member_uuid=member.uuid, by=colleague(member.partner, level="lead").person
        ),
        lambda member: type(member.partner).objects.update(contract_to="2026-09-01"),
        lambda member: type(member.partner).objects.update(state="ended"),
        lambda member: member.person.grants.update(ended_at=timezone.now()),
    ],
    ids=["removed", "contract over", "partner ended", "role ended"],
)
def test_who_has_no_access_any_more_gets_no_mail(member, end):
    search_of(member)
    released(START + timedelta(hours=1))
    end(member)
    assert searches.send_due(now=berlin("2026-09-02T07:00")) == 0
    assert mails() == []


def test_one_search_that_fails_does_not_stop_the_others(member, monkeypatch, caplog):
    broken, good = search_of(member), search_of(member)
    released(START + timedelta(hours=1))
    real = searches.searches.news

    def news(search):
        if search.pk == broken.pk:
            raise RuntimeError("broken")
        return real(search)

    monkeypatch.setattr(searches.searches, "news", news)
    assert searches.send_due(now=berlin("2026-09-02T07:00")) == 1
    assert SearchHit.objects.get().search == good
    assert "a saved search failed" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_clocks_at_once_send_one_mail():
    search_of(colleague())
    released(START + timedelta(hours=1))
    at_once(lambda _clock: searches.send_due(now=berlin("2026-09-02T07:00")), range(3))
    assert len(mails()) == 1


# Seven o'clock, also when the clocks change


@pytest.mark.parametrize(
    ("frequency", "now", "slot"),
    [
        (DAILY, "2026-09-02T07:00", "2026-09-02T07:00"),
        (DAILY, "2026-09-02T06:59", "2026-09-01T07:00"),
        # Summer time ends on 25 October 2026, and begins on 28 March 2027.
        (DAILY, "2026-10-25T02:30", "2026-10-24T07:00"),
        (DAILY, "2026-10-25T07:00", "2026-10-25T07:00"),
        (DAILY, "2027-03-28T06:59", "2027-03-27T07:00"),
        (DAILY, "2027-03-28T07:00", "2027-03-28T07:00"),
        (WEEKLY, "2026-10-25T23:59", "2026-10-19T07:00"),
        (WEEKLY, "2026-10-26T07:00", "2026-10-26T07:00"),
        (WEEKLY, "2027-03-29T06:59", "2027-03-22T07:00"),
        (WEEKLY, "2027-03-29T07:00", "2027-03-29T07:00"),
    ],
)
def test_the_last_slot_is_at_seven_in_berlin(frequency, now, slot):
    assert searches.last_slot(frequency, berlin(now)) == berlin(slot)


@pytest.mark.parametrize(
    ("day", "utc"),
    [("2026-10-24", 5), ("2026-10-25", 6), ("2027-03-27", 6), ("2027-03-28", 5)],
)
def test_the_mail_leaves_at_seven_on_the_days_the_clocks_change(member, day, utc):
    seven = datetime.fromisoformat(f"{day}T{utc:02}:00+00:00")
    search_of(member, at=seven - timedelta(hours=20))
    released(seven - timedelta(hours=2))
    assert searches.send_due(now=seven - timedelta(seconds=1)) == 0
    assert searches.send_due(now=seven) == 1
    assert searches.next_slot(DAILY, seven).astimezone(BERLIN).hour == 7
