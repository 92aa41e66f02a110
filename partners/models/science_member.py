from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from hub.accounts.consents import SCIENCE_NAMED
from hub.accounts.models import Consent, User
from hub.accounts.roles import OFFICE, Role
from partners.models.membership import Membership
from partners.models.science import ScienceUnit


class ScienceUnitMemberQuerySet(models.QuerySet["ScienceUnitMember"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The office sees who works in any unit, scientists their colleagues."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*OFFICE):
            return self
        return self.current().filter(unit__in=self.model.objects.acting(user).values("unit"))

    def current(self) -> Self:
        return self.filter(left_at__isnull=True)

    def acting(self, user: User | AnonymousUser) -> Self:
        """For which unit this person may act: at most one membership, and the role must hold."""
        if not user.is_authenticated or not user.has_role(Role.SCIENTIST):
            return self.none()
        return self.current().filter(person=user)

    def named(self) -> Self:
        """Those who agreed to be named in public, and have not taken it back."""
        agreed = Consent.objects.filter(
            person=OuterRef("person"),
            purpose=SCIENCE_NAMED.key,
            subject=OuterRef("uuid"),
            withdrawn_at__isnull=True,
        )
        return self.current().filter(Exists(agreed), person__is_active=True)


class ScienceUnitMember(Membership):
    """Somebody who works in a unit of the competence centre."""

    unit = models.ForeignKey(ScienceUnit, models.CASCADE, related_name="members")
    person = models.ForeignKey(User, models.CASCADE, related_name="science_memberships")

    objects = ScienceUnitMemberQuerySet.as_manager()

    class Meta(Membership.Meta):
        constraints = [
            models.UniqueConstraint(
                name="scienceunitmember_one_unit_at_a_time",
                fields=["person"],
                condition=Q(left_at__isnull=True),
                violation_error_message=_("Diese Person arbeitet schon in einer Einrichtung."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.unit})"

    @property
    def organisation(self) -> ScienceUnit:
        return self.unit
