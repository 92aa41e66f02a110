"""Invitations: a link that gives one address one thing, once."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts import limits
from hub.accounts.models import Invitation, InvitationKind, User
from hub.accounts.models.invitation import VALID_FOR, new_token, token_hash
from hub.core.workflow import DomainError

DAY = timedelta(days=1)
PER_TEAM = 5
PER_PERSON = 20
PER_STAFF = 300


class TooManyInvitations(DomainError):
    message = _("Für heute sind das genug Einladungen. Morgen geht es weiter.")


class NotRedeemable(DomainError):
    """The link gives nothing (any more); the message says why in the reader's words."""


class Unknown(NotRedeemable):
    message = _("Diese Einladung gibt es nicht. Ist der Link vollständig kopiert?")


class Used(NotRedeemable):
    message = _("Diese Einladung ist schon angenommen.")


class Revoked(NotRedeemable):
    message = _("Diese Einladung wurde zurückgezogen.")


class Expired(NotRedeemable):
    message = _("Diese Einladung ist abgelaufen. Wer eingeladen hat, kann sie neu schicken.")


class OtherPerson(NotRedeemable):
    message = _("Diese Einladung gilt für eine andere E-Mail-Adresse als die dieses Kontos.")


@transaction.atomic
def invite(
    *,
    email: str,
    kind: InvitationKind,
    by: User,
    role: str = "",
    subject: UUID | None = None,
    level: str = "",
) -> tuple[Invitation, str]:
    """Write an invitation; answer it with its token, which is kept nowhere.

    An older open invitation to the same thing is void from now on. Raises TooManyInvitations.
    """
    _ensure_few(by, kind, subject)
    now = timezone.now()
    same = {"email": email.strip().lower(), "kind": kind, "role": role, "subject": subject}
    Invitation.objects.redeemable_at(now).filter(**same).update(revoked_at=now)
    token = new_token()
    invitation = Invitation.objects.create(
        **same,
        level=level,
        invited_by=by,
        token_hash=token_hash(token),
        expires_at=now + VALID_FOR,
    )
    return invitation, token


@transaction.atomic
def renew(invitation: Invitation, *, by: User) -> str:
    """A new link for an invitation not yet accepted; the old one is void. Raises like `invite`."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at is not None:
        raise Used
    _ensure_few(by, InvitationKind(invitation.kind), invitation.subject)
    token = new_token()
    invitation.token_hash = token_hash(token)
    invitation.expires_at = timezone.now() + VALID_FOR
    invitation.revoked_at = None
    invitation.save(update_fields=["token_hash", "expires_at", "revoked_at"])
    return token


def revoke(invitation: Invitation) -> bool:
    """Make the link void; False if it was used or void already."""
    now = timezone.now()
    open_ones = Invitation.objects.redeemable_at(now).filter(pk=invitation.pk)
    return bool(open_ones.update(revoked_at=now))


def find(token: str) -> Invitation:
    """The invitation behind a link as it stands now. Raises NotRedeemable."""
    invitation = Invitation.objects.select_related("invited_by").by_token(token).first()
    return _ensure_redeemable(invitation)


def claim(token: str, *, by: User) -> Invitation:
    """Use the link up, exactly once: call it inside the transaction that gives what it promises.

    Raises NotRedeemable.
    """
    locked = Invitation.objects.select_for_update().by_token(token).first()
    invitation = _ensure_redeemable(locked)
    if invitation.email.lower() != by.email.lower():
        raise OtherPerson
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = by
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return invitation


def _ensure_redeemable(invitation: Invitation | None) -> Invitation:
    if invitation is None:
        raise Unknown
    if invitation.accepted_at is not None:
        raise Used
    if invitation.revoked_at is not None:
        raise Revoked
    if invitation.expires_at <= timezone.now():
        raise Expired
    return invitation


def _ensure_few(by: User, kind: InvitationKind, subject: UUID | None) -> None:
    per_person = PER_STAFF if by.is_staff else PER_PERSON
    if not limits.allow(f"invitations-by:{by.pk}", limit=per_person, per=DAY):
        raise TooManyInvitations
    if kind == InvitationKind.TEAM and not limits.allow(
        f"invitations-to:{subject}", limit=PER_TEAM, per=DAY
    ):
        raise TooManyInvitations
