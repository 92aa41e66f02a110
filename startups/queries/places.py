"""How many places of a batch are left: in all, and for each track that has a limit."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from hub.programme.models import Track
from startups.models import Application, Batch, Decision
from startups.states import ApplicationState, OfferState, Outcome

GONE = (OfferState.DECLINED, OfferState.EXPIRED)


@dataclass(frozen=True, slots=True)
class Places:
    """`track` is None for the batch as a whole; `prepared` are acceptances not yet released."""

    track: Track | None
    limit: int
    taken: int
    prepared: int

    @property
    def left(self) -> int:
        return self.limit - self.taken - self.prepared


def left(batch: Batch, *, without: Iterable[int] = ()) -> list[Places]:
    """The batch first, then its tracks with a limit. Decisions on `without` are not counted."""
    decided = Decision.objects.prepared().filter(outcome=Outcome.ACCEPT)
    promised = decided.filter(application=OuterRef("pk")).exclude(application__in=list(without))
    holding = Q(state=ApplicationState.ACCEPTED) & ~Q(offer__state__in=GONE)
    counted = Application.objects.filter(batch=batch).filter(holding | Exists(promised))
    taken: Counter[int | None] = Counter()
    prepared: Counter[int | None] = Counter()
    rows = counted.values_list("track_id", "state", "offer__state", Exists(promised))
    for track, state, offer, is_promised in rows:
        prepared[track] += is_promised
        taken[track] += state == ApplicationState.ACCEPTED and offer not in GONE
    limits = batch.track_limits.select_related("track").order_by("track__pk")
    return [
        Places(None, batch.places, taken.total(), prepared.total()),
        *(
            Places(limit.track, limit.places, taken[limit.track_id], prepared[limit.track_id])
            for limit in limits
        ),
    ]


def shortage(batch: Batch, track_id: int | None, *, without: Iterable[int] = ()) -> Places | None:
    """What keeps one more of that track from being accepted; None when there is room."""
    concerned = [
        places
        for places in left(batch, without=without)
        if places.track is None or places.track.pk == track_id
    ]
    return next((places for places in concerned if places.left < 1), None)
