"""Who works on an application: invited, joined, given other rights, removed."""

from collections.abc import Callable
from uuid import UUID

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts import invitations
from hub.accounts import services as accounts
from hub.accounts.models import Invitation, InvitationKind, RoleGrant, User
from hub.accounts.roles import Role
from hub.core.workflow import DomainError
from hub.mail import outbox
from hub.mail.values import Link, Words, line
from startups.models import Application, Startup, StartupMember
from startups.services.drafts import NotEditable, lock
from startups.states import MemberLevel

ONLY_OWNERS = gettext_lazy("Das Team ändern kann nur, wer für die Bewerbung verantwortlich ist.")


class LastOwner(DomainError):
    """Somebody has to answer for the application."""

    message = gettext_lazy(
        "Eine Person muss verantwortlich bleiben. Gebt die Rolle zuerst weiter."
    )


@transaction.atomic
def invite(application_uuid: UUID, *, email: str, level: str, by: User) -> Invitation:
    """Ask somebody into the team by mail; the link works once, for this address only.

    Raises NotEditable, TooManyInvitations, Application.DoesNotExist.
    """
    application = _lock_as_owner(application_uuid, by)
    startup = application.startup
    if startup.members.current().filter(person__email=email.lower()).exists():
        raise NotEditable(_("Diese Person ist schon im Team."))
    invitation, token = invitations.invite(
        email=email, kind=InvitationKind.TEAM, subject=startup.uuid, level=level, by=by
    )
    guest = accounts.enter(email, language=by.language)
    with translation.override(guest.language):
        outbox.queue(
            "startups/team_invitation",
            to=guest,
            values={
                "startup": startup.name,
                "inviter": by.name or by.email,
                "level": MemberLevel(level).label,
                "expires": invitation.expires_at,
                "link": Link(f"/accounts/invitation/{token}/"),
            },
            about=application.get_absolute_url(),
        )
    return invitation


@transaction.atomic
def revoke_invitation(application_uuid: UUID, *, invitation_uuid: UUID, by: User) -> None:
    """Take an open invitation back; its link no longer works."""
    application = _lock_as_owner(application_uuid, by)
    Invitation.objects.redeemable_at(timezone.now()).filter(
        uuid=invitation_uuid, kind=InvitationKind.TEAM, subject=application.startup.uuid
    ).update(revoked_at=timezone.now())


@transaction.atomic
def join(*, startup_uuid: UUID, person: User, level: str, by: User) -> StartupMember:
    """Make a person a member, asked by `by`; who is one already stays what they are."""
    startup = Startup.objects.select_for_update().get(uuid=startup_uuid)
    RoleGrant.objects.get_or_create(person=person, role=Role.FOUNDER, ended_at=None)
    member, is_new = StartupMember.objects.get_or_create(
        startup=startup, person=person, left_at=None, defaults={"level": level, "invited_by": by}
    )
    if is_new:
        _tell_others(startup, person, _joined)
    return member


@transaction.atomic
def set_level(application_uuid: UUID, *, member_uuid: UUID, level: str, by: User) -> None:
    """Change what a member may do; raises LastOwner, NotEditable."""
    application = _lock_as_owner(application_uuid, by)
    member = _member(application, member_uuid)
    if level != MemberLevel.OWNER:
        _ensure_other_owner(member)
    member.level = level
    member.save(update_fields=["level"])


@transaction.atomic
def remove(application_uuid: UUID, *, member_uuid: UUID, by: User) -> None:
    """End a membership: the next request of that person is refused, file links included.

    Owners remove anybody, everybody may leave. Raises LastOwner, NotEditable.
    """
    desk = lock(application_uuid, by=by)
    member = _member(desk.application, member_uuid)
    if desk.level != MemberLevel.OWNER and member.person_id != by.pk:
        raise NotEditable(ONLY_OWNERS)
    _ensure_other_owner(member)
    member.left_at = desk.now
    member.save(update_fields=["left_at"])
    _tell_others(desk.application.startup, member.person, _left)


def _lock_as_owner(application_uuid: UUID, by: User) -> Application:
    desk = lock(application_uuid, by=by)
    if desk.level != MemberLevel.OWNER:
        raise NotEditable(ONLY_OWNERS)
    return desk.application


def _member(application: Application, member_uuid: UUID) -> StartupMember:
    members = StartupMember.objects.current().select_related("person")
    found = members.filter(startup=application.startup_id, uuid=member_uuid).first()
    if found is None:
        raise NotEditable(_("Diese Person ist nicht mehr im Team."))
    return found


def _ensure_other_owner(member: StartupMember) -> None:
    """Lock the team's rows, so that two owners cannot leave each other at once."""
    team = StartupMember.objects.select_for_update().current().filter(startup=member.startup_id)
    if not any(m.level == MemberLevel.OWNER and m.pk != member.pk for m in team):
        raise LastOwner


def _joined(name: str) -> str:
    return _("%(name)s ist jetzt im Team.") % {"name": name}


def _left(name: str) -> str:
    return _("%(name)s ist nicht mehr im Team.") % {"name": name}


def _tell_others(startup: Startup, person: User, change: Callable[[str], str]) -> None:
    """A mail to the owners about a member who came or went."""
    application = startup.applications.select_related("batch").order_by("-pk").first()
    owners = startup.members.current().filter(level=MemberLevel.OWNER).exclude(person=person)
    if application is None:
        return
    for owner in owners.select_related("person"):
        with translation.override(owner.person.language):
            outbox.queue(
                "startups/team_changed",
                to=owner.person,
                values={
                    "startup": startup.name,
                    "batch": application.batch.name,
                    "link": Link(application.get_absolute_url()),
                    "change": Words(change(line(str(person)))),
                },
                about=application.get_absolute_url(),
            )
