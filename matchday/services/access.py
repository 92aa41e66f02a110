"""Who may do what with a day; the lock that every change of it stands under."""

from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import Role
from hub.core.workflow import DomainError
from matchday.models import MatchDay


class NotYours(DomainError):
    message = _("Das kann nur das Hub-Team.")


def ensure_office(by: User) -> None:
    if not by.is_superuser and not by.has_role(Role.STAFF, Role.SELECTION_LEAD):
        raise NotYours


def locked(day_pk: int) -> MatchDay:
    """The day under its row's lock; inside a transaction."""
    return MatchDay.objects.select_for_update(of=("self",), no_key=True).get(pk=day_pk)
