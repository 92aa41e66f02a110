"""Invitations: one link, one address, once."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from hub.accounts import invitations as accounts_invitations
from hub.accounts import services
from hub.accounts.invitations import (
    Expired,
    NotRedeemable,
    OtherPerson,
    Revoked,
    TooManyInvitations,
    Unknown,
    Used,
)
from hub.accounts.models import Invitation, InvitationKind, RoleGrant, User
from hub.accounts.roles import Role
from hub.mail.models import Email
from hub.portal import invitations
from partners.models import Partner, PartnerMember, StaffLevel
from partners.services.members import partner_staff as members
from startups.models import StartupMember
from tests.factories.hub import UserFactory, founder, lead, staff
from tests.factories.startups import StartupFactory
from tests.hub.test_door import code_for
from tests.races import at_once

pytestmark = pytest.mark.django_db

PARALLEL = 50


def role_invitation(email="jury@example.org", role=Role.REVIEWER, by=None):
    return accounts_invitations.invite(
        email=email, kind=InvitationKind.ROLE, role=role, by=by or staff()
    )


def address(token):
    return reverse("invitation", args=[token])


def test_an_invited_reviewer_comes_in_by_code_and_accepts(client):
    invitations.invite_to_role("jury@example.org", Role.REVIEWER, by=staff())
    mail = Email.objects.get(kind="accounts/role_invitation")
    link = re.search(r"http\S+(/accounts/invitation/\S+)", mail.body)[1]

    assert "Jury" in client.get(link).content.decode()
    client.post(
        client.post(link)["Location"], {"code": code_for("jury@example.org"), "next": link}
    )
    assert (
        "Ein Name enthält keine Adresse."
        in client.post(link, {"person-name": "www.example.org"}).content.decode()
    )
    response = client.post(link, {"person-name": "Jule Rýmer"})

    assert response.status_code == 302
    person = User.objects.get(email="jury@example.org")
    assert person.has_role(Role.REVIEWER)
    assert person.name == "Jule Rýmer"
    assert client.post(link).status_code == 410


def test_looking_at_an_invitation_does_not_accept_it(client):
    _invitation, token = role_invitation()
    client.force_login(UserFactory(email="jury@example.org"))

    assert client.get(address(token)).status_code == 200
    assert not RoleGrant.objects.filter(role=Role.REVIEWER).exists()


def test_only_the_invited_address_can_accept(client):
    _invitation, token = role_invitation()
    client.force_login(UserFactory(email="someone-else@example.org"))

    assert client.get(address(token)).status_code == 403
    assert client.post(address(token)).status_code == 403
    assert not RoleGrant.objects.filter(role=Role.REVIEWER).exists()


def test_an_expired_a_revoked_and_an_unknown_invitation_give_nothing():
    person = UserFactory(email="jury@example.org")
    expired, expired_token = role_invitation()
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    revoked, revoked_token = role_invitation()
    accounts_invitations.revoke(revoked)

    for token, refusal in [
        (expired_token, Expired),
        (revoked_token, Revoked),
        ("never-issued", Unknown),
    ]:
        with pytest.raises(refusal):
            invitations.redeem(token, by=person)
    assert not person.grants.exists()


def test_inviting_again_makes_the_older_link_void():
    _first, first_token = role_invitation(by=(by := staff()))
    _second, second_token = role_invitation(by=by)
    person = UserFactory(email="jury@example.org")

    with pytest.raises(Revoked):
        invitations.redeem(first_token, by=person)
    invitations.redeem(second_token, by=person)


def test_sending_again_makes_the_older_link_void():
    by = staff()
    invitation, token = role_invitation(by=by)
    invitations.send_again(invitation, by=by)

    with pytest.raises(Unknown):
        invitations.redeem(token, by=User.objects.get(email="jury@example.org"))
    assert Email.objects.filter(to="jury@example.org").count() == 1


def test_the_token_is_kept_nowhere():
    invitation, token = role_invitation()

    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values())


def test_an_invitation_to_a_team_makes_a_member():
    owner = founder()
    startup = StartupFactory(owner=owner)
    _invitation, token = accounts_invitations.invite(
        email="co@example.org",
        kind=InvitationKind.TEAM,
        subject=startup.uuid,
        level="editor",
        by=owner,
    )
    invitations.redeem(token, by=UserFactory(email="co@example.org"))

    member = StartupMember.objects.get(person__email="co@example.org")
    assert (member.startup, member.level) == (startup, "editor")


def test_who_left_the_team_invites_nobody_into_it():
    owner = founder()
    startup = StartupFactory(owner=owner)
    _invitation, token = accounts_invitations.invite(
        email="co@example.org",
        kind=InvitationKind.TEAM,
        subject=startup.uuid,
        level="owner",
        by=owner,
    )
    StartupMember.objects.filter(person=owner).update(left_at=timezone.now())

    with pytest.raises(Revoked):
        invitations.redeem(token, by=UserFactory(email="co@example.org"))


def test_a_role_offered_by_somebody_no_longer_in_the_office_is_void():
    by = staff()
    _invitation, token = role_invitation(by=by)
    services.end_role(by, Role.STAFF)

    with pytest.raises(Revoked):
        invitations.redeem(token, by=UserFactory(email="jury@example.org"))


def test_partner_staff_become_members_with_the_partner_role():
    partner = Partner.objects.create(slug="vng", name="VNG", sort_key="vng", kind="company")
    members.invite(partner, email="p@vng.example", level=StaffLevel.LEAD, by=staff())
    invitation = Invitation.objects.get()
    token = accounts_invitations.renew(invitation, by=invitation.invited_by)
    person = User.objects.get(email="p@vng.example")
    invitations.redeem(token, by=person)

    assert PartnerMember.objects.get(person=person).level == StaffLevel.LEAD
    assert person.grants.get().role == Role.PARTNER


def test_only_leads_invite_leads():
    with pytest.raises(services.NotYours):
        invitations.invite_to_role("x@example.org", Role.SELECTION_LEAD, by=staff())
    invitations.invite_to_role("x@example.org", Role.SELECTION_LEAD, by=lead())


def test_five_invitations_per_team_and_day_and_twenty_per_person():
    by = founder()
    startups = [StartupFactory(owner=by) for _ in range(5)]

    def send(number, startup):
        return accounts_invitations.invite(
            email=f"n{number}@example.org",
            kind=InvitationKind.TEAM,
            subject=startup.uuid,
            level="editor",
            by=by,
        )

    for number in range(5):
        send(number, startups[0])
    with pytest.raises(TooManyInvitations):
        send(99, startups[0])
    for number in range(5, 20):
        send(number, startups[number // 5])
    with pytest.raises(TooManyInvitations):
        send(100, startups[4])


@pytest.mark.django_db(transaction=True)
def test_of_fifty_redemptions_at_once_exactly_one_wins():
    person = UserFactory(email="jury@example.org")
    _invitation, token = role_invitation()
    outcomes = []

    def redeem(_number):
        try:
            invitations.redeem(token, by=person)
            outcomes.append("won")
        except Used:
            outcomes.append("used")
        except NotRedeemable as other:
            outcomes.append(repr(other))

    at_once(redeem, range(PARALLEL))

    assert sorted(outcomes) == ["used"] * (PARALLEL - 1) + ["won"]
    assert RoleGrant.objects.filter(person=person, role=Role.REVIEWER).count() == 1


def test_guessing_links_is_stopped(client):
    statuses = [client.get(address(f"guess-{n}")).status_code for n in range(30)]

    assert statuses[:20] == [404] * 20
    assert set(statuses[20:]) == {429}


def test_a_link_tells_a_stranger_with_another_account_no_address(client):
    _invitation, token = role_invitation()
    client.force_login(UserFactory())

    assert "jury@example.org" not in client.get(address(token)).content.decode()


def test_other_person_is_refused_by_the_service_too():
    _invitation, token = role_invitation()

    with pytest.raises(OtherPerson):
        invitations.redeem(token, by=UserFactory())
    assert timezone.now() + timedelta(days=13) < Invitation.objects.get().expires_at
