"""Who of the partners opened a startup's profile or deck: the founders' access list."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from startups.models.startup import Startup


class VisitKind(models.TextChoices):
    PROFILE = "profile", _("Profil")
    DECK = "deck", _("Pitchdeck")


class ProfileVisitQuerySet(models.QuerySet["ProfileVisit"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A team sees who came to its own startup; for everybody else there is no list."""
        if not user.is_authenticated:
            return self.none()
        held = user.startup_memberships.filter(left_at__isnull=True)
        return self.filter(startup__in=held.values("startup"))


class ProfileVisit(models.Model):
    """At most one row for a person, a startup, a kind and a day in Berlin: when it was first."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="visits")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    # As it was called that day: who works where may change, what was seen does not.
    organisation = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=VisitKind)
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    objects = ProfileVisitQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="profilevisit_once_a_day", fields=["startup", "person", "kind", "day"]
            ),
        ]
        indexes = [
            models.Index(name="profilevisit_newest", fields=["startup", "-at"]),
            models.Index(name="profilevisit_by_day", fields=["day"]),
        ]

    def __str__(self) -> str:
        return f"{self.startup_id}: {self.person_id} {self.day}"
