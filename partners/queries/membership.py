"""For which partner or unit somebody acts, and who acts for a partner."""

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from partners.models import Partner, PartnerMember, PartnerState, ScienceUnitMember


def of(user: User | AnonymousUser) -> PartnerMember | None:
    """The membership by which this person may act today, its partner with it; None without one."""
    return PartnerMember.objects.acting(user).select_related("partner").first()


def people_of(partner: Partner) -> list[User]:
    """Whom a mail about the partner's own matters may reach: as `acting` judges, read together."""
    today = timezone.localdate()
    begun = partner.contract_from is None or partner.contract_from <= today
    runs = partner.contract_to is None or partner.contract_to >= today
    if partner.state != PartnerState.ACTIVE or not (begun and runs):
        return []
    granted = RoleGrant.objects.held_at(timezone.now()).filter(role=Role.PARTNER)
    members = PartnerMember.objects.current().filter(
        partner=partner, person__is_active=True, person__in=granted.values("person")
    )
    return [member.person for member in members.select_related("person")]


def in_science(user: User | AnonymousUser) -> ScienceUnitMember | None:
    """The membership by which this person may act for a unit, the unit with it; None without."""
    acting = ScienceUnitMember.objects.acting(user)
    return acting.select_related("unit__university").first()
