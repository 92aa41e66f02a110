"""What happens when two do it at the same moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.core.workflow import DomainError
from hub.mail.models import Email
from partners.models import Introduction
from partners.services import introduction_clock, introductions
from partners.services.introductions import Answered, Refused
from startups.models import StartupMember
from tests.factories.hub import founder
from tests.factories.introductions import REASON, asked, owner_of, startup_for_partners
from tests.factories.partners import PartnerFactory, colleague
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def collecting(act):
    """The act, and the list of what it was refused with."""
    refused = []

    def alone(item):
        try:
            act(item)
        except DomainError as error:
            refused.append(error)

    return alone, refused


def test_of_two_founders_who_answer_at_once_one_counts_and_the_other_is_told():
    introduction = asked()
    second = founder()
    StartupMember.objects.create(startup=introduction.startup, person=second, level="editor")

    def answer(pair):
        person, said = pair
        introductions.answer(introduction, answer=said, seen="asked", by=person)

    act, refused = collecting(answer)
    at_once(act, [(owner_of(introduction), "accepted"), (second, "declined")])

    assert [type(error) for error in refused] == [Answered]
    introduction.refresh_from_db()
    assert introduction.moves.count() == 1
    expected = 2 if introduction.state == "accepted" else 0
    assert Email.objects.filter(kind="partners/introduction_contact").count() == expected


def test_a_double_click_on_yes_opens_the_contacts_once():
    introduction = asked()
    owner = owner_of(introduction)
    act, refused = collecting(
        lambda _: introductions.answer(introduction, answer="accepted", seen="asked", by=owner)
    )
    at_once(act, range(3))

    assert refused == []
    assert Email.objects.filter(kind="partners/introduction_accepted").count() == 1


def test_a_double_click_on_ask_asks_once():
    startup, me = startup_for_partners(), colleague().person
    made = []
    at_once(lambda _: made.append(introductions.ask(startup.pk, reason=REASON, by=me)), range(3))

    assert len({one.pk for one in made}) == 1
    assert Email.objects.filter(kind="partners/introduction_asked").count() == 1


def test_of_two_colleagues_who_ask_at_once_one_does_and_the_other_is_told():
    startup, partner = startup_for_partners(), PartnerFactory()
    people = [colleague(partner).person for _ in range(2)]
    act, refused = collecting(lambda by: introductions.ask(startup.pk, reason=REASON, by=by))
    at_once(act, people)

    assert [type(error) for error in refused] == [Refused]
    assert Introduction.objects.count() == 1


def test_the_months_limit_holds_exactly_under_parallel_requests():
    partner = PartnerFactory(introductions_per_month=3)
    startups = [startup_for_partners() for _ in range(6)]
    people = [colleague(partner).person for _ in range(6)]
    act, refused = collecting(lambda pair: introductions.ask(pair[0].pk, reason="x", by=pair[1]))
    at_once(act, list(zip(startups, people, strict=True)))

    assert Introduction.objects.filter(partner=partner).count() == 3
    assert len(refused) == 3


def test_two_clocks_at_once_tell_once():
    introduction = asked()
    at_once(
        lambda now: introduction_clock.follow(now=now),
        [introduction.expires_at + timedelta(minutes=minute) for minute in range(3)],
    )

    assert Email.objects.filter(kind="partners/introduction_not_possible").count() == 1
    assert introduction.moves.count() == 1


def test_an_answer_at_the_moment_of_the_mark_is_either_in_time_or_refused():
    introduction = asked()
    Introduction.objects.filter(pk=introduction.pk).update(expires_at=timezone.now())
    act, refused = collecting(
        lambda step: (
            introduction_clock.follow(now=timezone.now())
            if step == "clock"
            else introductions.answer(
                introduction, answer="accepted", seen="asked", by=owner_of(introduction)
            )
        )
    )
    at_once(act, ["clock", "answer"])

    introduction.refresh_from_db()
    assert introduction.state == "expired"
    assert len(refused) == 1
