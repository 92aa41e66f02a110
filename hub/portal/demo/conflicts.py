"""The demo's conflicts of interest that the data find: three who review and are tied to startups."""

from datetime import datetime

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from hub.portal.demo import people
from partners.models import (
    Partner,
    PartnerMember,
    ScienceUnit,
    ScienceUnitMember,
    StaffLevel,
)
from partners.services import conflicts
from startups.models import Conflict, ConflictSource, Startup, StartupMember
from startups.services.conflicts import overrule
from startups.states import MemberLevel

FOUNDED = "lastfluss"
REASON = "Hat das Pilotprojekt nur verwaltet und kennt das Team nicht."


def load(accounts: dict[str, User], *, now: datetime) -> None:
    """Called last: who reads, then what the clock would find, of which staff have overruled one."""
    owners = StartupMember.objects.current().filter(level=MemberLevel.OWNER)
    alumna = owners.get(startup=Startup.objects.get(slug=FOUNDED)).person
    (buyer,) = people.with_role(Role.PARTNER, [("einkauf", "Henrike Stövesand")])
    (fellow,) = people.with_role(Role.SCIENTIST, [("pruefnetz", "Dr. Jörn Käßbohrer")])
    PartnerMember.objects.create(
        partner=Partner.objects.get(slug="vng"), person=buyer, level=StaffLevel.MEMBER
    )
    unit = ScienceUnit.objects.get(slug="netzzustand")
    ScienceUnitMember.objects.create(unit=unit, person=fellow, level=StaffLevel.MEMBER)
    RoleGrant.objects.bulk_create(
        RoleGrant(person=person, role=Role.REVIEWER, granted_at=now)
        for person in (alumna, buyer, fellow)
    )
    conflicts.find(now=now)
    found = Conflict.objects.filter(source=ConflictSource.PILOT, person=buyer)
    overrule(found.earliest("pk"), reason=REASON, by=accounts["lead"])
