"""What founders want to change of a public profile, kept apart from it until staff release it."""

from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from startups.models.startup import RELEASABLE, Startup
from startups.states import OPEN_CHANGE, ChangeState, Visibility


class ProfileChangeQuerySet(models.QuerySet["ProfileChange"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Staff see every change, a team its own."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*OFFICE):
            return self
        held = user.startup_memberships.filter(left_at__isnull=True)
        return self.filter(startup__in=held.values("startup"))

    def open(self) -> Self:
        """Neither released nor taken back: with the hub, or returned to the team."""
        return self.filter(state__in=OPEN_CHANGE)

    def waiting(self) -> Self:
        """What the hub has to look at: of a profile that is not public, nothing waits."""
        return self.filter(state=ChangeState.WAITING, startup__visibility=Visibility.PUBLIC)


class ProfileChange(models.Model):
    """One startup's changes that wait; what has been decided stays as history."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="changes")
    state = models.CharField(
        _("Stand"), max_length=10, choices=ChangeState, default=ChangeState.WAITING
    )
    # Field by field as text (startups.queries.profile_fields), and what shall become public besides.
    values = models.JSONField(default=dict)
    released = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("von"))
    at = models.DateTimeField(_("seit"), default=timezone.now)
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    # What staff told the team when they returned it.
    note = models.TextField(_("Nachricht"), max_length=1000, blank=True)

    objects = ProfileChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Änderung am Profil")
        verbose_name_plural = _("Änderungen an Profilen")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="profilechange_one_open",
                fields=["startup"],
                condition=Q(state__in=["waiting", "returned"]),
            ),
            models.CheckConstraint(
                name="profilechange_released_known",
                condition=Q(released__contained_by=list(RELEASABLE)),
            ),
            models.CheckConstraint(
                name="profilechange_returned_says_why",
                condition=~Q(state="returned") | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="profilechange_decision_is_whole",
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.startup}: {self.get_state_display()}"

    @property
    def is_returned(self) -> bool:
        return self.state == ChangeState.RETURNED
