"""Whom a side wants to meet."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError
from matchday.models import MatchSide, Rank, Wish
from matchday.queries import counterparts
from matchday.services.access import locked


class TooLate(DomainError):
    message = _("Die Zeit für Wünsche ist vorbei. Das Hub-Team hilft weiter.")


class Unknown(DomainError):
    message = _("Jemand aus der Auswahl nimmt nicht mehr teil. Unten steht, wer kommt.")


class Clash(DomainError):
    """Somebody of the same side saved other wishes meanwhile."""

    message = _(
        "Inzwischen hat jemand von derselben Seite andere Wünsche gespeichert. Die Auswahl steht "
        "noch im Formular, und wo anderes gespeichert ist, steht es dabei; noch einmal speichern, "
        "wenn sie gelten soll."
    )


@transaction.atomic
def save(side: MatchSide, ranks: Mapping[int, str], *, seen: str, by: User, now: datetime) -> None:
    """Replace the wishes of a side by `ranks`, by the key of whom it wishes.

    The same wishes again change nothing. Raises TooLate, Unknown, Clash.
    """
    day = locked(side.day_id)
    mine = MatchSide.objects.visible_to(by).coming().filter(pk=side.pk).first()
    if mine is None or not day.takes_wishes_at(now):
        raise TooLate
    wanted = {key: Rank(rank) for key, rank in ranks.items() if rank}
    if not wanted.keys() <= {one.side.pk for one in counterparts.of(mine)}:
        raise Unknown
    stored = dict(mine.wishes.values_list("wished_id", "rank"))
    if stored == wanted:
        return
    if seen != mark(stored):
        raise Clash
    mine.wishes.exclude(wished__in=wanted).delete()
    for key, rank in wanted.items():
        Wish.objects.update_or_create(wisher=mine, wished_id=key, defaults={"rank": rank})


def mark(stored: Mapping[int, str]) -> str:
    """What a form remembers of the wishes its reader saw."""
    words = ",".join(f"{key}:{rank}" for key, rank in sorted(stored.items()))
    return hashlib.sha256(words.encode()).hexdigest()[:16]
