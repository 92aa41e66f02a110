"""Pilots: proposed by one side, confirmed by the other, moved stop by stop by either."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts import limits
from hub.accounts.models import User
from hub.core.workflow import DomainError, InvalidTransition, Transition
from hub.programme import public
from partners.models import Partner, Pilot, PilotMove, PilotSide
from partners.queries import pilot_sides, pilot_status
from partners.queries.pilot_sides import Seat
from partners.services import conflicts, pilot_mails
from partners.states import HOLD_PILOT, PilotState
from startups.models import ConflictSource, Startup

PROPOSALS_PER_DAY = 10
CONFIRM = "confirm"


class NotYours(DomainError):
    message = _("Das kann nur, wer für eine der beiden Seiten handelt.")


class Frozen(DomainError):
    message = _(
        "Eine der beiden Seiten ist nicht mehr dabei. Das Pilotprojekt bleibt lesbar, ändern lässt es "
        "sich nicht mehr."
    )


class TooManyProposals(DomainError):
    message = _("Für heute sind das genug Vorschläge. Morgen geht es weiter.")


class NotOpenToEachOther(DomainError):
    message = _("Mit dieser Seite lässt sich gerade kein Pilotprojekt vorschlagen.")


class NotInTheProgramme(DomainError):
    message = _("Ein Pilotprojekt kann vorschlagen, wer im Programm ist oder war.")


class StillMissing(DomainError):
    """Something has to be there first; the message names it."""

    def __init__(self, parts: list[str]) -> None:
        super().__init__(
            str(_("Es fehlt noch: %(parts)s.")) % {"parts": pilot_status.listed(parts)},
            log="missing",
        )


class MovedMeanwhile(DomainError):
    """Somebody else was quicker; the message says who, and where the pilot is now."""

    def __init__(self, move: PilotMove) -> None:
        values = {"who": str(move.by), "state": move.get_to_state_display()}
        text = _("%(who)s war schneller: Das Pilotprojekt steht jetzt auf „%(state)s“.")
        super().__init__(str(text) % values, log="moved meanwhile")


@transaction.atomic
def propose(
    *, partner: Partner, startup: Startup, side: str, title: str, summary: str = "", by: User
) -> Pilot:
    """Put an idea to the other side, which is told; a second click gives the pilot that is there.

    The hub team may bring two together; then both have to confirm. Raises NotYours,
    NotInTheProgramme, NotOpenToEachOther, TooManyProposals.
    """
    ensure_may_propose(partner, startup, side=side, by=by)
    # One proposal at a time per person: the row of the person is the lock.
    User.objects.select_for_update().get(pk=by.pk)
    again = Pilot.objects.filter(
        partner=partner, startup=startup, title=title, proposed_by=by, state=PilotState.IDEA
    ).first()
    if again:
        return again
    if side != PilotSide.HUB and not limits.allow(
        f"pilot proposal:{by.pk}", limit=PROPOSALS_PER_DAY, per=timedelta(days=1)
    ):
        raise TooManyProposals
    now = timezone.now()
    pilot = Pilot.objects.create(
        partner=partner,
        startup=startup,
        title=title,
        summary=summary,
        proposed_from=side,
        proposed_by=by,
        proposed_at=now,
        partner_confirmed_at=now if side == PilotSide.PARTNER else None,
        startup_confirmed_at=now if side == PilotSide.STARTUP else None,
        stage_since=now,
        last_sign_at=now,
    )
    pilot_mails.proposed(pilot)
    return pilot


def ensure_may_propose(partner: Partner, startup: Startup, *, side: str, by: User) -> None:
    """Raises NotYours, NotInTheProgramme, NotOpenToEachOther."""
    seat = pilot_sides.seat(by, partner, startup)
    if side == PilotSide.HUB:
        allowed = by.is_staff
    else:
        allowed = seat is not None and seat.acts and seat.side == side
    if not allowed:
        raise NotYours
    if side == PilotSide.STARTUP and startup.batch_id is None:
        raise NotInTheProgramme
    shown = side != PilotSide.PARTNER or startup.partner_profile.is_open
    unsaved = Pilot(partner=partner, startup=startup)
    if not shown or unsaved.is_frozen_on(timezone.localdate()):
        raise NotOpenToEachOther


@transaction.atomic
def confirm(pilot_uuid: UUID, *, by: User) -> Pilot:
    """Say yes to an idea for one's side; a second yes changes nothing.

    Raises Pilot.DoesNotExist, NotYours, Frozen, InvalidTransition.
    """
    pilot, seat = lock(pilot_uuid, by=by)
    if pilot.confirmed_at(seat.side):
        return pilot
    if pilot.state != PilotState.IDEA:
        raise InvalidTransition
    now = timezone.now()
    field = f"{seat.side}_confirmed_at"
    setattr(pilot, field, now)
    pilot.last_sign_at = now
    pilot.save(update_fields=[field, "last_sign_at"])
    _record(pilot, CONFIRM, to=pilot.state, seat=seat, by=by)
    conflicts.find(now=now, sources=[ConflictSource.PILOT])
    pilot_mails.confirmed(pilot, seat=seat, by=by)
    return pilot


@transaction.atomic
def move(pilot_uuid: UUID, *, to: str, seen: str, by: User, note: str = "") -> Pilot:
    """Bring a pilot from the state that was `seen` to another one; the other side is told.

    A double click moves once. Raises Pilot.DoesNotExist, NotYours, Frozen, MovedMeanwhile,
    InvalidTransition, StillMissing.
    """
    pilot, seat = lock(pilot_uuid, by=by)
    last = pilot.moves.exclude(transition=CONFIRM).last()
    if pilot.state != seen and last:
        if last.by_id == by.pk and (last.from_state, last.to_state) == (seen, to):
            return pilot
        raise MovedMeanwhile(last)
    transition = next((step for step in pilot_status.steps(pilot) if step.target == to), None)
    if transition is None or pilot.state != seen:
        raise InvalidTransition(log=f"cannot move from {pilot.state} to {to}")
    if parts := pilot_status.missing(pilot, to):
        raise StillMissing(parts)
    _move(pilot, transition, seat=seat, by=by, note=note)
    if pilot.is_shown:
        public.touch()
    pilot_mails.moved(pilot, seat=seat, by=by, note=note)
    return pilot


def _move(pilot: Pilot, transition: Transition, *, seat: Seat, by: User, note: str) -> None:
    transition.ensure_allowed_from(pilot.state)
    _record(pilot, transition.name, to=transition.target, seat=seat, by=by, note=note)
    now = timezone.now()
    pilot.held_from = pilot.state if transition is HOLD_PILOT else ""
    pilot.state = transition.target
    pilot.stage_since = pilot.last_sign_at = now
    pilot.save(update_fields=["state", "held_from", "stage_since", "last_sign_at"])


def _record(
    pilot: Pilot, transition: str, *, to: str, seat: Seat, by: User, note: str = ""
) -> None:
    PilotMove.objects.create(
        pilot=pilot,
        transition=transition,
        from_state=pilot.state,
        to_state=to,
        side=seat.side,
        by=by,
        note=note,
    )


def lock(
    pilot_uuid: UUID, *, by: User, hub: bool = False, frozen: bool = False
) -> tuple[Pilot, Seat]:
    """The fresh pilot, locked, for somebody who acts for one side (or, with `hub`, the hub team).

    With `frozen` also where one side is no longer there. Raises Pilot.DoesNotExist for strangers, NotYours, Frozen.
    """
    rows = Pilot.objects.visible_to(by).select_for_update(of=("self",))
    related = ("partner", "startup", "partner_owner__person", "startup_owner__person")
    pilot = rows.select_related(*related).get(uuid=pilot_uuid)
    seat = pilot_sides.seat(by, pilot.partner, pilot.startup)
    if seat is None or not (seat.acts or (hub and seat.side == PilotSide.HUB)):
        raise NotYours
    if pilot.is_frozen_on(timezone.localdate()) and not frozen:
        raise Frozen
    return pilot, seat
