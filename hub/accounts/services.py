"""What happens to a person's account: coming in, roles, leaving. Every function is one act."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.invitations import invite
from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import OFFICE, Role
from hub.core.workflow import DomainError

__all__ = [
    "LastLead",
    "NotYours",
    "OwnAccount",
    "RoleNotHeld",
    "deactivate",
    "end_role",
    "end_sessions",
    "ensure_may_give",
    "enter",
    "grant_role",
    "invite",
    "reactivate",
    "remove_unconfirmed",
    "yield_address",
]
UNCONFIRMED_FOR = timedelta(days=7)


class LastLead(DomainError):
    """Nobody could decide any more."""

    message = _("Ohne Auswahlleitung entscheidet niemand. Vergeben Sie die Rolle zuerst neu.")


class RoleNotHeld(DomainError):
    message = _("Diese Rolle hat die Person nicht oder nicht mehr.")


class OwnAccount(DomainError):
    message = _("Das eigene Konto kann niemand sperren.")


class NotYours(DomainError):
    message = _("Die Auswahlleitung vergibt nur, wer sie selbst hat.")


@transaction.atomic
def enter(email: str, *, language: str) -> User:
    """The person with this address, made if need be: no password, address not confirmed yet.

    A known and a new address take the same statements, so the time tells nobody which it was.
    """
    email = email.strip().lower()
    newcomer = User(email=email, language=language, password=make_password(None))
    User.objects.bulk_create([newcomer], ignore_conflicts=True)
    person = User.objects.get(email=email)
    address = EmailAddress(user=person, email=email, primary=True)
    EmailAddress.objects.bulk_create([address], ignore_conflicts=True)
    return person


def remove_unconfirmed(*, now: datetime) -> int:
    """Delete accounts whose address was never confirmed within a week; answer how many."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    _total, per_model = User.objects.filter(
        ~Exists(confirmed),
        last_login__isnull=True,
        date_joined__lt=now - UNCONFIRMED_FOR,
        is_superuser=False,
        grants__isnull=True,
    ).delete()
    return per_model.get("hub.User", 0)


@transaction.atomic
def yield_address(email: str, *, to: User) -> None:
    """Make way for somebody who proves that an address is theirs.

    Anybody can type an address at the door; an account nobody ever opened must not block it.
    """
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    User.objects.filter(
        ~Exists(confirmed), email=email.lower(), last_login__isnull=True, grants__isnull=True
    ).exclude(pk=to.pk).delete()


def ensure_may_give(role: Role, *, by: User) -> None:
    """The office gives roles; who decides about applications is the leads' own matter."""
    if role == Role.SELECTION_LEAD and not (by.is_superuser or by.has_role(role)):
        raise NotYours


@transaction.atomic
def grant_role(person: User, role: Role, *, by: User | None) -> RoleGrant:
    """Give the role from now on; a role already held stays as it is."""
    User.objects.select_for_update().get(pk=person.pk)
    now = timezone.now()
    held = person.grants.held_at(now).filter(role=role).first()
    if held is not None:
        return held
    return RoleGrant.objects.create(person=person, role=role, granted_by=by, granted_at=now)


@transaction.atomic
def end_role(person: User, role: Role) -> None:
    """Take the role away from the next request on. Raises LastLead, RoleNotHeld."""
    now = timezone.now()
    if role == Role.SELECTION_LEAD:
        _ensure_other_lead(person, now)
    ended = person.grants.held_at(now).filter(role=role).update(ended_at=now)
    if not ended:
        raise RoleNotHeld
    if role in OFFICE:
        end_sessions(person)


@transaction.atomic
def deactivate(person: User, *, by: User) -> None:
    """Shut the account and end its sessions; roles and what it wrote stay. Raises LastLead."""
    if person == by:
        raise OwnAccount
    if person.has_role(Role.SELECTION_LEAD):
        _ensure_other_lead(person, timezone.now())
    User.objects.filter(pk=person.pk).update(is_active=False)
    end_sessions(person)


def reactivate(person: User) -> None:
    """Open the account again; the person logs in anew."""
    User.objects.filter(pk=person.pk).update(is_active=True)


def end_sessions(person: User) -> None:
    """Log the person out everywhere."""
    sessions = UserSession.objects.filter(user=person)
    Session.objects.filter(session_key__in=sessions.values("session_key")).delete()
    sessions.delete()


def _ensure_other_lead(person: User, now: datetime) -> None:
    """Lock all lead grants, so that two leads cannot end each other at once."""
    grants = RoleGrant.objects.select_for_update().filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=now), role=Role.SELECTION_LEAD
    )
    people = User.objects.filter(pk__in=[grant.person_id for grant in grants], is_active=True)
    if not people.exclude(pk=person.pk).exists():
        raise LastLead
