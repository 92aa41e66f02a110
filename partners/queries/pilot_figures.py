"""What pilots add up to: by stage, and how long the way to a running one takes."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Aggregate, DurationField, ExpressionWrapper, F, Min, Q, QuerySet

from partners.models import Pilot
from partners.queries import pilot_board
from partners.states import PilotState


class Median(Aggregate):
    """The middle value, of two middle ones the mean between them."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field: Any = DurationField()


@dataclass(frozen=True, slots=True)
class PilotFigures:
    """`days_to_running` is the median from the proposal on; None while none has started."""

    by_state: dict[str, int]
    days_to_running: float | None

    @property
    def total(self) -> int:
        return sum(self.by_state.values())


def of(pilots: QuerySet[Pilot]) -> PilotFigures:
    """The figures of some pilots, in two queries."""
    started = pilots.order_by().annotate(
        started_at=Min("moves__at", filter=Q(moves__to_state=PilotState.RUNNING))
    )
    took = ExpressionWrapper(F("started_at") - F("proposed_at"), output_field=DurationField())
    found = started.filter(started_at__isnull=False).aggregate(median=Median(took))["median"]
    days = found / timedelta(days=1) if found is not None else None
    return PilotFigures(pilot_board.counts(pilots), days)
