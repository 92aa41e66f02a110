"""Who works for an organisation: invited, joined, given other rights, removed.

One way for partners and for the units of the competence centre; each says what is its own.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from hub.accounts import invitations
from hub.accounts import services as accounts
from hub.accounts.models import Invitation, InvitationKind, User
from hub.accounts.roles import Role
from hub.core.workflow import DomainError
from hub.mail import outbox
from hub.mail.values import Link
from hub.programme import public
from partners.services import conflicts
from startups.models import ConflictSource

LEAD = "lead"


class AlreadyThere(DomainError):
    message = _("Diese Person arbeitet schon mit.")


class NotThere(DomainError):
    message = _("Diese Person arbeitet nicht mehr mit.")


class OnlyLeads(DomainError):
    message = _("Das kann nur, wer die Leitung hat.")


class LastLead(DomainError):
    """Somebody has to answer for who comes in."""

    message = _("Eine Person muss die Leitung behalten. Geben Sie die Leitung zuerst weiter.")


@dataclass(frozen=True)
class Staffing:
    """The staff of one sort of organisation.

    `members` is the model of its memberships, `to` their key to the organisation, `mail` the kind
    of its invitations, in which `to` names the organisation.
    """

    members: Any
    organisations: Any
    to: str
    role: Role
    kind: InvitationKind
    mail: str
    works_elsewhere: type[invitations.NotRedeemable]
    # What keeps who works there from reading the applications of startups it knows.
    ties: ConflictSource

    def visible_to(self, user: User) -> QuerySet[Any]:
        """Whom this person sees there: colleagues; the office everybody."""
        rows: QuerySet[Any] = self.members.objects.visible_to(user)
        return rows

    @transaction.atomic
    def invite(
        self, organisation: Any, *, email: str, level: str, by: User, language: str = "de"
    ) -> Invitation:
        """Ask somebody by mail to work there; the link works once, for this address only.

        The office and the leads may. Raises OnlyLeads, AlreadyThere, TooManyInvitations.
        """
        if not self.may_invite(organisation.uuid, by=by):
            raise OnlyLeads
        if organisation.members.current().filter(person__email=email.strip().lower()).exists():
            raise AlreadyThere
        invitation, token = invitations.invite(
            email=email, kind=self.kind, subject=organisation.uuid, level=level, by=by
        )
        self.mail_link(invitation, token, language=language)
        return invitation

    def may_invite(self, uuid: UUID, *, by: User) -> bool:
        """The office, and who leads this organisation today."""
        leading = self.members.objects.acting(by).filter(
            **{f"{self.to}__uuid": uuid, "level": LEAD}
        )
        return by.is_staff or (by.is_active and leading.exists())

    def mail_link(self, invitation: Invitation, token: str, *, language: str) -> None:
        """The mail with the link of an invitation."""
        assert invitation.subject is not None
        guest = accounts.enter(invitation.email, language=language)
        with translation.override("de"):
            path = reverse("invitation", args=[token])
        outbox.queue(
            self.mail,
            to=guest,
            values={
                "inviter": str(invitation.invited_by),
                self.to: lambda: self.organisations.objects.get(uuid=invitation.subject).name,
                "expires": invitation.expires_at,
                "link": Link(path),
            },
        )

    @transaction.atomic
    def revoke_invitation(self, *, invitation_uuid: UUID, by: User) -> None:
        """Take an open invitation to one's own organisation back. Raises OnlyLeads."""
        organisation = self._lock_as_lead(by)
        Invitation.objects.redeemable_at(timezone.now()).filter(
            uuid=invitation_uuid, kind=self.kind, subject=organisation.uuid
        ).update(revoked_at=timezone.now())

    @transaction.atomic
    def join(self, *, uuid: UUID, person: User, level: str, by: User) -> Any:
        """Make a person a member, asked by `by`; who is one already stays what they are.

        Raises `works_elsewhere`, DoesNotExist.
        """
        organisation = self.organisations.objects.select_for_update(of=("self",)).get(uuid=uuid)
        # One person, one place: two invitations accepted at once wait for each other here.
        User.objects.select_for_update().get(pk=person.pk)
        held = self.members.objects.current().filter(person=person).first()
        if held is not None and held.organisation != organisation:
            raise self.works_elsewhere
        accounts.grant_role(person, self.role, by=by)
        if held is not None:
            return held
        member = self.members.objects.create(**{self.to: organisation}, person=person, level=level)
        conflicts.find(now=timezone.now(), sources=[self.ties])
        return member

    @transaction.atomic
    def set_level(self, *, member_uuid: UUID, level: str, by: User) -> Any:
        """Change what a colleague may do. Raises OnlyLeads, NotThere, LastLead."""
        member = self._colleague(self._lock_as_lead(by), member_uuid)
        if level != LEAD:
            self._ensure_other_lead(member)
        member.level = level
        member.save(update_fields=["level"])
        return member

    @transaction.atomic
    def remove(self, *, member_uuid: UUID, by: User) -> Any:
        """End a membership and its role: the next request of that person is refused.

        Leads remove anybody, everybody may leave. Raises OnlyLeads, NotThere, LastLead.
        """
        organisation = self._lock(by)
        member = self._colleague(organisation, member_uuid)
        if member.person_id != by.pk and not self._own(by).is_lead:
            raise OnlyLeads
        self._ensure_other_lead(member)
        member.left_at = timezone.now()
        member.save(update_fields=["left_at"])
        if member.person.has_role(self.role):
            accounts.end_role(member.person, self.role)
        # A public page may have named them.
        public.touch()
        return member

    def _lock(self, by: User) -> Any:
        """The person's organisation, its staff held still until the transaction ends."""
        locked = self.organisations.objects.select_for_update(of=("self",))
        return locked.get(pk=self._own(by).organisation.pk)

    def _lock_as_lead(self, by: User) -> Any:
        organisation = self._lock(by)
        if not self._own(by).is_lead:
            raise OnlyLeads
        return organisation

    def _own(self, by: User) -> Any:
        own = self.members.objects.acting(by).first()
        if own is None:
            raise NotThere
        return own

    def _colleague(self, organisation: Any, member_uuid: UUID) -> Any:
        members = organisation.members.current().select_related("person")
        found = members.filter(uuid=member_uuid).first()
        if found is None:
            raise NotThere
        return found

    def _ensure_other_lead(self, member: Any) -> None:
        leads = member.organisation.members.current().filter(level=LEAD)
        if member.is_lead and not leads.exclude(pk=member.pk).exists():
            raise LastLead
