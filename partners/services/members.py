"""Who works for a partner, and who in a unit of the competence centre."""

from django.utils.translation import gettext_lazy as _

from hub.accounts.invitations import NotRedeemable
from hub.accounts.models import InvitationKind
from hub.accounts.roles import Role
from partners.models import Partner, PartnerMember, ScienceUnit, ScienceUnitMember
from partners.services.staffing import AlreadyThere, LastLead, NotThere, OnlyLeads, Staffing
from startups.models import ConflictSource

__all__ = [
    "BY_KIND",
    "AlreadyThere",
    "InOtherUnit",
    "LastLead",
    "NotThere",
    "OnlyLeads",
    "WorksElsewhere",
    "partner_staff",
    "unit_staff",
]


class WorksElsewhere(NotRedeemable):
    message = _("Dieses Konto gehört schon zu einem anderen Partner. Das Hub-Team hilft weiter.")


class InOtherUnit(NotRedeemable):
    message = _(
        "Dieses Konto gehört schon zu einer anderen Einrichtung. Das Hub-Team hilft weiter."
    )


partner_staff = Staffing(
    members=PartnerMember,
    organisations=Partner,
    to="partner",
    role=Role.PARTNER,
    kind=InvitationKind.PARTNER,
    mail="accounts/partner_invitation",
    works_elsewhere=WorksElsewhere,
    ties=ConflictSource.PILOT,
)
unit_staff = Staffing(
    members=ScienceUnitMember,
    organisations=ScienceUnit,
    to="unit",
    role=Role.SCIENTIST,
    kind=InvitationKind.SCIENCE,
    mail="accounts/science_invitation",
    works_elsewhere=InOtherUnit,
    ties=ConflictSource.SCIENCE,
)
# By the kind of the invitation that leads there.
BY_KIND = {staff.kind: staff for staff in (partner_staff, unit_staff)}
