"""How a request ends: by the clock, by the hub, and with those who go."""

from datetime import timedelta

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
from partners.models import Introduction, IntroductionCount, IntroductionMove, IntroductionOutcome
from partners.queries import together
from partners.services import introduction_clock, introductions
from partners.services.introductions import NotYours, TooLate
from startups.models import Startup
from tests.factories.hub import staff
from tests.factories.introductions import answered, asked, owner_of
from tests.factories.partners import colleague
from tests.factories.reminders import noon
from tests.partners.introduction_cases import heard, mails

pytestmark = pytest.mark.django_db


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
