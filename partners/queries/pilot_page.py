"""Everything the page of one pilot says to one of its readers."""

from dataclasses import dataclass, field

from django.utils import timezone

from hub.accounts.models import User
from partners.models import Pilot, PilotFile, PilotMove, PilotSide, PilotUpdate
from partners.queries import pilot_sides, pilot_status
from partners.queries.pilot_sides import Seat
from partners.states import (
    END_PILOT,
    HOLD_PILOT,
    PILOT_JUDGED,
    PILOT_SHOWABLE,
    PilotState,
)
from startups.queries.status import Stop

WITH_SIDES = ("partner", "startup__track", "partner_owner__person", "startup_owner__person")


@dataclass(frozen=True, slots=True)
class Step:
    """A button that moves the pilot."""

    target: str
    label: str


@dataclass(frozen=True, slots=True)
class PilotPage:
    pilot: Pilot
    seat: Seat
    other_name: str
    stops: list[Stop]
    sentence: str
    is_frozen: bool
    # Only who acts for a side, while both are there, is offered anything.
    acts: bool
    must_confirm: bool = False
    next_step: Step | None = None
    next_label: str = ""
    missing: list[str] = field(default_factory=list)
    asides: list[Step] = field(default_factory=list)

    @property
    def is_judged(self) -> bool:
        return self.pilot.state in PILOT_JUDGED

    @property
    def may_show(self) -> bool:
        return self.pilot.state in PILOT_SHOWABLE

    @property
    def shows_mine(self) -> bool:
        """One's own side has agreed to what everybody would read."""
        mine = {PilotSide.PARTNER: "partner_shows_at", PilotSide.STARTUP: "startup_shows_at"}
        return self.seat.side in mine and bool(getattr(self.pilot, mine[self.seat.side]))

    @property
    def updates(self) -> list[PilotUpdate]:
        return list(self.pilot.updates.select_related("author"))

    @property
    def moves(self) -> list[PilotMove]:
        return list(self.pilot.moves.select_related("by"))

    def files(self, user: User) -> list[PilotFile]:
        current = PilotFile.objects.visible_to(user).current()
        return list(current.filter(pilot=self.pilot).select_related("uploaded_by"))


def of(pilot: Pilot, seat: Seat) -> PilotPage:
    """`pilot` comes with its sides (WITH_SIDES)."""
    frozen = pilot.is_frozen_on(timezone.localdate())
    step = None if frozen else pilot_status.next_step(pilot)
    acts = seat.acts and not frozen
    others = pilot_sides.other(seat.side)
    parts = pilot_status.missing(pilot, step.target) if step else []
    can_go = bool(step) and acts and not parts
    label = pilot_status.step_label(step) if step else ""
    return PilotPage(
        pilot=pilot,
        seat=seat,
        other_name=pilot_sides.name(pilot, others[0]),
        stops=pilot_status.stops(pilot),
        sentence=str(pilot_status.SENTENCES[pilot.state]),
        is_frozen=frozen,
        acts=acts,
        must_confirm=acts and pilot.state == PilotState.IDEA and not pilot.confirmed_at(seat.side),
        next_step=Step(step.target, label) if step and can_go else None,
        next_label=label,
        missing=parts,
        asides=_asides(pilot) if acts else [],
    )


def _asides(pilot: Pilot) -> list[Step]:
    """Moves off the line: rest, go on, end."""
    return [
        Step(step.target, pilot_status.step_label(step))
        for step in pilot_status.steps(pilot)
        if step in {HOLD_PILOT, END_PILOT} or step.name == "resume"
    ]
