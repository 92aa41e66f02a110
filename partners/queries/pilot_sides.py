"""The two sides of a pilot: from which one somebody comes, and who is written to."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone

from hub.accounts.models import User
from hub.accounts.roles import Role
from partners.models import Partner, PartnerMember, Pilot, PilotSide, StaffLevel
from partners.models.pilot import HUB_READERS
from startups.models import Startup, StartupMember
from startups.states import MemberLevel


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits: `acts` for one's side, or only reads."""

    side: PilotSide
    acts: bool


def seat(user: User, partner: Partner, startup: Startup) -> Seat | None:
    """From which side this person looks at what the two do together; None for strangers.

    Nobody sits on both: who works for the partner speaks for it, whatever else they do.
    """
    if PartnerMember.objects.acting(user).filter(partner=partner).exists():
        return Seat(PilotSide.PARTNER, acts=True)
    team = StartupMember.objects.filter(startup=startup, person=user)
    if held := team.current().first():
        return Seat(PilotSide.STARTUP, acts=held.level != MemberLevel.VIEWER)
    if user.has_role(Role.PARTNER):
        kept = PartnerMember.objects.current().filter(partner=partner, person=user)
        if kept.exists():
            return Seat(PilotSide.PARTNER, acts=False)
    return Seat(PilotSide.HUB, acts=False) if user.has_role(*HUB_READERS) else None


def other(side: str) -> tuple[PilotSide, ...]:
    """The sides that one speaks to: for the hub team both."""
    return tuple(one for one in (PilotSide.PARTNER, PilotSide.STARTUP) if one != side)


def name(pilot: Pilot, side: str) -> str:
    """What a side is called by the other one."""
    if side == PilotSide.HUB:
        return str(PilotSide.HUB.label)
    return pilot.partner.name if side == PilotSide.PARTNER else pilot.startup.name


def partner_staff(partner: Partner) -> QuerySet[PartnerMember]:
    """Who works for a partner and can come in, longest there first."""
    now = timezone.now()
    holds = Q(person__grants__ended_at__isnull=True) | Q(person__grants__ended_at__gt=now)
    return (
        PartnerMember.objects.current()
        .filter(
            holds,
            partner=partner,
            person__is_active=True,
            person__grants__role=Role.PARTNER,
            person__grants__granted_at__lte=now,
        )
        .select_related("person")
        .order_by("joined_at", "pk")
        .distinct()
    )


def startup_team(startup: Startup) -> QuerySet[StartupMember]:
    """Who writes for a startup, longest there first."""
    writing = StartupMember.objects.writing().filter(startup=startup, person__is_active=True)
    return writing.select_related("person").order_by("joined_at", "pk")


def readers(pilot: Pilot, side: str) -> list[User]:
    """To whom of one side a mail about the pilot goes: its owner, or else who leads there."""
    if side == PilotSide.PARTNER:
        staff = list(partner_staff(pilot.partner))
        owned = [one for one in staff if one.pk == pilot.partner_owner_id]
        chosen = owned or [one for one in staff if one.level == StaffLevel.LEAD] or staff
        return [one.person for one in chosen]
    team = list(startup_team(pilot.startup))
    mine = [one for one in team if one.pk == pilot.startup_owner_id]
    found = mine or [one for one in team if one.level == MemberLevel.OWNER]
    return [one.person for one in found]
