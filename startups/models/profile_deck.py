"""The deck of a startup's profile: one at a time, for the team, the hub and, if released, partners."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from startups.models.attachment import KeptPdf, KeptPdfQuerySet
from startups.models.startup import Startup


class ProfileDeckQuerySet(KeptPdfQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Its team sees every deck of a startup, staff what is scanned; partners ask their own app."""
        if not user.is_authenticated:
            return self.none()
        held = user.startup_memberships.filter(left_at__isnull=True)
        team = self.filter(startup__in=held.values("startup"))
        return team | self.released() if user.has_role(*OFFICE) else team

    def for_partners(self) -> Self:
        """What partners may load: the startup is open to them and has released its deck."""
        open_ones = Startup.objects.filter(partner_profile__is_open=True)
        loadable = open_ones.filter(partner_profile__has_deck=True)
        return self.current().released().filter(startup__in=loadable.values("pk"))


class ProfileDeck(KeptPdf):
    """A startup's pitch deck outside any application; a new one takes the place of the old."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="decks")

    objects = ProfileDeckQuerySet.as_manager()

    class Meta(KeptPdf.Meta):
        verbose_name = _("Pitchdeck")
        verbose_name_plural = _("Pitchdecks")
        ordering = ["uploaded_at"]
        constraints = [
            *KeptPdf.Meta.constraints,
            models.UniqueConstraint(
                name="profiledeck_one_current",
                fields=["startup"],
                condition=Q(removed_at__isnull=True),
            ),
        ]
