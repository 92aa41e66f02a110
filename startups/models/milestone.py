"""What a startup has reached, and when: told by its team, each to whom it likes."""

from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from startups.models.startup import Audience, Startup


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """A team's own, and the office's all; others read what the profiles show."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*OFFICE):
            return self
        held = user.startup_memberships.filter(left_at__isnull=True)
        return self.filter(startup__in=held.values("startup"))

    def waiting(self) -> Self:
        """What visitors will read once staff release it; until then nobody else does."""
        return self.filter(waits=True)


class Milestone(models.Model):
    """One thing that was reached. The database keeps what is shown of it in the profiles' tables."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    startup = models.ForeignKey(Startup, models.CASCADE, related_name="milestones")
    title = models.CharField(_("Was wurde erreicht?"), max_length=140)
    reached_on = models.DateField(_("erreicht am"))
    audience = models.CharField(
        _("Wer sieht das?"), max_length=10, choices=Audience, default=Audience.ALL
    )
    waits = models.BooleanField(_("wartet auf Freigabe"), default=False, editable=False)

    objects = MilestoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("Meilenstein")
        verbose_name_plural = _("Meilensteine")
        ordering = ["-reached_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="milestone_told_once", fields=["startup", "title", "reached_on"]
            ),
            models.CheckConstraint(
                name="milestone_waits_for_the_public_alone",
                condition=Q(waits=False) | Q(audience="all"),
            ),
            models.CheckConstraint(
                name="milestone_says_something", condition=Q(title__regex=r"\S")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reached_on}: {self.title}"
