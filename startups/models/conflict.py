from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from startups.models.startup import Startup


class ConflictSource(models.TextChoices):
    """Who or what says that somebody is tied: a person, or a fact in the data."""

    DECLARED = "declared", _("selbst erklärt")
    PINNED = "pinned", _("vom Hub-Team eingetragen")
    MEMBERSHIP = "membership", _("ist oder war im Team des Startups")
    DOMAIN = "domain", _("gleiche E-Mail-Domain wie das Team")
    PILOT = "pilot", _("Pilotprojekt mit dem eigenen Partner")
    SCIENCE = "science", _("Zusammenarbeit mit der eigenen Einrichtung")


STATED = (ConflictSource.DECLARED, ConflictSource.PINNED)


class ConflictQuerySet(models.QuerySet["Conflict"]):
    def in_force(self) -> Self:
        """All but those that staff have overruled."""
        return self.filter(overruled_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """Everybody's, but of one's own only what one has declared: the rest would name a startup
        whose application is hidden from its reader."""
        if not user.is_staff:
            return self.none()
        return self.exclude(~Q(source=ConflictSource.DECLARED), person=user)


class Conflict(models.Model):
    """A person tied to a startup: they never see its application, in whatever role.

    What was found in the data comes and goes with its cause (partners.services.conflicts), unless
    staff have overruled it; each source has a row of its own, so one can fall and another hold.
    """

    person = models.ForeignKey(
        User, models.CASCADE, related_name="conflicts", verbose_name=_("Person")
    )
    startup = models.ForeignKey(
        Startup, models.CASCADE, related_name="conflicts", verbose_name=_("Startup")
    )
    source = models.CharField(
        _("Quelle"),
        max_length=12,
        choices=ConflictSource,
        default=ConflictSource.PINNED,
        editable=False,
    )
    # In a found one what was found, as it is called: the partner, the unit, the domain.
    reason = models.CharField(_("Grund"), max_length=200)
    recorded_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("eingetragen von"),
    )
    recorded_at = models.DateTimeField(_("eingetragen am"), default=timezone.now, editable=False)
    overruled_reason = models.CharField(
        _("Kein Konflikt, weil"),
        max_length=200,
        blank=True,
        help_text=_(
            "Mit einem Grund gilt der gefundene Konflikt nicht mehr, auch wenn er wieder gefunden "
            "wird. Ohne Grund gilt er."
        ),
    )
    overruled_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("aufgehoben von"),
    )
    overruled_at = models.DateTimeField(_("aufgehoben am"), null=True, editable=False)

    objects = ConflictQuerySet.as_manager()

    class Meta:
        verbose_name = _("Interessenkonflikt")
        verbose_name_plural = _("Interessenkonflikte")
        constraints = [
            models.UniqueConstraint(
                name="conflict_once_per_source", fields=["person", "startup", "source"]
            ),
            models.CheckConstraint(
                name="conflict_only_found_ones_are_overruled",
                condition=Q(overruled_at__isnull=True, overruled_by__isnull=True)
                & Q(overruled_reason="")
                | Q(overruled_at__isnull=False, overruled_by__isnull=False)
                & Q(overruled_reason__regex=r"\S")
                & ~Q(source__in=list(STATED)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.startup}"

    @property
    def is_found(self) -> bool:
        return self.source not in STATED
