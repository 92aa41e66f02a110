"""A transfer request: asked, answered, handed over, closed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.core.workflow import InvalidTransition
from partners.models import TransferMove, TransferRequest, UnitState
from partners.services import transfers
from partners.services.transfers import NotAsking, NotYours, SameUnit, TooMany
from tests.factories.hub import UserFactory, founder, staff
from tests.factories.partners import PartnerFactory, ScienceUnitFactory, colleague, scientist
from tests.factories.startups import StartupFactory
from tests.partners.transfer_cases import asked, mails, people
from tests.races import at_once

pytestmark = pytest.mark.django_db

NEED = "Wir brauchen Ermüdungsversuche an Wärmerohren."


def startup_of(person, **fields):
    return StartupFactory(public=True, owner=person, **fields)


# Asking


def test_a_founder_asks_and_the_whole_unit_hears(as_user):
    person, unit = founder(), ScienceUnitFactory()
    startup = startup_of(person, name="Wärmepuls")
    first, second = scientist(unit, level="lead"), scientist(unit)
    client = as_user(person)
    page = client.get(f"/competence-centre/{unit.slug}/ask/").content.decode()
    assert "Im Namen von <b>Wärmepuls</b>" in page

    due = timezone.localdate() + timedelta(days=10)
    form = {"side": f"startup-{startup.uuid}", "need": NEED, "answer_due": due.isoformat()}
    answer = client.post(f"/competence-centre/{unit.slug}/ask/", form, follow=True)

    assert "Die Anfrage ist unterwegs." in answer.content.decode()
    request = TransferRequest.objects.get()
    assert (request.startup, request.unit, request.answer_due) == (startup, unit, due)
    told = set(mails("transfer_asked").values_list("recipient", flat=True))
    assert told == {first.person_id, second.person_id}
    assert "Ermüdungsversuche" in mails("transfer_asked").first().body


def test_a_partner_s_colleague_asks_for_the_partner(as_user):
    member, unit = colleague(PartnerFactory(name="VNG")), ScienceUnitFactory()
    form = {
        "side": f"partner-{member.partner.uuid}",
        "need": NEED,
        "answer_due": (timezone.localdate() + timedelta(days=14)).isoformat(),
    }
    as_user(member.person).post(f"/competence-centre/{unit.slug}/ask/", form)
    assert TransferRequest.objects.get().partner == member.partner


def test_a_double_click_asks_once():
    person, unit = founder(), ScienceUnitFactory()
    side, due = startup_of(person), timezone.localdate() + timedelta(days=5)
    first = transfers.ask(unit, side=side, need=NEED, answer_due=due, by=person)
    assert transfers.ask(unit, side=side, need=NEED, answer_due=due, by=person) == first


def test_only_public_startups_and_partners_ask(as_user):
    person, unit = founder(), ScienceUnitFactory()
    private = StartupFactory(owner=person)
    due = timezone.localdate() + timedelta(days=5)
    for side in (private, startup_of(founder()), colleague().partner):
        with pytest.raises(NotAsking):
            transfers.ask(unit, side=side, need=NEED, answer_due=due, by=person)
    page = as_user(person).get(f"/competence-centre/{unit.slug}/ask/").content.decode()
    assert "deren Profil im Verzeichnis steht" in page


def test_a_sixth_request_a_day_waits_until_tomorrow():
    person, due = founder(), timezone.localdate() + timedelta(days=5)
    side = startup_of(person)
    for _ in range(5):
        transfers.ask(ScienceUnitFactory(), side=side, need=NEED, answer_due=due, by=person)
    with pytest.raises(TooMany):
        transfers.ask(ScienceUnitFactory(), side=side, need=NEED, answer_due=due, by=person)


@pytest.mark.parametrize("day", ["2020-01-01", "2999-01-01", "gestern", ""])
def test_an_impossible_day_is_said_at_the_field_and_the_text_stays(as_user, day):
    person, unit = founder(), ScienceUnitFactory()
    side = startup_of(person)
    form = {"side": f"startup-{side.uuid}", "need": NEED, "answer_due": day}
    answer = as_user(person).post(f"/competence-centre/{unit.slug}/ask/", form)
    page = answer.content.decode()
    assert "has-error" in page
    assert NEED in page
    assert not TransferRequest.objects.exists()


def test_a_private_unit_cannot_be_asked(as_user):
    unit = ScienceUnitFactory(state=UnitState.PRIVATE)
    assert as_user(founder()).get(f"/competence-centre/{unit.slug}/ask/").status_code == 404


# Answering


def test_an_answer_reaches_who_asked_word_for_word(as_user):
    request = asked()
    asker, lead = people(request)
    path = f"/transfer-requests/{request.uuid}/answer/"
    answer = as_user(lead).post(path, {"text": "Kommen Sie am Dienstag."}, follow=True)
    assert "Die Antwort ist unterwegs." in answer.content.decode()
    request.refresh_from_db()
    assert (request.state, request.answered_by) == ("answered", lead)
    mail = mails("transfer_answered").get()
    assert mail.recipient == asker
    assert "> Kommen Sie am Dienstag." in mail.body
    move = request.moves.get()
    assert (move.from_state, move.to_state, move.by) == ("open", "answered", lead)


def test_nobody_but_the_unit_answers(as_user):
    request = asked()
    asker, _lead = people(request)
    for person in (asker, scientist().person, UserFactory()):
        with pytest.raises(NotYours):
            transfers.answer(request.uuid, text="Nein", by=person)
    assert as_user(asker).get(f"/transfer-requests/{request.uuid}/answer/").status_code == 404


def test_an_answer_comes_once():
    request = asked()
    _asker, lead = people(request)
    transfers.answer(request.uuid, text="Ja", by=lead)
    with pytest.raises(InvalidTransition):
        transfers.answer(request.uuid, text="Doch nicht", by=lead)
    request.refresh_from_db()
    assert request.answer == "Ja"


@pytest.mark.django_db(transaction=True)
def test_of_two_members_who_answer_at_once_one_is_told():
    request = asked()
    both = [people(request)[1], scientist(request.unit).person]
    refused = []

    def reply(person):
        try:
            transfers.answer(request.uuid, text=f"Von {person.pk}", by=person)
        except InvalidTransition:
            refused.append(person)

    at_once(reply, both)

    request.refresh_from_db()
    assert len(refused) == 1
    assert request.answered_by not in refused
    assert request.answer == f"Von {request.answered_by_id}"
    assert mails("transfer_answered").count() == 1


# Handing over


def test_a_request_is_handed_over_and_who_asked_hears_where_it_is(as_user):
    request = asked(answer_due=timezone.localdate() + timedelta(days=1))
    asker, lead = people(request)
    other = scientist(ScienceUnitFactory(name_de="Werkstofflabor"), level="lead")
    form = {"unit": other.unit.pk, "reason": "Die haben die Prüfmaschine."}
    answer = as_user(lead).post(f"/transfer-requests/{request.uuid}/hand-over/", form, follow=True)

    assert answer.redirect_chain[-1][0] == "/science/"
    request.refresh_from_db()
    assert request.unit == other.unit
    assert request.answer_due == timezone.localdate() + timedelta(days=7)
    told = mails("transfer_handed_over").get()
    assert told.recipient == asker
    assert "Werkstofflabor" in told.body
    assert "> Die haben die Prüfmaschine." in told.body
    assert mails("transfer_asked").get().recipient == other.person


def test_the_former_unit_keeps_a_line_and_reads_nothing_later(as_user):
    request = asked()
    _asker, lead = people(request)
    other = scientist(ScienceUnitFactory(name_de="Werkstofflabor"), level="lead")
    transfers.hand_over(request.uuid, unit=other.unit, reason="Passt besser", by=lead)
    transfers.answer(request.uuid, text="Geheime Antwort", by=other.person)

    client = as_user(lead)
    page = client.get("/science/requests/").content.decode()
    assert "Werkstofflabor" in page
    assert "Geheime Antwort" not in page
    assert client.get(f"/transfer-requests/{request.uuid}/").status_code == 404
    with pytest.raises(NotYours):
        transfers.close(request.uuid, outcome="helped", by=lead)


def test_it_cannot_be_handed_to_where_it_is_or_to_a_private_unit(as_user):
    request = asked()
    _asker, lead = people(request)
    with pytest.raises(SameUnit):
        transfers.hand_over(request.uuid, unit=request.unit, reason="x", by=lead)
    hidden = ScienceUnitFactory(state=UnitState.PRIVATE)
    form = {"unit": hidden.pk, "reason": "Dort"}
    page = as_user(lead).post(f"/transfer-requests/{request.uuid}/hand-over/", form)
    assert "has-error" in page.content.decode()


def test_staff_hand_over_what_nobody_answers():
    request, other = asked(), ScienceUnitFactory()
    transfers.hand_over(request.uuid, unit=other, reason="Niemand da", by=staff())
    request.refresh_from_db()
    assert request.unit == other


@pytest.mark.django_db(transaction=True)
def test_a_hand_over_and_an_answer_at_once_leave_one_story():
    request = asked()
    _asker, lead = people(request)
    second, other = scientist(request.unit).person, ScienceUnitFactory()
    refused = []

    def act(who):
        try:
            if who == lead:
                transfers.answer(request.uuid, text="Ja", by=lead)
            else:
                transfers.hand_over(request.uuid, unit=other, reason="Dort", by=second)
        except (InvalidTransition, NotYours):
            refused.append(who)

    at_once(act, [lead, second])

    former = request.unit
    request.refresh_from_db()
    assert len(refused) == 1
    if refused == [lead]:
        assert (request.unit, request.state, request.answer) == (other, "open", "")
    else:
        assert (request.unit, request.state, request.answer) == (former, "answered", "Ja")
    assert TransferMove.objects.count() == 1


# Closing


@pytest.mark.parametrize("state", ["open", "answered"])
def test_either_side_closes_and_the_other_hears(state):
    for number, kind in enumerate(("asker", "unit")):
        request = asked()
        asker, lead = people(request)
        if state == "answered":
            transfers.answer(request.uuid, text="Ja", by=lead)
        closer, other = (asker, lead) if kind == "asker" else (lead, asker)
        transfers.close(request.uuid, outcome="no_fit", note="Schade", by=closer)
        request.refresh_from_db()
        assert (request.state, request.outcome) == ("closed", "no_fit")
        assert mails("transfer_closed").count() == number + 1
        assert mails("transfer_closed").order_by("-pk").first().recipient == other


def test_a_closed_request_takes_nothing_any_more(as_user):
    request = asked()
    asker, lead = people(request)
    transfers.close(request.uuid, outcome="withdrawn", by=asker)
    with pytest.raises(InvalidTransition):
        transfers.answer(request.uuid, text="Ja", by=lead)
    answer = as_user(lead).get(f"/transfer-requests/{request.uuid}/answer/", follow=True)
    assert "nicht mehr möglich" in answer.content.decode()


def test_the_database_refuses_what_cannot_be():
    request = asked()
    for wrong in (
        {"state": "answered"},
        {"state": "closed"},
        {"outcome": "helped"},
        {"answer": "Ja"},
        {"partner": PartnerFactory()},
        {"startup": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            TransferRequest.objects.filter(pk=request.pk).update(**wrong)
