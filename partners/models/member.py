from datetime import date, datetime
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import OFFICE, Role
from partners.models.membership import Membership
from partners.models.partner import Partner, PartnerState


class PartnerMemberQuerySet(models.QuerySet["PartnerMember"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The office sees who works for any partner, partner staff their colleagues."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*OFFICE):
            return self
        return self.current().filter(partner__in=self.model.objects.acting(user).values("partner"))

    def current(self) -> Self:
        return self.filter(left_at__isnull=True)

    def acting(self, user: User | AnonymousUser, *, on: date | None = None) -> Self:
        """For whom this person may act `on` a day in Berlin (today): at most one membership.

        The role, the membership and the contract must all hold; the contract's last day counts.
        """
        if not user.is_authenticated or not user.has_role(Role.PARTNER):
            return self.none()
        return self.in_force(on or timezone.localdate()).filter(person=user)

    def in_force(self, day: date) -> Self:
        """The memberships at partners that are active and whose contract runs."""
        return self.current().filter(
            Q(partner__contract_from__isnull=True) | Q(partner__contract_from__lte=day),
            Q(partner__contract_to__isnull=True) | Q(partner__contract_to__gte=day),
            partner__state=PartnerState.ACTIVE,
        )

    def reachable(self, now: datetime) -> Self:
        """Who could come in now and act for a partner: for mails, and for what rests on a person."""
        held = RoleGrant.objects.held_at(now).filter(role=Role.PARTNER, person=OuterRef("person"))
        in_force = self.in_force(timezone.localdate(now))
        return in_force.filter(Exists(held), person__is_active=True)


class PartnerMember(Membership):
    """Somebody who works for a partner."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="members")
    person = models.ForeignKey(User, models.CASCADE, related_name="partner_memberships")

    objects = PartnerMemberQuerySet.as_manager()

    class Meta(Membership.Meta):
        constraints = [
            models.UniqueConstraint(
                name="partnermember_one_partner_at_a_time",
                fields=["person"],
                condition=Q(left_at__isnull=True),
                violation_error_message=_("Diese Person arbeitet schon für einen Partner."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.partner})"

    @property
    def organisation(self) -> Partner:
        return self.partner
