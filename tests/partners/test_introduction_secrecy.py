"""«No», «not now» and silence are the same to a partner, byte for byte, wherever it looks.

The same request is answered in each way, each time taken back, and everything that somebody of the
partner can read is compared: pages, lists, counts, mails, one's own data, what a new request meets.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from hub.core.workflow import DomainError
from hub.mail.models import Email
from hub.portal import clock, own_data
from partners.models import PartnerMember
from partners.services import introductions
from startups.models import Startup
from tests.factories.introductions import asked, owner_of, startup_for_partners
from tests.factories.partners import PartnerFactory, colleague

pytestmark = pytest.mark.django_db

ASKED = datetime(2027, 3, 20, 9, 30, tzinfo=UTC)
# After the answer, around the mark (the clocks change in between), and when it is free again.
BEFORE, MARK = timedelta(days=10, hours=-1, minutes=-1), timedelta(days=10, hours=-1)
LOOKS = (timedelta(days=3), timedelta(days=7, minutes=1), BEFORE, MARK, *map(timedelta, (30, 101)))
FEW = (LOOKS[0], BEFORE, MARK)
ANSWERED = timedelta(days=2)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
MAIL = ("kind", "to", "language", "subject", "body", "next_attempt_at", "state")


@pytest.fixture
def pair():
    """A partner with two colleagues, and its one open request."""
    with time_machine.travel(ASKED, tick=False):
        partner = PartnerFactory(slug="vng", introductions_per_month=2)
        me, other = colleague(partner, level="lead"), colleague(partner)
        startup = startup_for_partners(slug="waermepuls", name="Wärmepuls")
        return me, other, asked(startup, me.person)


def silence(introduction):
    """Nobody answers."""


def answering(answer, *more):
    def act(introduction):
        for one in (answer, *more):
            introduction.refresh_from_db()
            introductions.answer(
                introduction,
                answer=one,
                seen=introduction.state,
                by=owner_of(introduction),
            )

    return act


def hidden(introduction):
    Startup.objects.filter(pk=introduction.startup_id).update(for_partners=False)


WAYS = {
    "silence": silence,
    "no": answering("declined"),
    "not now": answering("not_now"),
}


def addresses(introduction):
    yield from ("/partner/", "/partner/startups/", "/partner/introductions/", "/dashboard/")
    yield "/partner/startups/waermepuls/"
    yield "/partner/startups/waermepuls/introduction/"
    yield f"/partner/introductions/{introduction.uuid}/"
    yield f"/introductions/{introduction.uuid}/"
    yield "/introductions/"
    yield "/startups/waermepuls/"


def everything(introduction, people):
    """All that the partner's staff can read now, and what asking once more would say."""
    read = {}
    for person, language in zip(people, ("", "/en"), strict=True):
        client = Client()
        client.force_login(person)
        for address in addresses(introduction):
            page = client.get(language + address)
            text = TOKEN.sub("", page.content.decode())
            read[person.email, address] = (page.status_code, text)
        read[person.email, "data"] = str(own_data.about(person) | {"sessions": None})
        read[person.email, "again"] = refusal(introduction, person)
    mails = Email.objects.filter(recipient__in=people).order_by("pk")
    read["mails"] = list(mails.values(*MAIL, "created_at"))
    return read


def refusal(introduction, person):
    """What a new request meets, and what is left of the month after it."""
    with transaction.atomic():
        try:
            introductions.ask(introduction.startup_id, reason="Noch einmal", by=person)
            answer = "asked"
        except DomainError as error:
            answer = str(error.message)
        transaction.set_rollback(True)
    return answer


def story(act, pair, looks=LOOKS):
    """What the partner reads over a hundred days when the founders do `act`."""
    me, other, introduction = pair
    seen = []
    with transaction.atomic():
        done = False
        for look in looks:
            with time_machine.travel(ASKED + look, tick=False):
                if look >= ANSWERED and not done:
                    with time_machine.travel(ASKED + ANSWERED, tick=False):
                        act(introduction)
                    done = True
                clock.run_due(timezone.now())
                seen.append(everything(introduction, [me.person, other.person]))
        transaction.set_rollback(True)
    introduction.refresh_from_db()
    return seen


def test_no_not_now_and_silence_are_the_same_to_the_partner_byte_for_byte(pair):
    expected = story(silence, pair)
    assert "gerade nicht möglich" in str(expected[3])
    assert "gerade nicht möglich" not in str(expected[2])
    compared = 0
    for name, act in WAYS.items():
        for look, (mine, theirs) in enumerate(zip(expected, story(act, pair), strict=True)):
            differing = [key for key in mine if mine[key] != theirs[key]]
            assert not differing, (name, look, differing)
            compared += len(mine)
    assert compared > 400


def test_an_answer_that_was_changed_is_the_same_as_well(pair):
    expected = story(silence, pair, FEW)
    for answers in (("declined", "not_now"), ("not_now", "declined")):
        assert story(answering(*answers), pair, FEW) == expected


def test_a_yes_is_not_the_same(pair):
    """The comparison can fail: it sees what it should see."""
    assert story(answering("accepted"), pair, LOOKS[:1]) != story(silence, pair, LOOKS[:1])


def test_a_consent_withdrawn_looks_the_same_whatever_the_answer_was(pair):
    def both(act):
        def acts(introduction):
            act(introduction)
            hidden(introduction)

        return acts

    expected = story(hidden, pair, FEW)
    for act in (WAYS["no"], WAYS["not now"]):
        assert story(both(act), pair, FEW) == expected


def test_who_asked_and_left_looks_the_same_whatever_the_answer_was(pair):
    def left(introduction):
        asker = PartnerMember.objects.filter(person=introduction.asked_by)
        asker.update(left_at=timezone.now())

    def both(act):
        def acts(introduction):
            act(introduction)
            left(introduction)

        return acts

    expected = story(left, pair, FEW)
    for act in (WAYS["no"], WAYS["not now"]):
        assert story(both(act), pair, FEW) == expected


def test_words_with_a_not_now_are_the_only_ones_that_get_through(pair):
    *_staff, introduction = pair

    def words(introduction):
        introductions.answer(
            introduction,
            answer="not_now",
            seen="asked",
            note="Im Herbst gern.",
            by=owner_of(introduction),
        )

    seen, expected = story(words, pair, FEW), story(silence, pair, FEW)
    assert seen[:2] == expected[:2]
    page = seen[2][pair[0].person.email, f"/partner/introductions/{introduction.uuid}/"][1]
    assert "Im Herbst gern." in page
    assert "Gerade nicht möglich" in page
