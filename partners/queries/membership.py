"""For which partner or unit somebody acts, and who acts for a partner."""

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from hub.accounts.models import User
from partners.models import Partner, PartnerMember, ScienceUnitMember


def of(user: User | AnonymousUser) -> PartnerMember | None:
    """The membership by which this person may act today, its partner with it; None without one."""
    return PartnerMember.objects.acting(user).select_related("partner").first()


def people_of(partner: Partner) -> list[User]:
    """Whom a mail about the partner's own matters may reach."""
    members = PartnerMember.objects.reachable(timezone.now()).filter(partner=partner)
    return [member.person for member in members.select_related("person")]


def in_science(user: User | AnonymousUser) -> ScienceUnitMember | None:
    """The membership by which this person may act for a unit, the unit with it; None without."""
    acting = ScienceUnitMember.objects.acting(user)
    return acting.select_related("unit__university").first()
