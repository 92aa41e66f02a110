"""What hub staff say about a conflict of interest that was found in the data."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError
from startups.models import Conflict


class NotYours(DomainError):
    """Nobody frees themselves of a tie, and what was entered by hand is removed, not overruled."""

    message = _("Diesen Konflikt können Sie nicht aufheben.")


@transaction.atomic
def overrule(conflict: Conflict, *, reason: str, by: User) -> None:
    """Let a found conflict hold no more, for a reason that stays; without one it holds again.

    Raises NotYours; one that is gone meanwhile needs no word any more.
    """
    row = Conflict.objects.select_for_update(of=("self",)).filter(pk=conflict.pk).first()
    if row is None:
        return
    if not row.is_found or row.person_id == by.pk:
        raise NotYours
    row.overruled_reason = reason.strip()
    row.overruled_by = by if row.overruled_reason else None
    row.overruled_at = timezone.now() if row.overruled_reason else None
    row.save(update_fields=["overruled_reason", "overruled_by", "overruled_at"])
