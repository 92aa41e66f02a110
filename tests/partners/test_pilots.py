"""A pilot goes from idea to rollout by agreed steps, never by one side alone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from hub.accounts.roles import Role
from hub.core.workflow import InvalidTransition
from hub.mail.models import Email
from partners.models import PartnerState, Pilot, PilotMove, PilotSide
from partners.services import pilot_news, pilots
from partners.services.pilots import (
    Frozen,
    NotInTheProgramme,
    NotOpenToEachOther,
    NotYours,
    StillMissing,
    TooManyProposals,
)
from partners.states import PILOT_LINE
from startups.models import Life, StartupMember
from startups.states import MemberLevel, Visibility
from tests.factories.hub import UserFactory, founder, staff
from tests.factories.partners import colleague
from tests.factories.pilots import pilot
from tests.factories.reminders import noon
from tests.factories.startups import BatchFactory, StartupFactory
from tests.partners.pilot_cases import P, move, partner_person, startup_person

pytestmark = pytest.mark.django_db


# The lifecycle

ALLOWED = {
    P.IDEA: {P.SCOPING, P.ON_HOLD, P.ENDED},
    P.SCOPING: {P.AGREED, P.ON_HOLD, P.ENDED},
    P.AGREED: {P.RUNNING, P.ON_HOLD, P.ENDED},
    P.RUNNING: {P.EVALUATION, P.ON_HOLD, P.ENDED},
    P.EVALUATION: {P.ROLLOUT, P.ON_HOLD, P.ENDED},
    P.ROLLOUT: set(),
    P.ENDED: set(),
    P.ON_HOLD: {P.RUNNING, P.ENDED},
}


@pytest.mark.parametrize("before", P)
@pytest.mark.parametrize("after", P)
def test_a_pilot_moves_where_the_table_says_and_nowhere_else(before, after):
    one = pilot(before)
    if after in ALLOWED[before]:
        moved = move(one, after)
        line = PilotMove.objects.get(pilot=one)
        assert (moved.state, line.from_state, line.to_state) == (after, before, after)
        assert moved.held_from == (before if after == P.ON_HOLD else "")
    else:
        with pytest.raises(InvalidTransition):
            move(one, after)
        one.refresh_from_db()
        assert one.state == before


@pytest.mark.parametrize("before", [P.IDEA, P.SCOPING, P.AGREED, P.RUNNING, P.EVALUATION])
def test_a_resting_pilot_goes_back_to_where_it_was(before):
    one = pilot(before)
    move(one, P.ON_HOLD)
    for elsewhere in set(PILOT_LINE) - {before}:
        with pytest.raises(InvalidTransition):
            move(one, elsewhere)
    assert move(one, before).state == before


def test_days_in_a_stage_are_nights_in_leipzig():
    one = pilot("running", stage_since=noon(timezone.now(), -47))
    assert one.days_in_stage == 47
    assert move(one, P.EVALUATION).days_in_stage == 0


# Never one-sided


def test_the_other_side_confirms_before_an_idea_goes_on():
    lead = colleague(level="lead")
    startup = StartupFactory(owner=founder(), public=True)
    one = pilots.propose(
        partner=lead.partner, startup=startup, side=PilotSide.PARTNER, title="Idee", by=lead.person
    )
    other = startup.members.get().person
    told = Email.objects.get(kind="partners/pilot_proposed")
    # A line of the mail may end within the name.
    assert (told.recipient, startup.name in " ".join(told.body.split())) == (other, True)

    with pytest.raises(StillMissing, match="missing") as refused:
        move(one, P.SCOPING, by=lead.person)
    assert str(refused.value.message) == f"Es fehlt noch: die Zustimmung von {startup.name}."
    pilots.confirm(one.uuid, by=lead.person)
    with pytest.raises(StillMissing):
        move(one, P.SCOPING, by=lead.person)

    pilots.confirm(one.uuid, by=other)
    pilots.confirm(one.uuid, by=other)
    assert Email.objects.filter(kind="partners/pilot_confirmed").count() == 1
    assert Email.objects.get(kind="partners/pilot_confirmed").recipient == lead.person
    assert move(one, P.SCOPING, by=lead.person).state == P.SCOPING


def test_a_founder_proposes_to_a_partner_and_its_lead_is_told():
    lead = colleague(level="lead")
    colleague(lead.partner)
    startup = StartupFactory(owner=founder(), batch=BatchFactory())
    by = startup.members.get().person
    pilots.propose(partner=lead.partner, startup=startup, side=PilotSide.STARTUP, title="A", by=by)

    assert [mail.recipient for mail in Email.objects.all()] == [lead.person]


def test_the_hub_team_brings_two_together_and_both_confirm():
    lead, startup = colleague(level="lead"), StartupFactory(owner=founder(), public=True)
    one = pilots.propose(
        partner=lead.partner, startup=startup, side=PilotSide.HUB, title="A", by=staff()
    )
    assert Email.objects.filter(kind="partners/pilot_proposed").count() == 2
    pilots.confirm(one.uuid, by=lead.person)
    with pytest.raises(StillMissing):
        move(one, P.SCOPING, by=lead.person)
    pilots.confirm(one.uuid, by=startup.members.get().person)
    move(one, P.SCOPING, by=lead.person)


def test_who_is_on_both_sides_speaks_for_the_partner_alone():
    both = colleague(level="lead")
    startup = StartupFactory(owner=both.person, public=True, batch=BatchFactory())
    one = pilots.propose(
        partner=both.partner, startup=startup, side=PilotSide.PARTNER, title="A", by=both.person
    )
    pilots.confirm(one.uuid, by=both.person)
    one.refresh_from_db()
    assert one.startup_confirmed_at is None
    with pytest.raises(NotYours):
        pilots.propose(
            partner=both.partner,
            startup=startup,
            side=PilotSide.STARTUP,
            title="B",
            by=both.person,
        )


def test_a_second_click_proposes_nothing_twice():
    lead, startup = colleague(), StartupFactory(owner=founder(), public=True)

    def propose():
        return pilots.propose(
            partner=lead.partner,
            startup=startup,
            side=PilotSide.PARTNER,
            title="A",
            by=lead.person,
        )

    assert propose() == propose()
    assert Email.objects.count() == 1


def test_nobody_proposes_for_others_to_hidden_ones_or_without_end():
    lead = colleague()
    hidden, shown = StartupFactory(owner=founder()), StartupFactory(owner=founder(), public=True)
    draft_founder = hidden.members.get().person

    def propose(startup, side, by, title="A"):
        return pilots.propose(partner=lead.partner, startup=startup, side=side, title=title, by=by)

    with pytest.raises(NotYours):
        propose(shown, PilotSide.PARTNER, colleague().person)
    with pytest.raises(NotYours):
        propose(shown, PilotSide.HUB, lead.person)
    with pytest.raises(NotOpenToEachOther):
        propose(hidden, PilotSide.PARTNER, lead.person)
    with pytest.raises(NotInTheProgramme):
        propose(hidden, PilotSide.STARTUP, draft_founder)
    for number in range(pilots.PROPOSALS_PER_DAY):
        propose(shown, PilotSide.PARTNER, lead.person, title=str(number))
    with pytest.raises(TooManyProposals):
        propose(shown, PilotSide.PARTNER, lead.person, title="one more")


# Agreed only when whole

GAPS = {
    "partner_owner": (None, "wer bei {partner} verantwortlich ist"),
    "startup_owner": (None, "wer bei {startup} verantwortlich ist"),
    "success_measure": ("  ", "woran der Erfolg gemessen wird"),
    "payer": ("", "wer zahlt"),
}


@pytest.mark.parametrize("gap", GAPS)
def test_what_is_missing_for_an_agreement_is_named(gap):
    empty, words = GAPS[gap]
    one = pilot("scoping", **{gap: empty})
    words = words.format(partner=one.partner.name, startup=one.startup.name)
    by = one.partner.members.get().person
    with pytest.raises(StillMissing) as refused:
        move(one, P.AGREED, by=by)
    assert str(refused.value.message) == f"Es fehlt noch: {words}."


def test_all_that_is_missing_stands_in_one_sentence():
    one = pilot("scoping", **{gap: empty for gap, (empty, _words) in GAPS.items()})
    with pytest.raises(StillMissing) as refused:
        move(one, P.AGREED, by=one.partner.members.get().person)
    sentence = str(refused.value.message)
    assert sentence.count(",") == 2
    assert sentence.endswith("und wer zahlt.")


@pytest.mark.parametrize("gap", GAPS)
@pytest.mark.parametrize("state", ["agreed", "running", "evaluation", "rollout", "on_hold"])
def test_the_database_refuses_an_agreement_with_a_gap(gap, state):
    with pytest.raises(IntegrityError, match="pilot_agreed_is_whole"):
        pilot(state, **{gap: GAPS[gap][0]})


@pytest.mark.parametrize(
    ("name", "state", "fields"),
    [
        ("pilot_beyond_idea", "scoping", {"startup_confirmed_at": None}),
        ("pilot_beyond_idea", "running", {"partner_confirmed_at": None}),
        ("pilot_beyond_idea", "on_hold", {"partner_confirmed_at": None, "held_from": "scoping"}),
        ("pilot_rests", "on_hold", {"held_from": ""}),
        ("pilot_rests", "on_hold", {"held_from": "rollout"}),
        ("pilot_rests", "running", {"held_from": "idea"}),
        ("pilot_amount", "running", {"amount": Decimal(-1)}),
        ("pilot_amount", "idea", {"amount": Decimal(1), "payer": ""}),
        ("pilot_amount", "idea", {"amount": Decimal(1), "payer": "nobody"}),
        ("pilot_nda", "idea", {"nda": "signed"}),
        ("pilot_nda", "idea", {"nda_signed_on": "2026-11-01"}),
        ("pilot_ends", "idea", {"starts_on": "2026-11-02", "ends_on": "2026-11-01"}),
        ("pilot_value", "ended", {"value_band": "10k"}),
        ("pilot_value", "ended", {"value_band": "10k", "has_order": False}),
    ],
)
def test_the_database_refuses_what_makes_no_sense(name, state, fields):
    with pytest.raises(IntegrityError, match=name):
        pilot(state, **fields)


@pytest.mark.parametrize("side", ["partner", "startup"])
def test_the_database_refuses_an_owner_from_somewhere_else(side):
    elsewhere = pilot()
    with pytest.raises(IntegrityError, match="works for somebody else"):
        pilot(**{f"{side}_owner": getattr(elsewhere, f"{side}_owner")})


def test_an_owner_who_has_left_counts_for_none():
    one = pilot("scoping")
    colleague(one.partner, level="lead")
    one.partner_owner.left_at = timezone.now()
    one.partner_owner.save()
    with pytest.raises(StillMissing, match="missing"):
        move(one, P.AGREED, by=startup_person(one))


# Who may


def test_each_side_moves_and_the_other_one_hears_of_it():
    one = pilot("agreed")
    move(one, P.RUNNING, by=startup_person(one), note="Ab Montag")
    told = Email.objects.get()
    assert told.recipient == partner_person(one)
    assert "läuft" in told.subject
    assert "> Ab Montag" in told.body
    move(one, P.EVALUATION)
    assert Email.objects.latest("pk").recipient == startup_person(one)


def test_who_only_reads_moves_nothing():
    one = pilot("agreed")
    viewer = StartupMember.objects.create(
        startup=one.startup, person=founder(), level=MemberLevel.VIEWER
    )
    for person in (viewer.person, staff()):
        with pytest.raises(NotYours):
            move(one, P.RUNNING, by=person)
    for person in (founder(), colleague().person, UserFactory(roles=[Role.REVIEWER])):
        with pytest.raises(Pilot.DoesNotExist):
            move(one, P.RUNNING, by=person)


ENDS = [
    lambda one: type(one.partner).objects.update(state=PartnerState.ENDED),
    lambda one: type(one.partner).objects.update(
        contract_to=timezone.localdate() - timedelta(days=1)
    ),
    lambda one: type(one.startup).objects.update(life=Life.CLOSED),
    lambda one: type(one.startup).objects.update(visibility=Visibility.ARCHIVED),
]


@pytest.mark.parametrize("end", ENDS)
def test_where_a_side_is_gone_everything_is_readable_and_nothing_moves(end, client):
    one = pilot("running")
    end(one)
    for person in (partner_person(one), startup_person(one)):
        client.force_login(person)
        page = client.get(one.get_absolute_url())
        assert "lesbar" in page.content.decode()
        assert "pilot-move" not in page.content.decode()
        for act in (
            lambda person=person: move(one, P.EVALUATION, by=person),
            lambda person=person: pilot_news.write(one.uuid, text="Hallo", by=person),
        ):
            with pytest.raises((Frozen, NotYours)):
                act()
    one.refresh_from_db()
    assert one.state == P.RUNNING
