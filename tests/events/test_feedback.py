"""After an event: who was there is asked once, answers once, and nobody can tell who said what."""

import io
from datetime import datetime, timedelta

import openpyxl
import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from events.models import (
    FeedbackAnswer,
    FeedbackQuestion,
    FeedbackRound,
    FeedbackTicket,
    Registration,
)
from events.queries import feedback as rounds
from events.services import feedback, planning
from hub.core.times import BERLIN
from hub.mail import choices
from hub.mail.models import Email
from tests.factories.events import EventFactory, RegistrationFactory, feedback_round
from tests.factories.hub import UserFactory, staff
from tests.hub.logins import reauthenticate, with_password

pytestmark = pytest.mark.django_db

EVENING = datetime(2027, 2, 10, 18, tzinfo=BERLIN)
OVER = EVENING + timedelta(hours=2)
MORNING = datetime(2027, 2, 11, 8, tzinfo=BERLIN)


def text(response):
    return response.content.decode()


@pytest.fixture
def evening():
    return EventFactory(starts_at=EVENING, title_de="Rohrabend", published_at=EVENING)


def asked():
    return sorted(Email.objects.filter(kind="events/feedback").values_list("to", flat=True))


def a_link(held):
    ticket = held.tickets.filter(is_used=False).first()
    return f"/events/feedback/{feedback.token(ticket)}/"


GOOD = {"first": "4", "second": "5", "comment": "Mehr Zeit für Fragen."}


# Who is asked, and when


def test_who_was_let_in_is_asked_on_the_next_morning_and_once(evening):
    came = RegistrationFactory(event=evening, state="attended")
    RegistrationFactory(event=evening)
    RegistrationFactory(event=evening, waiting=True)
    for moment in (OVER, OVER + timedelta(hours=1), MORNING - timedelta(seconds=1)):
        assert feedback.ask_due(now=moment) == 0
    assert feedback.ask_due(now=MORNING) == 1
    assert feedback.ask_due(now=MORNING + timedelta(minutes=1)) == 0
    assert asked() == [came.email]
    assert FeedbackTicket.objects.count() == 1
    assert FeedbackRound.objects.get().closes_at == datetime(
        2027, 2, 25, 23, 59, 59, tzinfo=BERLIN
    )


def test_where_nobody_stood_at_the_door_everybody_with_a_seat_is_asked(evening):
    seated = RegistrationFactory.create_batch(2, event=evening)
    for state in ("cancelled", "no_show"):
        RegistrationFactory(event=evening, state=state)
    RegistrationFactory(event=evening, waiting=True)
    RegistrationFactory(event=evening, asked=True)
    feedback.ask_due(now=MORNING)
    assert asked() == sorted(one.email for one in seated)


def test_after_an_outage_the_rest_is_asked_once_and_what_is_long_past_is_not(evening):
    RegistrationFactory(event=evening)
    old = EventFactory(starts_at=EVENING - timedelta(days=8), published_at=EVENING)
    RegistrationFactory(event=old)
    late = OVER + timedelta(days=3)
    assert feedback.ask_due(now=late) == 0, "at night nobody is asked"
    assert feedback.ask_due(now=MORNING + timedelta(days=3)) == 1
    assert Email.objects.count() == 1


def test_who_is_noted_at_the_door_later_is_asked_then(evening):
    RegistrationFactory(event=evening, state="attended")
    late = RegistrationFactory(event=evening)
    assert feedback.ask_due(now=MORNING) == 1
    Registration.objects.filter(pk=late.pk).update(state="attended")
    assert feedback.ask_due(now=MORNING + timedelta(hours=4)) == 1
    assert FeedbackRound.objects.count() == 1


def test_many_are_asked_a_part_at_a_time_and_none_is_left_out(evening, monkeypatch):
    monkeypatch.setattr(feedback, "MOST_AT_ONCE", 3)
    RegistrationFactory.create_batch(7, event=evening)
    assert [feedback.ask_due(now=MORNING) for _minute in range(4)] == [3, 3, 1, 0]
    assert len(set(asked())) == 7


