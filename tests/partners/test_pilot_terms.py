"""What two sides write down about a pilot, also at once, and its news."""

from decimal import Decimal

import pytest
from django.utils import timezone

from hub.core.workflow import DomainError, InvalidTransition
from hub.mail.models import Email
from partners.models import Pilot, PilotMove, PilotSide
from partners.services import pilot_news, pilot_terms, pilots
from partners.services.pilot_terms import Clash
from partners.services.pilots import MovedMeanwhile, StillMissing
from partners.states import PILOT_LINE
from tests.factories.hub import founder, staff
from tests.factories.partners import colleague
from tests.factories.pilots import pilot
from tests.factories.startups import StartupFactory
from tests.partners.pilot_cases import P, move, partner_person, startup_person
from tests.races import at_once

pytestmark = pytest.mark.django_db


# Two at once


def test_a_double_click_moves_once():
    one = pilot("agreed")
    move(one, P.RUNNING, seen=P.AGREED)
    move(one, P.RUNNING, seen=P.AGREED)
    assert PilotMove.objects.count() == Email.objects.count() == 1


def test_who_comes_second_is_told_who_was_first():
    one = pilot("agreed")
    move(one, P.RUNNING, by=partner_person(one), seen=P.AGREED)
    with pytest.raises(MovedMeanwhile) as told:
        move(one, P.ENDED, by=startup_person(one), seen=P.AGREED)
    assert str(told.value.message) == (
        f"{partner_person(one)} war schneller: Das Pilotprojekt steht jetzt auf „läuft“."
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("wanted", [(P.RUNNING, P.RUNNING), (P.RUNNING, P.ENDED)])
def test_of_two_sides_that_move_at_once_one_does_and_the_other_is_told(wanted):
    one = pilot("agreed")
    people = [partner_person(one), startup_person(one)]
    told = []

    def act(number):
        try:
            move(one, wanted[number], by=people[number], seen=P.AGREED)
        except MovedMeanwhile:
            told.append(number)

    at_once(act, [0, 1])
    assert len(told) == PilotMove.objects.count() == 1
    one.refresh_from_db()
    assert one.state == wanted[1 - told[0]]


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_propose_once():
    lead, startup = colleague(), StartupFactory(owner=founder(), public=True)
    at_once(
        lambda _number: pilots.propose(
            partner=lead.partner,
            startup=startup,
            side=PilotSide.PARTNER,
            title="A",
            by=lead.person,
        ),
        range(10),
    )
    assert Pilot.objects.count() == Email.objects.count() == 1


# What is agreed


def terms(one, **changed):
    return {name: getattr(one, name) for name in pilot_terms.AGREED} | changed


def edit(one, *, by=None, version=0, owner="own", **changed):
    by = by or partner_person(one)
    owner = one.partner_owner.uuid if owner == "own" else owner
    return pilot_terms.edit(
        one.uuid, version=version, owner=owner, terms=terms(one, **changed), by=by
    )


def test_what_is_agreed_is_saved_and_counted():
    one = edit(pilot("scoping"), amount=Decimal("1200.50"), title="Neuer Titel")
    assert (one.title, one.amount, one.version) == ("Neuer Titel", Decimal("1200.50"), 1)


def test_a_second_editor_overwrites_nothing_unless_both_typed_the_same():
    one = pilot("scoping")
    edit(one, title="Von der einen Seite")
    with pytest.raises(Clash) as clash:
        edit(one, title="Von der anderen")
    assert clash.value.pilot.title == "Von der einen Seite"
    assert edit(one, title="Von der einen Seite").version == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_at_once_one_saves_and_the_other_is_told():
    one, clashes = pilot("scoping"), []

    def act(number):
        try:
            edit(one, title=f"Titel {number}")
        except Clash:
            clashes.append(number)

    at_once(act, range(6))
    one.refresh_from_db()
    assert len(clashes) == 5
    assert one.version == 1


def test_what_an_agreement_rests_on_cannot_be_taken_out_again():
    one = pilot("agreed")
    with pytest.raises(StillMissing) as refused:
        edit(one, success_measure="", owner=None)
    assert str(refused.value.message).startswith("Es fehlt noch: wer bei")
    # What the other side lacks does not stop this one.
    one.startup_owner.left_at = timezone.now()
    one.startup_owner.save()
    assert edit(one, title="Anders").title == "Anders"


def test_each_side_names_only_its_own_owner():
    one = pilot("scoping")
    other = colleague(one.partner)
    edit(one, owner=other.uuid)
    with pytest.raises(DomainError, match="NoSuchOwner"):
        edit(one, owner=one.startup_owner.uuid, version=1)
    with pytest.raises(DomainError, match="NoSuchOwner"):
        edit(one, owner=colleague().uuid, version=1)
    one.refresh_from_db()
    assert one.partner_owner == other


def test_what_is_over_is_agreed_no_more_but_its_outcome_is_written():
    one = pilot("ended")
    with pytest.raises(InvalidTransition):
        edit(one, title="Anders")
    outcome = {"has_order": True, "value_band": "50k", "learning": "Viel"}
    by = startup_person(one)
    assert pilot_terms.judge(one.uuid, version=0, outcome=outcome, by=by).value_band == "50k"
    with pytest.raises(Clash):
        pilot_terms.judge(one.uuid, version=0, outcome=outcome | {"learning": "X"}, by=by)
    running = pilot("running")
    with pytest.raises(InvalidTransition):
        pilot_terms.judge(running.uuid, version=0, outcome=outcome, by=partner_person(running))


# News


def test_news_goes_to_the_other_side_once_a_day_and_person(time_machine):
    time_machine.move_to("2026-11-02T09:00:00Z", tick=False)
    one = pilot("running")
    two = pilot("running", partner=one.partner, startup=one.startup)
    by = startup_person(one)
    for number, about in enumerate([one, one, two]):
        pilot_news.write(about.uuid, text=f"Nachricht {number}", by=by)
    assert [mail.recipient for mail in Email.objects.all()] == [partner_person(one)]
    # 23:30 in Leipzig is the same day, half an hour later the next one.
    time_machine.move_to("2026-11-02T22:30:00Z", tick=False)
    pilot_news.write(one.uuid, text="Am Abend", by=by)
    assert Email.objects.count() == 1
    time_machine.move_to("2026-11-02T23:00:00Z", tick=False)
    pilot_news.write(one.uuid, text="Nach Mitternacht", by=by)
    assert Email.objects.count() == 2


def test_a_double_click_writes_once_and_the_hub_team_writes_to_both():
    one = pilot("running")
    office = staff()
    for _click in range(2):
        pilot_news.write(one.uuid, text="Wie steht es?", by=office)
    assert one.updates.count() == 1
    told = {mail.recipient for mail in Email.objects.all()}
    assert told == {partner_person(one), startup_person(one)}


def test_the_rows_and_their_history_hold_together():
    one = pilot("idea")
    for stop in PILOT_LINE[1:]:
        move(one, stop)
    assert [line.to_state for line in one.moves.all()] == list(PILOT_LINE[1:])
