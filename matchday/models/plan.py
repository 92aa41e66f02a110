from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from matchday.models.day import MAX_SLOTS, MatchDay, MatchSide
from matchday.states import IN_WORK, PlanState

# A worker that has said nothing for so long is gone; another one takes the timetable up.
SILENT = timedelta(minutes=3)


class MatchPlanQuerySet(models.QuerySet["MatchPlan"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Drafts are the office's; who takes part sees the published one by their own side."""
        if user.is_authenticated and (user.is_superuser or user.has_role(*OFFICE)):
            return self
        return self.none()

    def due(self, now: datetime) -> Self:
        """To be made: not begun, or begun by a worker that is gone."""
        return self.filter(
            Q(state=PlanState.WAITING) | Q(state=PlanState.RUNNING, begun_at__lt=now - SILENT)
        )


class MatchPlan(models.Model):
    """One version of a day's timetable. Its state changes only in `matchday.services.plans`."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    day = models.ForeignKey(MatchDay, models.CASCADE, related_name="plans")
    version = models.PositiveSmallIntegerField(_("Version"))
    state = models.CharField(
        _("Stand"), max_length=10, choices=PlanState, default=PlanState.WAITING
    )
    # The published one whose meetings stay where they can; empty for one from scratch.
    base = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    share = models.PositiveSmallIntegerField(_("Fortschritt in Prozent"), default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    # What its wishes are worth together, and what no timetable can exceed.
    value = models.PositiveIntegerField(default=0)
    bound = models.PositiveIntegerField(default=0)
    ordered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(_("bestellt am"), default=timezone.now)
    begun_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True)

    objects = MatchPlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("Zeitplan")
        verbose_name_plural = _("Zeitpläne")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(name="matchplan_version_once", fields=["day", "version"]),
            models.UniqueConstraint(
                name="matchplan_one_in_work", fields=["day"], condition=Q(state__in=IN_WORK)
            ),
            models.UniqueConstraint(
                name="matchplan_one_published",
                fields=["day"],
                condition=Q(state=PlanState.PUBLISHED),
            ),
            models.CheckConstraint(
                name="matchplan_within_its_bound", condition=Q(value__lte=models.F("bound"))
            ),
            models.CheckConstraint(name="matchplan_share", condition=Q(share__lte=100)),
        ]

    def __str__(self) -> str:
        return f"{self.day} · {self.version}"

    @property
    def is_in_work(self) -> bool:
        return self.state in IN_WORK

    @property
    def quality(self) -> int:
        """Of what is possible at all, in per cent, rounded down."""
        return 100 * self.value // self.bound if self.bound else 100


class MatchMeeting(models.Model):
    """Two sides in one slot. The database lets nobody be in two places."""

    plan = models.ForeignKey(MatchPlan, models.CASCADE, related_name="meetings")
    slot = models.PositiveSmallIntegerField(_("Runde"))
    guest = models.ForeignKey(MatchSide, models.PROTECT, related_name="meetings_as_guest")
    table = models.ForeignKey(MatchSide, models.PROTECT, related_name="meetings_as_table")

    class Meta:
        verbose_name = _("Treffen")
        verbose_name_plural = _("Treffen")
        ordering = ["slot", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="matchmeeting_guest_once_a_slot", fields=["plan", "slot", "guest"]
            ),
            models.UniqueConstraint(
                name="matchmeeting_table_once_a_slot", fields=["plan", "slot", "table"]
            ),
            models.UniqueConstraint(
                name="matchmeeting_pair_once", fields=["plan", "guest", "table"]
            ),
            models.CheckConstraint(
                name="matchmeeting_slot_exists", condition=Q(slot__range=(1, MAX_SLOTS))
            ),
            models.CheckConstraint(
                name="matchmeeting_of_two", condition=~Q(guest=models.F("table"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slot}: {self.guest_id} – {self.table_id}"
