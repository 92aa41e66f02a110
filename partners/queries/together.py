"""What a partner and the hub's startups did together, in figures: for the partner's own staff."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Count, Q
from django.db.models.functions import ExtractYear
from django.utils import timezone
from django.utils.translation import gettext as _

from hub.core import numbers
from hub.core.charts import Bars
from partners.models import Introduction, IntroductionCount, Partner, Pilot, PilotMove, ValueBand
from partners.queries import pilot_board, pilot_figures
from partners.queries.pilot_figures import PilotFigures
from partners.states import PILOT_JUDGED, IntroductionState, PilotState


@dataclass(frozen=True, slots=True)
class Year:
    """What happened in one year of Leipzig's calendar."""

    year: int
    asked: int
    accepted: int
    proposed: int
    started: int
    rolled_out: int


@dataclass(frozen=True, slots=True)
class Together:
    asked: int
    accepted: int
    pilots: PilotFigures
    years: list[Year]
    stages: Bars
    # Of pilots that were agreed: what they cost, as far as an amount stands there.
    spent: Decimal
    orders: int
    values: list[tuple[str, int]]
    judged: list[Pilot]

    @property
    def is_empty(self) -> bool:
        return not (self.asked or self.pilots.total)

    @property
    def days_to_running(self) -> int | None:
        found = self.pilots.days_to_running
        return None if found is None else numbers.whole(found)


def of(partner: Partner) -> Together:
    """Everything of one partner; nothing here tells more than its own pages do."""
    mine = Pilot.objects.filter(partner=partner)
    pilots = list(mine.select_related("startup").order_by("-stage_since", "-pk"))
    moves = PilotMove.objects.filter(pilot__partner=partner)
    arrived = list(moves.values_list("to_state", "at"))
    asked, accepted = _requests(partner)
    figures = pilot_figures.of(mine)
    bands = Counter(pilot.value_band for pilot in pilots if pilot.value_band)
    return Together(
        asked=asked.total(),
        accepted=accepted.total(),
        pilots=figures,
        years=_years(asked, accepted, pilots, arrived),
        stages=_stages(figures.by_state),
        spent=sum((p.amount for p in pilots if p.amount and p.is_committed), Decimal(0)),
        orders=sum(bool(pilot.has_order) for pilot in pilots),
        values=[(str(band.label), bands[band]) for band in ValueBand if bands[band]],
        judged=[pilot for pilot in pilots if pilot.state in PILOT_JUDGED],
    )


def _requests(partner: Partner) -> tuple[Counter[int], Counter[int]]:
    """How many were asked for in each year, and how many of them accepted, old ones by their count.

    A yes is told at once; how the other requests stand is nobody's business here.
    """
    year = ExtractYear("asked_at", tzinfo=timezone.get_default_timezone())
    is_accepted = Q(state=IntroductionState.ACCEPTED)
    kept = Introduction.objects.filter(partner=partner).order_by().annotate(year=year)
    counted = kept.values_list("year").annotate(
        asked=Count("pk"), accepted=Count("pk", filter=is_accepted)
    )
    old = IntroductionCount.objects.filter(partner=partner)
    rows = counted.union(old.values_list("year", "asked", "accepted"), all=True)
    asked, accepted = Counter[int](), Counter[int]()
    for in_year, all_of_them, yes in rows:
        asked[in_year] += all_of_them
        accepted[in_year] += yes
    return asked, accepted


def _years(
    asked: Counter[int],
    accepted: Counter[int],
    pilots: Iterable[Pilot],
    arrived: Iterable[tuple[str, datetime]],
) -> list[Year]:
    proposed = Counter(_year(pilot.proposed_at) for pilot in pilots)
    started = Counter(_year(at) for state, at in arrived if state == PilotState.RUNNING)
    rolled_out = Counter(_year(at) for state, at in arrived if state == PilotState.ROLLOUT)
    return [
        Year(
            year,
            asked[year],
            accepted[year],
            proposed[year],
            started[year],
            rolled_out[year],
        )
        for year in sorted({*asked, *proposed, *started, *rolled_out}, reverse=True)
    ]


def _year(moment: datetime) -> int:
    return timezone.localdate(moment).year


def _stages(counts: dict[str, int]) -> Bars:
    return Bars.of(
        _("Pilotprojekte nach Stand"),
        [(str(PilotState(state).label), counts[state], "") for state in pilot_board.ORDER],
    )
