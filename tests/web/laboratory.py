"""A unit of the competence centre with one of everything, for the small hub of tests/web/world.py."""

from dataclasses import dataclass

from hub.accounts import invitations
from hub.accounts.models import Invitation, InvitationKind
from partners.models import Equipment, Expertise, ScienceUnitMember, TransferRequest
from tests.factories.partners import ScienceUnitFactory, TransferRequestFactory, scientist


@dataclass
class Laboratory:
    """What a scientist who leads a unit comes across."""

    colleague: ScienceUnitMember
    invited: Invitation
    expertise: Expertise
    equipment: Equipment
    request: TransferRequest

    def values(self, address):
        """What stands in the parameters of the addresses of the scientists' area."""
        if address.route.startswith("transfer-requests/"):
            return {"uuid": self.request.uuid}
        if not address.route.startswith("science/"):
            return {}
        part = self.equipment if "equipment" in address.name else self.expertise
        return {
            "uuid": part.uuid,
            "member": self.colleague.uuid,
            "invitation": self.invited.uuid,
        }


def build(person, slug, founder):
    """A unit that `person` leads, and that `founder` has asked for help."""
    unit = ScienceUnitFactory(slug=slug, name_de="Netzzustand", name_en="Grid condition")
    ScienceUnitMember.objects.create(unit=unit, person=person, level="lead")
    invited, _token = invitations.invite(
        email=f"colleague-{person.pk}@example.org",
        kind=InvitationKind.SCIENCE,
        subject=unit.uuid,
        level="member",
        by=person,
    )
    return Laboratory(
        colleague=scientist(unit),
        invited=invited,
        expertise=Expertise.objects.create(unit=unit, title="Sonar"),
        equipment=Equipment.objects.create(unit=unit, what="Laser"),
        request=TransferRequestFactory(unit=unit, asked_by=founder, need="Laser"),
    )
