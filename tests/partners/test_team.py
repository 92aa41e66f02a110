"""Who works for a partner, and until when."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from hub.accounts import invitations as links
from hub.accounts.invitations import OtherPerson, Revoked, TooManyInvitations
from hub.accounts.models import Invitation, User
from hub.accounts.roles import Role
from hub.mail.models import Email
from hub.portal import invitations
from partners.models import PartnerMember, PartnerState, StaffLevel
from partners.services.members import WorksElsewhere
from partners.services.members import partner_staff as members
from partners.services.staffing import AlreadyThere, LastLead, NotThere, OnlyLeads
from tests.factories.hub import UserFactory, staff
from tests.factories.partners import PartnerFactory, colleague
from tests.races import at_once

pytestmark = pytest.mark.django_db


def logged_in(client, member):
    client.force_login(member.person)
    return client


def redeem(invitation, person):
    token = links.renew(invitation, by=invitation.invited_by)
    return invitations.redeem(token, by=person)


def test_a_lead_invites_a_colleague_who_then_works_there(client):
    lead = colleague(level="lead")
    client = logged_in(client, lead)

    answer = client.post(
        "/partner/team/invite/", {"email": "Neu@VNG.example", "level": "member"}, follow=True
    )

    assert "Die Einladung an Neu@VNG.example ist unterwegs." in answer.content.decode()
    mail = Email.objects.get(kind="accounts/partner_invitation")
    assert lead.partner.name in mail.body
    redeem(Invitation.objects.get(), mail.recipient)
    joined = PartnerMember.objects.get(person=mail.recipient)
    assert (joined.partner, joined.level) == (lead.partner, StaffLevel.MEMBER)
    assert str(mail.recipient) in client.get("/partner/team/").content.decode()


def test_an_address_that_is_none_is_said_at_the_field_and_kept(client):
    answer = logged_in(client, colleague(level="lead")).post(
        "/en/partner/team/invite/", {"email": "neu@", "level": "lead"}
    )

    page = answer.content.decode()
    assert 'value="neu@"' in page
    assert "e-mail address" in page
    assert 'value="lead" selected' in page


def test_a_member_invites_nobody_and_changes_nobody(client):
    lead = colleague(level="lead")
    member = colleague(lead.partner)
    client = logged_in(client, member)

    assert "wer die Leitung hat" in client.get("/partner/team/invite/").content.decode()
    client.post("/partner/team/invite/", {"email": "x@example.org", "level": "member"})
    client.post(f"/partner/team/{lead.uuid}/remove/")
    client.post(f"/partner/team/{member.uuid}/level/", {"level": "lead"})

    assert not Invitation.objects.exists()
    lead.refresh_from_db()
    member.refresh_from_db()
    assert lead.left_at is None
    assert member.level == StaffLevel.MEMBER


def test_only_leads_see_whom_they_have_invited(client):
    lead = colleague(level="lead")
    members.invite(lead.partner, email="neu@vng.example", level="member", by=lead.person)

    assert "neu@vng.example" in logged_in(client, lead).get("/partner/team/").content.decode()
    plain = logged_in(client, colleague(lead.partner)).get("/partner/team/").content.decode()
    assert "neu@vng.example" not in plain


def test_who_is_removed_is_out_with_the_next_request(client):
    lead = colleague(level="lead")
    member = colleague(lead.partner)
    client = logged_in(client, member)
    assert client.get("/partner/team/").status_code == 200

    members.remove(member_uuid=member.uuid, by=lead.person)

    assert client.get("/partner/team/").status_code == 404
    assert not member.person.grants.held_at(timezone.now()).filter(role=Role.PARTNER).exists()


def test_a_contract_ends_access_the_day_after_its_last():
    lead = colleague(level="lead")
    lead.partner.contract_to = date(2026, 12, 31)
    lead.partner.save()

    assert PartnerMember.objects.acting(lead.person, on=date(2026, 12, 31)).exists()
    assert not PartnerMember.objects.acting(lead.person, on=date(2027, 1, 1)).exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda today: {"contract_to": today - timedelta(days=1)},
        lambda today: {"contract_from": today + timedelta(days=1)},
        lambda today: {"state": PartnerState.ENDED},
        lambda today: {"state": PartnerState.PROSPECT},
    ],
    ids=["over", "yet to begin", "ended", "prospect"],
)
def test_without_a_running_contract_the_area_is_not_there(client, change):
    lead = colleague(level="lead")
    client = logged_in(client, lead)
    for name, value in change(timezone.localdate()).items():
        setattr(lead.partner, name, value)
    lead.partner.save()

    assert client.get("/partner/").status_code == 404
    assert not members.may_invite(lead.partner.uuid, by=lead.person)


def test_a_role_taken_away_by_staff_shuts_the_area(client):
    lead = colleague(level="lead")
    client = logged_in(client, lead)
    lead.person.grants.update(ended_at=timezone.now())

    assert client.get("/partner/").status_code == 404


def test_the_last_lead_cannot_go_but_may_hand_over(client):
    lead = colleague(level="lead")
    member = colleague(lead.partner)
    with pytest.raises(LastLead):
        members.remove(member_uuid=lead.uuid, by=lead.person)
    with pytest.raises(LastLead):
        members.set_level(member_uuid=lead.uuid, level="member", by=lead.person)

    members.set_level(member_uuid=member.uuid, level="lead", by=lead.person)
    members.remove(member_uuid=lead.uuid, by=lead.person)

    assert [m.person for m in lead.partner.members.current()] == [member.person]


def test_leaving_leads_back_to_ones_own_overview(client):
    lead = colleague(level="lead")
    member = colleague(lead.partner)

    answer = logged_in(client, member).post(f"/partner/team/{member.uuid}/remove/")

    assert answer["Location"] == "/dashboard/"


def test_nobody_works_for_two_partners_at_once():
    person = colleague().person
    other = colleague(level="lead")
    invitation = members.invite(other.partner, email=person.email, level="member", by=other.person)
    with pytest.raises(WorksElsewhere):
        redeem(invitation, person)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartnerMember.objects.create(partner=other.partner, person=person, level="member")
    with pytest.raises(ValidationError, match="arbeitet schon"):
        PartnerMember(partner=other.partner, person=person, level="member").full_clean()


def test_a_refused_invitation_stays_open():
    person = colleague().person
    other = colleague(level="lead")
    invitation = members.invite(other.partner, email=person.email, level="member", by=other.person)
    with pytest.raises(WorksElsewhere):
        redeem(invitation, person)
    invitation.refresh_from_db()

    assert invitation.accepted_at is None


def test_a_link_from_a_lead_who_has_left_is_void():
    lead = colleague(level="lead")
    colleague(lead.partner, level="lead")
    invitation = members.invite(
        lead.partner, email="neu@vng.example", level="member", by=lead.person
    )
    members.remove(member_uuid=lead.uuid, by=lead.person)

    with pytest.raises(Revoked):
        redeem(invitation, User.objects.get(email="neu@vng.example"))


def test_a_link_is_for_the_invited_address_alone():
    lead = colleague(level="lead")
    invitation = members.invite(
        lead.partner, email="neu@vng.example", level="member", by=lead.person
    )
    with pytest.raises(OtherPerson):
        redeem(invitation, UserFactory())


def test_who_works_there_already_is_not_invited_again():
    lead = colleague(level="lead")
    with pytest.raises(AlreadyThere):
        members.invite(
            lead.partner, email=colleague(lead.partner).person.email, level="lead", by=lead.person
        )


def test_a_lead_of_one_partner_invites_nobody_for_another():
    with pytest.raises(OnlyLeads):
        members.invite(
            PartnerFactory(),
            email="x@example.org",
            level="lead",
            by=colleague(level="lead").person,
        )
    with pytest.raises(NotThere):
        members.remove(member_uuid=colleague().uuid, by=colleague(level="lead").person)


def test_staff_invite_for_every_partner():
    members.invite(PartnerFactory(), email="x@example.org", level="lead", by=staff())

    assert Invitation.objects.get().level == StaffLevel.LEAD


def test_twenty_invitations_a_day_are_enough():
    lead = colleague(level="lead")
    for number in range(20):
        members.invite(
            lead.partner, email=f"n{number}@vng.example", level="member", by=lead.person
        )
    with pytest.raises(TooManyInvitations):
        members.invite(lead.partner, email="n20@vng.example", level="member", by=lead.person)


@pytest.mark.django_db(transaction=True)
def test_two_leads_who_leave_at_once_leave_one_behind():
    first = colleague(level="lead")
    second = colleague(first.partner, level="lead")

    refused = []

    def leave(member):
        try:
            members.remove(member_uuid=member.uuid, by=member.person)
        except LastLead:
            refused.append(member)

    at_once(leave, [first, second])

    assert list(first.partner.members.current()) == refused
    assert len(refused) == 1


@pytest.mark.django_db(transaction=True)
def test_two_links_accepted_at_once_give_one_membership():
    person = UserFactory(email="neu@example.org")
    leads = [colleague(level="lead") for _ in range(2)]

    refused = []

    def accept(lead):
        try:
            members.join(uuid=lead.partner.uuid, person=person, level="member", by=lead.person)
        except WorksElsewhere:
            refused.append(lead)

    at_once(accept, leads)

    assert len(refused) == 1
    assert PartnerMember.objects.current().get(person=person).partner != refused[0].partner


def test_the_team_page_costs_the_same_with_many_colleagues(client, django_assert_max_num_queries):
    lead = colleague(level="lead")
    client = logged_in(client, lead)
    for _ in range(40):
        colleague(lead.partner)
    client.get("/partner/team/")
    with django_assert_max_num_queries(8):
        client.get("/partner/team/")
