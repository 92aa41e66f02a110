from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from partners.models.challenge import Challenge
from partners.models.science import ScienceUnit
from startups.models import Startup


class MatchSide(models.TextChoices):
    PARTNER = "partner", _("Partner")
    STARTUP = "startup", _("Startup")


class DismissalCause(models.TextChoices):
    TOPIC = "topic", _("anderes Thema")
    STAGE = "stage", _("zu früh oder zu spät")
    KNOWN = "known", _("kennen wir schon")
    OTHER = "other", _("anderer Grund")


# What can be said of a unit: it has no stage.
UNIT_CAUSES = [
    (cause.value, cause.label) for cause in DismissalCause if cause != DismissalCause.STAGE
]


class MatchDismissal(models.Model):
    """Somebody said that two do not fit, and why; it counts for this side from then on.

    Two of challenge, startup and unit.
    """

    challenge = models.ForeignKey(
        Challenge, models.CASCADE, related_name="dismissals", null=True, blank=True
    )
    startup = models.ForeignKey(Startup, models.CASCADE, related_name="+", null=True, blank=True)
    unit = models.ForeignKey(ScienceUnit, models.CASCADE, related_name="+", null=True, blank=True)
    side = models.CharField(max_length=10, choices=MatchSide)
    cause = models.CharField(_("Grund"), max_length=10, choices=DismissalCause)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="matchdismissal_pair_once_per_side",
                fields=["challenge", "startup", "unit", "side"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="matchdismissal_is_about_two",
                condition=Q(challenge__isnull=False, startup__isnull=False, unit__isnull=True)
                | Q(challenge__isnull=False, startup__isnull=True, unit__isnull=False)
                | Q(challenge__isnull=True, startup__isnull=False, unit__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        about = (self.challenge_id, self.startup_id, self.unit_id)
        return f"{'/'.join(str(key or '–') for key in about)}: {self.cause}"
