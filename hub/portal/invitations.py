"""Who is invited to what, and what accepting gives: it reaches into every package."""

from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.urls import reverse
from django.utils import translation

from hub.accounts import invitations, services
from hub.accounts.invitations import Revoked, Unknown
from hub.accounts.models import Invitation, InvitationKind, User
from hub.accounts.roles import Role
from hub.mail import outbox
from hub.mail.values import Link, Words
from partners.models import StaffLevel
from partners.services import members
from startups.models import Startup, StartupMember
from startups.services import team
from startups.states import MemberLevel

T = TypeVar("T")


@dataclass(frozen=True)
class Offer:
    """What an invitation offers, in the words of the page that shows it."""

    what: str
    level: str = ""


def offer(invitation: Invitation) -> Offer:
    """What accepting gives. Raises Unknown when the organisation is gone."""
    match InvitationKind(invitation.kind):
        case InvitationKind.ROLE:
            return Offer(str(Role(invitation.role).label))
        case InvitationKind.TEAM:
            startup = _found(Startup.objects.filter(uuid=_found(invitation.subject)).first())
            return Offer(startup.name, str(MemberLevel(invitation.level).label))
        case InvitationKind.PARTNER | InvitationKind.SCIENCE as kind:
            rows = members.BY_KIND[kind].organisations.objects
            there = _found(rows.filter(uuid=_found(invitation.subject)).first())
            # Both sorts of organisation have the same two levels.
            return Offer(there.name, str(StaffLevel(invitation.level).label))


@transaction.atomic
def invite_to_role(email: str, role: Role, *, by: User, language: str = "de") -> Invitation:
    """Invite one address to a role by mail. Raises TooManyInvitations, NotYours."""
    services.ensure_may_give(role, by=by)
    invitation, token = invitations.invite(email=email, kind=InvitationKind.ROLE, role=role, by=by)
    _mail(invitation, token, language)
    return invitation


@transaction.atomic
def send_again(invitation: Invitation, *, by: User) -> None:
    """Mail a fresh link; the old one is void. Raises Used, TooManyInvitations."""
    token = invitations.renew(invitation, by=by)
    invitation.refresh_from_db()
    _mail(invitation, token, "de")


@transaction.atomic
def redeem(token: str, *, by: User) -> Invitation:
    """Use the link up and give what it promises; of many at once exactly one succeeds.

    Raises NotRedeemable.
    """
    invitation = invitations.claim(token, by=by)
    _ensure_inviter_still_may(invitation)
    match InvitationKind(invitation.kind):
        case InvitationKind.ROLE:
            services.grant_role(by, Role(invitation.role), by=invitation.invited_by)
        case InvitationKind.TEAM:
            team.join(
                startup_uuid=_found(invitation.subject),
                person=by,
                level=invitation.level,
                by=invitation.invited_by,
            )
        case InvitationKind.PARTNER | InvitationKind.SCIENCE as kind:
            members.BY_KIND[kind].join(
                uuid=_found(invitation.subject),
                person=by,
                level=invitation.level,
                by=invitation.invited_by,
            )
    return invitation


def _ensure_inviter_still_may(invitation: Invitation) -> None:
    """A link outlives nobody's rights: what its sender could no longer give, it does not give."""
    inviter = invitation.invited_by
    if invitation.kind == InvitationKind.TEAM:
        may = StartupMember.objects.current().filter(
            startup__uuid=_found(invitation.subject), person=inviter, level=MemberLevel.OWNER
        )
        if inviter.is_active and may.exists():
            return
    elif staff := members.BY_KIND.get(InvitationKind(invitation.kind)):
        if staff.may_invite(_found(invitation.subject), by=inviter):
            return
    elif inviter.is_staff:
        return
    raise Revoked


def _mail(invitation: Invitation, token: str, language: str) -> None:
    if staff := members.BY_KIND.get(InvitationKind(invitation.kind)):
        staff.mail_link(invitation, token, language=language)
        return
    guest = services.enter(invitation.email, language=language)
    with translation.override("de"):
        path = reverse("invitation", args=[token])
    with translation.override(guest.language):
        role = Words(offer(invitation).what)
    outbox.queue(
        "accounts/role_invitation",
        to=guest,
        values={
            "inviter": str(invitation.invited_by),
            "expires": invitation.expires_at,
            "link": Link(path),
            "role": role,
        },
    )


def _found(thing: T | None) -> T:
    if thing is None:
        raise Unknown
    return thing
