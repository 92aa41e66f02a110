"""The logo of a profile: drawn anew from what was uploaded, in a few sizes, nothing else of it kept."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from startups.models.startup import Startup
from startups.states import Visibility

# Longest edge in pixels: on a card of a sharp screen, and at the head of a profile.
SMALL, LARGE = 104, 320


class ProfileLogoQuerySet(models.QuerySet["ProfileLogo"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The shown ones of public profiles; the team and staff see theirs before."""
        seen = Q(is_shown=True, startup__visibility=Visibility.PUBLIC)
        if not user.is_authenticated:
            return self.filter(seen)
        if user.has_role(*OFFICE):
            return self
        held = user.startup_memberships.filter(left_at__isnull=True)
        return self.filter(seen | Q(startup__in=held.values("startup")))

    def shown(self) -> Self:
        return self.filter(is_shown=True)

    def waiting(self) -> Self:
        """What takes the place of the shown one once staff release it."""
        return self.filter(is_shown=False)


class ProfileLogo(models.Model):
    """One picture of a startup; at most one is shown and one waits."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="logos")
    is_shown = models.BooleanField()
    # Stands in the address, so that a changed logo is a new address.
    digest = models.CharField(max_length=16)
    small = models.BinaryField()
    large = models.BinaryField()
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = ProfileLogoQuerySet.as_manager()

    class Meta:
        verbose_name = _("Logo")
        verbose_name_plural = _("Logos")
        constraints = [
            models.UniqueConstraint(
                name="profilelogo_one_shown_one_waiting", fields=["startup", "is_shown"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.startup_id}: {self.digest}"

    def drawing(self, size: int) -> bytes | None:
        """The WebP of that size; None for a size that was never drawn."""
        found = {SMALL: self.small, LARGE: self.large}.get(size)
        return None if found is None else bytes(found)
