"""Seven days in which the old address of an account can take a change of address back.

Whoever changes it may have stolen the session. So the old address decides, however often the
address was changed since: undoing one change undoes the later ones too.
"""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts import services
from hub.accounts.models import AddressChange, User
from hub.accounts.models.invitation import new_token, token_hash
from hub.core.workflow import DomainError

# Longer than any link works, so that a late click still gets the right sentence.
KEPT = timedelta(days=60)


class NotUndoable(DomainError):
    """The link does nothing (any more); the message says why in the reader's words."""


class Unknown(NotUndoable):
    message = _("Diesen Link gibt es nicht. Ist er vollständig kopiert?")


class Expired(NotUndoable):
    message = _("Der Link galt sieben Tage und ist abgelaufen.")


class Void(NotUndoable):
    message = _("Der Link gilt nicht mehr: Eine frühere Adresse hat das Konto zurückgenommen.")


class Taken(NotUndoable):
    message = _("Zu dieser Adresse gehört inzwischen ein anderes Konto.")


def note_change(person: User, *, old: str, new: str) -> str:
    """Write down that the address was changed; answer with the token that undoes it."""
    token = new_token()
    AddressChange.objects.create(
        person=person,
        old_email=old.lower(),
        new_email=new.lower(),
        token_hash=token_hash(token),
        changed_at=timezone.now(),
    )
    return token


def find(token: str) -> AddressChange:
    """The change behind a link, if it can be undone or has been by this link. Raises NotUndoable."""
    change = AddressChange.objects.filter(token_hash=token_hash(token)).first()
    if change is None:
        raise Unknown
    if change.undone_at is None:
        _ensure_undoable(change)
    return change


@transaction.atomic
def undo(token: str) -> AddressChange | None:
    """Give the account back to its old address and log everybody out.

    None when this link has done so already. Raises NotUndoable.
    """
    person_id = find(token).person_id
    # The person first, always: two links of one account must not wait for each other.
    person = User.objects.select_for_update().get(pk=person_id)
    change = AddressChange.objects.select_for_update().get(token_hash=token_hash(token))
    if change.undone_at is not None:
        return None
    _ensure_undoable(change)
    services.yield_address(change.old_email, to=person)
    _give_back(person, change.old_email)
    now = timezone.now()
    AddressChange.objects.after(change).filter(undone_at=None, void_at=None).update(void_at=now)
    change.undone_at = now
    change.save(update_fields=["undone_at"])
    change.person = person
    return change


def forget_old(*, now: datetime) -> int:
    """Delete what nobody can undo any more; answer how many."""
    total, _per_model = AddressChange.objects.filter(changed_at__lt=now - KEPT).delete()
    return total


def _ensure_undoable(change: AddressChange) -> None:
    if change.void_at is not None:
        raise Void
    if change.undone_until <= timezone.now():
        raise Expired


def _give_back(person: User, email: str) -> None:
    """The address alone opens the account again; a password that was set meanwhile does not."""
    try:
        with transaction.atomic():
            EmailAddress.objects.filter(user=person).delete()
            EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
            person.email = email
            person.set_unusable_password()
            person.save(update_fields=["email", "password"])
    except IntegrityError as clash:
        raise Taken from clash
    services.end_sessions(person)
