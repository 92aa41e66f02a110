"""What the two sides of a pilot agree on, what came of it, and whether everybody may read of it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError, InvalidTransition
from hub.programme import public
from partners.models import PartnerMember, Pilot, PilotSide
from partners.queries import pilot_sides, pilot_status
from partners.services.pilots import StillMissing, lock
from partners.states import PILOT_JUDGED, PILOT_SHOWABLE
from startups.models import StartupMember

AGREED = (
    "title",
    "summary",
    "success_measure",
    "payer",
    "amount",
    "nda",
    "nda_signed_on",
    "starts_on",
    "ends_on",
)
OUTCOME = ("has_order", "value_band", "learning")


class Clash(DomainError):
    """Somebody saved since; `pilot` is what stands there now."""

    message = _("Inzwischen hat jemand anderes diese Angaben geändert.")

    def __init__(self, pilot: Pilot) -> None:
        super().__init__(log="clash")
        self.pilot = pilot


class NothingToShow(DomainError):
    message = _("Es fehlt noch der Text, den alle lesen sollen.")


class NotYet(DomainError):
    message = _("Öffentlich werden kann ein Pilotprojekt, sobald es läuft.")


class NoSuchOwner(DomainError):
    message = _("Diese Person handelt nicht mehr für diese Seite.")


@transaction.atomic
def edit(
    pilot_uuid: UUID, *, version: int, owner: UUID | None, terms: Mapping[str, Any], by: User
) -> Pilot:
    """Save what was agreed; `owner` is a colleague of one's own side, `terms` those of AGREED.

    Saving the same again changes nothing. Raises Pilot.DoesNotExist, NotYours, Frozen,
    InvalidTransition once it is over, Clash, NoSuchOwner, StillMissing.
    """
    pilot, seat = lock(pilot_uuid, by=by)
    if pilot.is_closed:
        raise InvalidTransition
    stage, title = pilot.held_from or pilot.state, pilot.title
    lacked = pilot_status.missing(pilot, stage)
    changed = _owned(pilot, owner, seat.side)
    changed |= _written(pilot, {name: terms[name] for name in AGREED})
    _ensure_version(pilot, version, changed)
    # What the other side lacks is no reason to refuse this one.
    if taken := [one for one in pilot_status.missing(pilot, stage) if one not in lacked]:
        raise StillMissing(taken)
    if pilot.title != title:
        changed |= _take_back(pilot)
    return _save(pilot, changed)


@transaction.atomic
def judge(pilot_uuid: UUID, *, version: int, outcome: Mapping[str, Any], by: User) -> Pilot:
    """Write down what came of it: `outcome` has the names of OUTCOME.

    Raises Pilot.DoesNotExist, NotYours, Frozen, InvalidTransition before there is one, Clash.
    """
    pilot, _seat = lock(pilot_uuid, by=by)
    if pilot.state not in PILOT_JUDGED:
        raise InvalidTransition
    changed = _written(pilot, {name: outcome[name] for name in OUTCOME})
    _ensure_version(pilot, version, changed)
    return _save(pilot, changed)


@transaction.atomic
def show(pilot_uuid: UUID, *, text: str, by: User) -> Pilot:
    """Agree for one's side that everybody reads just this text; other words ask the other side anew.

    Raises Pilot.DoesNotExist, NotYours, Frozen, NotYet, NothingToShow.
    """
    pilot, seat = lock(pilot_uuid, by=by)
    if pilot.state not in PILOT_SHOWABLE:
        raise NotYet
    if not text:
        raise NothingToShow
    changed = set()
    if text != pilot.public_text:
        changed = {"public_text", *_take_back(pilot)}
        pilot.public_text = text
    field = f"{seat.side}_shows_at"
    if getattr(pilot, field) is None:
        setattr(pilot, field, timezone.now())
        changed.add(field)
    if pilot.is_shown:
        public.touch()
    pilot.save(update_fields=changed)
    return pilot


@transaction.atomic
def hide(pilot_uuid: UUID, *, by: User) -> Pilot:
    """Take one's agreement back: the next request shows nothing. The hub team may for both,
    and each side also where the other one is gone. Raises Pilot.DoesNotExist, NotYours.
    """
    pilot, seat = lock(pilot_uuid, by=by, hub=True, frozen=True)
    fields = [f"{side}_shows_at" for side in (PilotSide.PARTNER, PilotSide.STARTUP)]
    for field in fields if seat.side == PilotSide.HUB else [f"{seat.side}_shows_at"]:
        setattr(pilot, field, None)
    pilot.save(update_fields=fields)
    public.touch()
    return pilot


def _owned(pilot: Pilot, owner: UUID | None, side: PilotSide) -> set[str]:
    """Put a colleague in charge for one's own side; the other side names its own."""
    field = f"{side}_owner"
    held: PartnerMember | StartupMember | None = None
    if owner is not None:
        staff = pilot_sides.partner_staff(pilot.partner)
        team = pilot_sides.startup_team(pilot.startup)
        found = staff if side == PilotSide.PARTNER else team
        held = found.filter(uuid=owner).first()
        if held is None:
            raise NoSuchOwner
    if getattr(pilot, field) == held:
        return set()
    setattr(pilot, field, held)
    return {field}


def _written(pilot: Pilot, values: Mapping[str, Any]) -> set[str]:
    """Put the values on the row; which of them were new."""
    changed = {name for name, value in values.items() if getattr(pilot, name) != value}
    for name in changed:
        setattr(pilot, name, values[name])
    return changed


def _ensure_version(pilot: Pilot, version: int, changed: set[str]) -> None:
    """A second editor is told, unless both typed the same."""
    if changed and version != pilot.version:
        related = ("partner_owner__person", "startup_owner__person", "partner", "startup")
        raise Clash(Pilot.objects.select_related(*related).get(pk=pilot.pk))


def _take_back(pilot: Pilot) -> set[str]:
    """Nobody has agreed to words they have not seen."""
    if pilot.is_shown:
        public.touch()
    pilot.partner_shows_at = pilot.startup_shows_at = None
    return {"partner_shows_at", "startup_shows_at"}


def _save(pilot: Pilot, changed: set[str]) -> Pilot:
    if changed:
        pilot.version += 1
        pilot.save(update_fields=[*changed, "version"])
    return pilot
