from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from startups.models.application import Application
from startups.states import OfferState, Outcome


class DecisionQuerySet(models.QuerySet["Decision"]):
    def prepared(self) -> Self:
        """In silence: nobody outside may see a trace of these."""
        return self.filter(released_at__isnull=True)

    def released(self) -> Self:
        """What the team was told, the newest first."""
        return self.filter(released_at__isnull=False).order_by("-released_at", "-pk")


class Decision(models.Model):
    """What the hub decided about an application. Without `released_at` nobody outside sees it.

    There can be two: first the waiting list, later a place or a no.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="decisions")
    outcome = models.CharField(_("Entscheidung"), max_length=10, choices=Outcome)
    # What the team will read besides the outcome, in the application's language.
    message = models.TextField(_("Text an das Team"), max_length=4000, blank=True)
    # Who moves up first when a place is freed; empty comes last.
    rank = models.PositiveSmallIntegerField(_("Rang auf der Warteliste"), null=True, blank=True)
    prepared_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("vorbereitet von")
    )
    prepared_at = models.DateTimeField(_("vorbereitet am"), default=timezone.now)
    released_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, verbose_name=_("freigegeben von")
    )
    released_at = models.DateTimeField(_("freigegeben am"), null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Entscheidung")
        verbose_name_plural = _("Entscheidungen")
        constraints = [
            models.UniqueConstraint(
                name="decision_one_prepared",
                fields=["application"],
                condition=Q(released_at__isnull=True),
            ),
            models.CheckConstraint(
                name="decision_release_is_whole",
                condition=Q(released_at__isnull=True, released_by__isnull=True)
                | Q(released_at__isnull=False, released_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_outcome_display()}"


class Offer(models.Model):
    """A place offered to an accepted startup, to be confirmed in time."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    application = models.OneToOneField(Application, models.CASCADE, related_name="offer")
    state = models.CharField(
        _("Stand"), max_length=10, choices=OfferState, default=OfferState.SENT
    )
    sent_at = models.DateTimeField(_("angeboten am"), default=timezone.now)
    expires_at = models.DateTimeField(_("gilt bis"))
    answered_at = models.DateTimeField(_("beantwortet am"), null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)

    class Meta:
        verbose_name = _("Platzangebot")
        verbose_name_plural = _("Platzangebote")
        constraints = [
            models.CheckConstraint(
                name="offer_answer_is_whole",
                condition=Q(state__in=["sent", "expired"], answered_at__isnull=True)
                | Q(state__in=["accepted", "declined"], answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application}: {self.get_state_display()}"
