"""A request for an introduction: who may ask, and what an answer opens."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.core import times
from hub.core.workflow import InvalidTransition
from hub.mail.models import Email
from hub.portal import clock
from partners.models import Introduction, IntroductionPause, PartnerMember
from partners.services import introductions
from partners.services.introductions import (
    Answered,
    NotAWriter,
    NotShown,
    NotYours,
    Refused,
    TooLate,
    Void,
)
from partners.services.members import partner_staff as members
from startups.models import Startup, StartupMember
from tests.factories.hub import founder, staff
from tests.factories.introductions import answered, asked, owner_of, startup_for_partners
from tests.factories.partners import PartnerFactory, colleague
from tests.factories.startups import StartupFactory
from tests.partners.introduction_cases import heard, mails

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


def team(startup, level, **person):
    person = founder(**person)
    StartupMember.objects.create(startup=startup, person=person, level=level)
    return person


# Asking


def test_who_may_answer_is_told_who_asks_why_and_until_when():
    startup = startup_for_partners(name="Wärmepuls")
    editor = team(startup, "editor")
    team(startup, "viewer")
    with time_machine.travel(MONDAY, tick=False):
        introduction = asked(
            startup, colleague(PartnerFactory(name="VNG"), name="S. Kirch").person
        )

    assert introduction.expires_at == MONDAY + timedelta(days=10)
    assert {mail.recipient for mail in mails("asked")} == {owner_of(introduction), editor}
    body = mails("asked").first().body
    for words in ("S. Kirch von VNG", "> Wir möchten Ihre Sensoren", "10. Dezember 2026, 10:30"):
        assert words in body
    assert f"/introductions/{introduction.uuid}/" in body


@pytest.mark.parametrize(
    ("moment", "until"),
    [
        # The clocks change in between: the same time of day all the same.
        ("2026-10-20T13:00+02:00", "2026-10-30T13:00+01:00"),
        ("2027-03-20T13:00+01:00", "2027-03-30T13:00+02:00"),
        ("2027-03-18T02:30+01:00", "2027-03-28T03:30+02:00"),
        ("2026-10-15T02:30+02:00", "2026-10-25T02:30+02:00"),
    ],
)
def test_ten_days_are_ten_days_in_berlin(moment, until):
    assert times.days_later(datetime.fromisoformat(moment), 10) == datetime.fromisoformat(until)


def test_only_staff_of_a_partner_ask_and_only_startups_that_partners_see():
    startup = startup_for_partners()
    with pytest.raises(NotYours):
        asked(startup, founder())
    with pytest.raises(NotShown):
        asked(StartupFactory(owner=founder()))
    Startup.objects.filter(pk=startup.pk).update(for_partners=False)
    with pytest.raises(NotShown):
        asked(startup)


def test_one_request_at_a_time_to_the_same_startup():
    introduction = asked()
    other = colleague(introduction.partner)
    with pytest.raises(Refused, match="unterwegs"):
        asked(introduction.startup, other.person)
    assert asked(introduction.startup, introduction.asked_by) == introduction
    asked(introduction.startup)
    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.create(
            partner=introduction.partner,
            startup=introduction.startup,
            expires_at=timezone.now(),
        )


@time_machine.travel(datetime(2026, 12, 31, 22, 59, tzinfo=UTC), tick=False)
def test_the_months_limit_is_said_with_the_day_it_opens_again():
    me = colleague(PartnerFactory(introductions_per_month=2)).person
    for _ in range(2):
        asked(by=me)
    with pytest.raises(Refused) as refused:
        asked(by=me)
    assert "alle 2 Kontaktanfragen" in refused.value.message
    assert "Ab dem 1. Januar 2027 sind wieder 2 möglich" in refused.value.message
    with time_machine.travel(datetime(2026, 12, 31, 23, 0, tzinfo=UTC), tick=False):
        asked(by=me)


def test_a_partner_without_a_quota_hears_so():
    with pytest.raises(Refused, match="keine Kontaktanfragen vorgesehen"):
        asked(by=colleague(PartnerFactory(introductions_per_month=0)).person)


@pytest.mark.parametrize("answer", ["declined", "not_now", ""])
@time_machine.travel(MONDAY, tick=False)
def test_after_no_answer_but_yes_the_same_startup_is_asked_again_after_ninety_days(answer):
    introduction = asked()
    if answer:
        answered(introduction, answer)
    for days, words in ((9, "unterwegs"), (10, "Ab dem 10. März 2027"), (99, "10. März 2027")):
        with time_machine.travel(MONDAY + timedelta(days=days), tick=False):
            clock.run_due(timezone.now())
            with pytest.raises(Refused, match=words):
                asked(introduction.startup, introduction.asked_by, "Noch einmal")
    with time_machine.travel(MONDAY + timedelta(days=100), tick=False):
        asked(introduction.startup, introduction.asked_by, "Noch einmal")


def test_a_startup_that_takes_no_requests_is_left_alone():
    startup = startup_for_partners()
    owner = startup.members.get().person
    introductions.set_pause(startup.pk, is_paused=True, by=owner)
    introductions.set_pause(startup.pk, is_paused=True, by=owner)
    with pytest.raises(Refused, match="nimmt gerade keine Anfragen an"):
        asked(startup)
    with pytest.raises(NotAWriter):
        introductions.set_pause(startup.pk, is_paused=False, by=founder())
    introductions.set_pause(startup.pk, is_paused=False, by=owner)
    assert not IntroductionPause.objects.exists()
    asked(startup)


# Answering


def test_a_yes_opens_the_contacts_to_both_at_once():
    introduction = asked(by=colleague(name="Sven Kirchhoff", email="sven@vng.example").person)
    owner = owner_of(introduction)
    yes = answered(introduction, "accepted", note="Gern am Dienstag.")

    assert yes.ended_at == yes.answered_at
    to_partner, to_founder = mails("accepted").get(), mails("contact").get()
    assert (to_partner.recipient, to_founder.recipient) == (introduction.asked_by, owner)
    assert owner.email in to_partner.body
    assert "> Gern am Dienstag." in to_partner.body
    assert "sven@vng.example" in to_founder.body
    shown = heard(introduction)
    assert (shown.is_yes, shown.contact, shown.contact_email) == (True, owner.name, owner.email)
    assert [(m.from_state, m.to_state, m.by) for m in yes.moves.all()] == [
        ("asked", "accepted", owner)
    ]


@pytest.mark.parametrize("answer", ["declined", "not_now"])
def test_of_another_answer_the_partner_hears_nothing_until_the_tenth_day(answer):
    introduction = asked()
    before = heard(introduction)
    answered(introduction, answer)
    assert heard(introduction) == before
    assert set(Email.objects.values_list("kind", flat=True)) == {"partners/introduction_asked"}


def test_an_answer_may_be_changed_until_the_partner_hears_it():
    introduction = answered(asked(), "declined")
    introduction = answered(introduction, "not_now", note="Im März wieder.")
    introduction = answered(introduction, "not_now", note="Im April wieder.")
    assert introduction.note == "Im April wieder."
    introduction = answered(introduction, "declined", note="Nie.")
    assert introduction.note == ""
    introduction = answered(introduction, "accepted")
    with pytest.raises(InvalidTransition):
        answered(introduction, "declined")


def test_once_the_partner_has_heard_an_answer_stays():
    introduction = answered(asked(), "declined")
    with time_machine.travel(introduction.expires_at), pytest.raises(TooLate):
        answered(introduction, "accepted")


def test_an_answer_is_the_teams_to_give():
    introduction = asked()
    reader = team(introduction.startup, "viewer")
    for person in (reader, founder(), introduction.asked_by, staff()):
        with pytest.raises(NotAWriter):
            answered(introduction, "accepted", by=person)


def test_who_answers_second_is_told_who_was_first():
    introduction = asked()
    second = team(introduction.startup, "editor")
    answered(introduction, "declined", by=owner_of(introduction))
    with pytest.raises(Answered) as told:
        answered(introduction, "accepted", by=second)
    assert str(owner_of(introduction)) in str(told.value.message)
    assert "Nein" in str(told.value.message)


def test_a_yes_without_consent_or_to_somebody_who_left_opens_nothing():
    introduction = asked()
    Startup.objects.filter(pk=introduction.startup_id).update(for_partners=False)
    with pytest.raises(Void):
        answered(introduction, "accepted")
    Startup.objects.filter(pk=introduction.startup_id).update(for_partners=True)
    lead = colleague(introduction.partner, level="lead").person
    leaving = PartnerMember.objects.get(person=introduction.asked_by)
    members.remove(member_uuid=leaving.uuid, by=lead)
    with pytest.raises(Void):
        answered(introduction, "accepted")
    assert not mails("accepted").exists()