def test_a_run_that_dies_half_way_asks_everybody_at_its_next(evening, monkeypatch):
    RegistrationFactory.create_batch(3, event=evening)

    def dies(*_args, **_more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(feedback.FeedbackTicket.objects, "bulk_create", dies)
        with pytest.raises(KeyboardInterrupt):
            feedback.ask_due(now=MORNING)
    assert (Email.objects.count(), FeedbackRound.objects.count()) == (0, 0)
    assert feedback.ask_due(now=MORNING) == 3


@pytest.mark.parametrize("without", [{"cancelled": True}, {"asks_feedback": False}])
def test_of_an_event_that_did_not_happen_or_does_not_ask_nobody_hears(without):
    event = EventFactory(starts_at=EVENING, published_at=EVENING, **without)
    RegistrationFactory(event=event)
    assert feedback.ask_due(now=MORNING) == 0


def test_who_wants_no_such_mail_gets_none_and_no_link_lies_about(evening):
    person = UserFactory()
    RegistrationFactory(event=evening, person=person, email=person.email)
    kind = "events/feedback"
    choices.save(person, asked=[kind], wanted=[], is_daily=False)
    assert feedback.ask_due(now=MORNING) == 0
    assert feedback.ask_due(now=MORNING + timedelta(minutes=1)) == 0
    assert FeedbackTicket.objects.count() == 0


def test_the_mail_leads_to_the_form_in_the_language_of_who_gets_it(evening, client):
    RegistrationFactory(event=evening, language="en")
    feedback.ask_due(now=MORNING)
    mail = Email.objects.get()
    path = next(word for word in mail.body.split() if "/feedback/" in word).split("/", 3)[3]
    assert mail.is_secret
    assert "25 February 2027" in mail.body
    with time_machine.travel(MORNING, tick=False):
        assert "How good was the event overall?" in text(client.get(f"/{path}"))


# One link, one answer


def test_an_answer_is_kept_once_and_the_used_link_says_thanks(client):
    held = feedback_round(EventFactory(past=True))
    link = a_link(held)
    assert "Wie gut war der Termin insgesamt?" in text(client.get(link))
    assert FeedbackAnswer.objects.count() == 0
    first = client.post(link, GOOD, follow=True)
    again = client.post(link, {**GOOD, "first": "1"}, follow=True)
    for response in (first, again, client.get(link)):
        assert response.status_code == 200
        assert "Danke für die Rückmeldung" in text(response)
    kept = FeedbackAnswer.objects.get()
    assert (kept.first, kept.second, kept.comment) == (4, 5, "Mehr Zeit für Fragen.")


@pytest.mark.parametrize("wrong", [{"first": ""}, {"first": "6"}, {"first": "x"}])
def test_what_was_typed_stays_when_something_is_missing(client, wrong):
    held = feedback_round(EventFactory(past=True))
    html = text(client.post(a_link(held), {**GOOD, **wrong}))
    assert "Hier fehlt eine der fünf Antworten." in html
    assert "Mehr Zeit für Fragen." in html
    assert 'name="second" value="5"' in html
    assert FeedbackAnswer.objects.count() == 0
    assert not FeedbackTicket.objects.filter(is_used=True).exists()


def test_a_text_that_is_too_long_is_not_cut(client):
    held = feedback_round(EventFactory(past=True))
    html = text(client.post(a_link(held), {**GOOD, "comment": "x" * 2001}))
    assert "x" * 2001 in html
    assert FeedbackAnswer.objects.count() == 0


def test_after_a_fortnight_the_link_says_so_and_shows_what_was_typed(client):
    held = feedback_round(EventFactory(past=True), over=True)
    for response in (client.get(a_link(held)), client.post(a_link(held), GOOD)):
        assert response.status_code == 410
        assert "waren möglich bis" in text(response)
    assert "Mehr Zeit für Fragen." in text(response)
    assert FeedbackAnswer.objects.count() == 0
    with pytest.raises(feedback.Closed):
        feedback.answer(held.tickets.get().pk, first=1, second=1, comment="")


def test_a_forged_link_leads_nowhere(client):
    held = feedback_round(EventFactory(past=True))
    other = RegistrationFactory()
    signed = feedback.signer.sign(other.uuid.hex)
    cut = a_link(held).split("/")[3][:-1]
    for forged in ("x", cut, cut + "x", signed, held.tickets.get().pk):
        assert client.get(f"/events/feedback/{forged}/").status_code == 404
        assert client.post(f"/events/feedback/{forged}/", GOOD).status_code == 404


@pytest.mark.parametrize("wrong", [{"first": 0}, {"first": 6}, {"second": 9}])
def test_the_database_refuses_a_rating_that_is_none(wrong):
    held = feedback_round(EventFactory(past=True))
    with pytest.raises(IntegrityError), transaction.atomic():
        FeedbackAnswer.objects.create(round=held, **{"first": 1, "second": 1} | wrong)


# Nobody can tell who said what


def told(held, number, start=0):
    for count in range(start, start + number):
        ticket = held.tickets.filter(is_used=False).first()
        feedback.answer(ticket.pk, first=1 + count % 5, second=3, comment=f"Text {count}")


def rows(table, columns):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM {table} ORDER BY ctid")
        return cursor.fetchall()


def test_no_column_of_an_answer_says_when_or_whose():
    kept = {field.name for field in FeedbackAnswer._meta.get_fields()}
    assert kept == {"uuid", "round", "first", "second", "comment", "is_shown"}
    link = {field.name for field in FeedbackTicket._meta.get_fields()}
    assert link == {"uuid", "round", "is_used"}


def test_answers_lie_in_no_order_and_under_new_keys_each_time():
    """The order of rows, their keys and what one transaction wrote would tell who came when."""
    held = feedback_round(EventFactory(past=True), tickets=40)
    told(held, 5)
    keys = {row[0] for row in rows("events_feedbackanswer", "uuid")}
    told(held, 1, start=5)
    assert not keys & {row[0] for row in rows("events_feedbackanswer", "uuid")}
    told(held, 18, start=6)
    came = [row[0] for row in rows("events_feedbackanswer", "comment")]
    by_time = sorted(came, key=lambda words: int(words.split()[1]))
    assert len(came) == 24
    assert came != by_time


@pytest.mark.django_db(transaction=True)
def test_no_answer_shares_its_transaction_with_its_link_alone():
    held = feedback_round(EventFactory(past=True), tickets=30)
    told(held, 27)
    answers = rows("events_feedbackanswer", "xmin::text, is_shown")
    wrote = [one for one, _shown in answers]
    # Three groups of more than five that were written together, and three that wait together.
    assert sorted(wrote.count(one) for one in set(wrote)) == [3, 6, 6, 6, 6]
    used = {
        one for one, is_used in rows("events_feedbackticket", "xmin::text, is_used") if is_used
    }
    assert len(used) == 27
    assert all(wrote.count(one) in {0, 3, 6} for one in used)


def test_answers_are_shown_several_at_a_time():
    """Who looks before and after one answer sees no difference."""
    event = EventFactory(past=True)
    held, now = feedback_round(event, tickets=14), timezone.now()
    seen = []
    for count in range(14):
        told(held, 1, start=count)
        seen.append(rounds.results(event, now).shown)
    assert seen == [0, 0, 0, 0, 0, 6, 6, 6, 6, 6, 6, 12, 12, 12]
    assert feedback.settle_due(now=now) == 0
    assert feedback.settle_due(now=held.closes_at) == 2
    assert rounds.results(event, now).shown == 14


# What the hub team reads


@pytest.fixture
def office(as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    return as_user(with_password(staff()))


def desk(event, rest="feedback/"):
    return f"/admin/events/event/{event.pk}/{rest}"


def test_up_to_five_answers_are_only_counted(office):
    event = EventFactory(past=True)
    held = feedback_round(event, answers=5, comment="Nur unter uns")
    html = text(office.get(desk(event)))
    assert "Noch zu wenige Antworten." in html
    assert "Nur unter uns" not in html
    assert 'class="bars"' not in html
    assert office.get(desk(event, "feedback/xlsx/")).status_code == 404
    assert "Noch zu wenige Antworten." in text(office.get(desk(event, "change/")))
    FeedbackAnswer.objects.create(round=held, first=1, second=1, is_shown=True)
    assert "Nur unter uns" in text(office.get(desk(event)))


def test_of_more_the_spread_and_the_texts_are_shown_and_none_with_the_other(office):
    event = EventFactory(past=True)
    held = feedback_round(event, answers=5, over=True, first=5, comment="Zum Schluss")
    FeedbackAnswer.objects.create(
        round=held, first=2, second=3, comment="=1+1 Anfang", is_shown=True
    )
    html = text(office.get(desk(event)))
    assert 'aria-label="Balken: sehr gut 5, gut 0, mittelmäßig 0, schlecht 1,' in html
    assert "Gut oder sehr gut: 83 %" in html
    assert html.index("=1+1 Anfang") < html.index("Zum Schluss")
    assert "Wie gut war der Termin insgesamt? 83 %" in text(office.get(desk(event, "change/")))
    assert "Good or very good:" in text(office.get(f"/en{desk(event, 'change/')}"))
    office.get(desk(event))
    reauthenticate(office)
    book = openpyxl.load_workbook(io.BytesIO(office.get(desk(event, "feedback/xlsx/")).content))
    ratings, texts = book.worksheets
    assert [cell.value for cell in ratings[2]] == [
        "Wie gut war der Termin insgesamt?",
        *[0, 1, 0, 0, 5],
        83,
    ]
    assert [row[0].value for row in texts.iter_rows(min_row=2)] == ["=1+1 Anfang"] + 5 * [
        "Zum Schluss"
    ]
    assert texts["A2"].data_type == "s"


@pytest.mark.parametrize("number", [6, 300])
def test_the_results_cost_the_same_few_queries(office, django_assert_max_num_queries, number):
    event = EventFactory(past=True)
    feedback_round(event, answers=number, tickets=number, comment="Gut")
    with django_assert_max_num_queries(15):
        office.get(desk(event))


# The questions


def test_an_event_asks_in_its_own_words_and_a_copy_asks_alike(client):
    event = EventFactory(past=True)
    FeedbackQuestion.objects.create(
        event=event, slot=1, label_de="Wie gut war die Führung?", label_en="How good was the tour?"
    )
    held = feedback_round(event)
    html = text(client.get(a_link(held)))
    assert "Wie gut war die Führung?" in html
    assert "Wie gut war der Termin insgesamt?" not in html
    assert "Wie gut hilft er bei der eigenen Arbeit weiter?" in html
    copy = planning.copy(event, starts_at=EVENING, uuid=held.tickets.get().pk, by=staff())
    assert rounds.questions(copy)[1] == "Wie gut war die Führung?"
    assert not FeedbackRound.objects.filter(event=copy).exists()
    assert "How good was the tour?" in text(client.get(f"/en{a_link(held)}"))


def test_the_words_can_be_changed_until_somebody_was_asked(office):
    event = EventFactory(past=True)
    FeedbackQuestion.objects.create(event=event, slot=1, label_de="Wie gut war die Führung?")
    typed = 'name="feedback_questions-0-label_de"'
    assert typed in text(office.get(desk(event, "change/")))
    feedback_round(event)
    html = text(office.get(desk(event, "change/")))
    assert typed not in html
    assert "Wie gut war die Führung?" in html
