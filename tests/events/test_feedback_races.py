"""Clicks and clocks at the same moment: one answer for each link, one mail for each guest."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from events.models import FeedbackAnswer, FeedbackRound, FeedbackTicket
from events.services import feedback
from hub.core.times import BERLIN
from hub.mail.models import Email
from tests.factories.events import EventFactory, RegistrationFactory, feedback_round
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

EVENING = datetime(2027, 2, 10, 18, tzinfo=BERLIN)
MORNING = datetime(2027, 2, 11, 8, tzinfo=BERLIN)


def test_many_who_click_twice_at_once_leave_one_answer_each():
    held = feedback_round(EventFactory(past=True), tickets=20)
    links = list(held.tickets.values_list("pk", flat=True))

    def click(number):
        feedback.answer(links[number // 2], first=5, second=4, comment=f"Text {number // 2}")

    at_once(click, range(40))
    said = Counter(held.answers.values_list("comment", flat=True))
    assert said == {f"Text {number}": 1 for number in range(20)}
    assert Counter(held.answers.values_list("is_shown", flat=True)) == {True: 18, False: 2}
    assert not held.tickets.filter(is_used=False).exists()


def test_five_clocks_ask_everybody_once():
    event = EventFactory(starts_at=EVENING, published_at=EVENING)
    RegistrationFactory.create_batch(12, event=event)
    for minute in range(2):
        now = MORNING + timedelta(minutes=minute)
        at_once(lambda moment: feedback.ask_due(now=moment), [now] * 5)
    assert (Email.objects.count(), FeedbackTicket.objects.count()) == (12, 12)
    assert FeedbackRound.objects.count() == 1
    assert FeedbackAnswer.objects.count() == 0
