"""Asking those who come whom they want to meet."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError
from matchday.models import MatchDay
from matchday.services import letters
from matchday.services.access import ensure_office, locked


class NotPublic(DomainError):
    message = _(
        "Veröffentlichen Sie zuerst den Termin: Vorher sieht niemand die Seite mit Wünschen."
    )


class WishesClosed(DomainError):
    message = _("Die Zeit für Wünsche ist vorbei. Setzen Sie oben ein späteres Ende.")


@transaction.atomic
def ask(day: MatchDay, *, by: User, now: datetime) -> int:
    """A mail to each person of every side, once; how many went now, for those who came late.

    Raises NotYours, NotPublic, WishesClosed.
    """
    ensure_office(by)
    locked(day.pk)
    fresh = MatchDay.objects.select_related("event").get(pk=day.pk)
    if not fresh.event.is_public:
        raise NotPublic
    if not fresh.takes_wishes_at(now):
        raise WishesClosed
    return letters.ask_for_wishes(fresh, now=now)
