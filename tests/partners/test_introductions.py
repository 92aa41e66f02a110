"""A request from asking to what came of it, by the services and the clock."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.accounts.models import User
from hub.core import times
from hub.core.workflow import InvalidTransition
from hub.mail import reminders
from hub.mail.models import Email
from hub.portal import clock
from partners.models import (
    Introduction,
    IntroductionCount,
    IntroductionMove,
    IntroductionOutcome,
    IntroductionPause,
    PartnerMember,
)
from partners.queries import introductions as queries
from partners.queries import together
from partners.services import introduction_clock, introductions
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
from tests.factories.reminders import noon
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


def team(startup, level, **person):
    person = founder(**person)
    StartupMember.objects.create(startup=startup, person=person, level=level)
    return person


def mails(kind):
    return Email.objects.filter(kind=f"partners/introduction_{kind}")


def heard(introduction, now=None):
    row = queries.with_slug(Introduction.objects.filter(pk=introduction.pk)).get()
    return queries.shown(row, now=now or timezone.now())


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


# By the clock


def test_silence_runs_out_after_ten_days_and_is_told_once():
    introduction = asked()
    introduction_clock.tell_ended(now=introduction.expires_at - timedelta(seconds=1))
    introduction.refresh_from_db()
    assert introduction.state == "asked"

    # Two days late, and twice: an outage is caught up, a second run says nothing.
    for _ in range(2):
        clock.run_due(introduction.expires_at + timedelta(days=2))
    introduction.refresh_from_db()
    assert (introduction.state, introduction.ended_at) == ("expired", introduction.expires_at)
    mail = mails("not_possible").get()
    assert mail.recipient == introduction.asked_by
    assert [move.to_state for move in introduction.moves.all()] == ["expired"]
    assert not mails("reminder").exists(), "too late to be of use"


def test_during_an_outage_nobody_can_answer_too_late_nor_read_too_early():
    introduction = asked()
    with time_machine.travel(introduction.expires_at, tick=False):
        assert heard(introduction).label == "gerade nicht möglich"
        with pytest.raises(TooLate):
            answered(introduction, "accepted")


def test_a_reminder_comes_after_seven_days_to_who_has_not_answered_and_once():
    with time_machine.travel(noon(timezone.now()), tick=False):
        silent = asked()
        answered(asked(), "declined")
    day = times.days_later(silent.asked_at, 7)
    reminders.send_due(now=day - timedelta(minutes=1))
    assert not mails("reminder").exists()
    for minutes in (1, 2):
        reminders.send_due(now=day + timedelta(minutes=minutes))
    assert [mail.recipient for mail in mails("reminder")] == [owner_of(silent)]


@pytest.mark.parametrize("answer", ["", "declined", "not_now"])
def test_a_consent_withdrawn_closes_what_is_open_and_the_partner_hears_at_the_mark(answer):
    introduction = asked()
    if answer:
        answered(introduction, answer)
    Startup.objects.filter(pk=introduction.startup_id).update(for_partners=False)
    introduction_clock.follow(now=timezone.now())
    introduction.refresh_from_db()
    assert introduction.state == (answer or "closed")
    assert introduction.ended_at is None
    assert heard(introduction).label == "offen"
    assert not mails("not_possible").exists()
    introduction_clock.follow(now=introduction.expires_at)
    assert mails("not_possible").count() == 1


def test_a_request_lapses_with_the_membership_of_who_asked():
    introduction = asked()
    introduction.partner.contract_to = timezone.localdate() - timedelta(days=1)
    introduction.partner.save()
    introduction_clock.follow(now=timezone.now())
    introduction.refresh_from_db()
    assert introduction.state == "closed"


def test_fourteen_days_after_a_yes_both_are_asked_once_unless_they_have_said_it():
    with time_machine.travel(noon(timezone.now()), tick=False):
        yes, told = answered(asked(), "accepted"), answered(asked(), "accepted")
        introductions.tell_outcome(
            told, side="partner", outcome="met", story="Guter Anfang", by=told.asked_by
        )
    day = times.days_later(yes.answered_at, 14)
    reminders.send_due(now=day - timedelta(minutes=1))
    assert not mails("outcome_startup").exists()
    for _ in range(2):
        reminders.send_due(now=noon(day, 3))
    assert [mail.recipient for mail in mails("outcome_partner")] == [yes.asked_by]
    assert {mail.recipient for mail in mails("outcome_startup")} == {owner_of(yes), owner_of(told)}


def test_what_came_of_it_is_each_sides_own_and_may_be_said_again():
    yes = answered(asked(), "accepted")
    by_startup = {"side": "startup", "by": owner_of(yes)}
    introductions.tell_outcome(yes, outcome="talking", story="", **by_startup)
    introductions.tell_outcome(yes, outcome="pilot", story="Zwei Stationen", **by_startup)
    told = IntroductionOutcome.objects.get()
    assert (told.outcome, told.story) == ("pilot", "Zwei Stationen")
    with pytest.raises(NotYours):
        introductions.tell_outcome(yes, side="partner", outcome="met", story="", by=owner_of(yes))
    with pytest.raises(NotYours):
        introductions.tell_outcome(yes, side="startup", outcome="met", story="", by=yes.asked_by)
    introduction = asked()
    with pytest.raises(NotYours):
        introductions.tell_outcome(
            introduction, side="partner", outcome="met", story="", by=introduction.asked_by
        )


# The hub, and those who go


def test_the_hub_withdraws_an_open_request_with_a_reason_and_tells_both():
    introduction = asked()
    introductions.withdraw(introduction, reason="Doppelt gefragt", by=staff())
    assert "> Doppelt gefragt" in mails("withdrawn").get().body
    assert "Doppelt" not in mails("dropped").get().body
    assert heard(introduction).note == "Doppelt gefragt"
    asked(introduction.startup, introduction.asked_by, "Besser gefragt")
    with pytest.raises(InvalidTransition):
        introductions.withdraw(answered(asked(), "declined"), reason="x", by=staff())


def test_an_erased_account_leaves_the_request_without_its_words():
    introduction = answered(asked(by=colleague(name="Geht Bald").person), "accepted", note="Ja")
    introductions.tell_outcome(
        introduction, side="startup", outcome="met", story="Nett", by=owner_of(introduction)
    )
    owner = owner_of(introduction)
    for person in (introduction.asked_by, owner):
        User.objects.filter(pk=person.pk).delete()
    introduction_clock.follow(now=timezone.now())
    introduction.refresh_from_db()
    assert (introduction.reason, introduction.note, introduction.asked_by) == ("", "", None)
    assert IntroductionOutcome.objects.get().story == ""
    assert (heard(introduction).asked_by, heard(introduction).contact) == ("", "")


def test_texts_are_emptied_a_year_after_the_end():
    introduction = answered(asked(), "accepted", note="Gern")
    introduction_clock.forget(now=introduction.expires_at + timedelta(days=364))
    introduction.refresh_from_db()
    assert introduction.reason
    introduction_clock.forget(now=introduction.expires_at + timedelta(days=366))
    introduction.refresh_from_db()
    assert (introduction.reason, introduction.note, introduction.state) == ("", "", "accepted")


def test_a_request_goes_two_years_after_its_mark_and_only_how_many_is_left():
    introduction = answered(asked(), "accepted")
    answered(asked(), "declined")
    partner, last = introduction.partner, Introduction.objects.latest("pk")
    Introduction.objects.update(partner=partner)
    before = together.of(partner)
    introduction_clock.tell_ended(now=last.expires_at)

    assert introduction_clock.drop_old(now=introduction.expires_at + timedelta(days=729)) == 0
    late = last.expires_at + timedelta(days=731)
    assert introduction_clock.drop_old(now=late) == 2
    assert introduction_clock.drop_old(now=late) == 0

    assert not Introduction.objects.exists()
    assert not IntroductionMove.objects.exists()
    kept = IntroductionCount.objects.get()
    assert (kept.partner, kept.asked, kept.accepted) == (partner, 2, 1)
    assert together.of(partner) == before


def test_what_the_partner_has_not_heard_of_is_not_deleted():
    introduction = answered(asked(), "declined")
    late = introduction.expires_at + timedelta(days=731)
    assert introduction_clock.drop_old(now=late) == 0
    introduction_clock.follow(now=late)
    assert not Introduction.objects.exists()
    assert Email.objects.filter(kind="partners/introduction_not_possible").exists()


@pytest.mark.parametrize("state", ["asked", "declined", "expired"])
def test_words_beside_a_no_are_refused_by_the_database(state):
    introduction = asked()
    moment = timezone.now()
    times_ = {
        "answered_at": moment if state == "declined" else None,
        "ended_at": moment if state == "expired" else None,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Introduction.objects.filter(pk=introduction.pk).update(state=state, note="x", **times_)
