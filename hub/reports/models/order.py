"""What somebody asked a worker to make."""

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.reports.models.award import ForTheOfficeQuerySet, FundingAward
from hub.reports.models.frozen import MAX_PERIOD, FundingReport
from hub.reports.periods import Period, parsed

# A run whose worker was lost is taken up again after that: longer than any task may take.
LOST_AFTER = timedelta(seconds=90)


class ReportRunQuerySet(ForTheOfficeQuerySet):
    def waiting(self, now: datetime) -> Self:
        """What a worker should take up: asked for, not done, and nobody is at it."""
        is_free = Q(begun_at__isnull=True) | Q(begun_at__lt=now - LOST_AFTER)
        return self.filter(is_free, report__isnull=True, refusal="").order_by("asked_at", "pk")


class ReportRun(models.Model):
    """Somebody asked for a frozen report; a worker makes it, and this row says how far it is."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    award = models.ForeignKey(FundingAward, models.CASCADE, related_name="runs")
    period_slug = models.CharField(max_length=MAX_PERIOD)
    version = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveSmallIntegerField(default=0)
    report = models.ForeignKey(FundingReport, models.PROTECT, related_name="+", null=True)
    # Why there will be no report, as a sentence.
    refusal = models.CharField(max_length=300, blank=True)

    objects = ReportRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("Auftrag für einen Bericht")
        verbose_name_plural = _("Aufträge für Berichte")
        constraints = [
            models.UniqueConstraint(
                name="reportrun_one_per_version",
                fields=["award", "period_slug", "version"],
                condition=Q(refusal=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_slug} v{self.version}"

    def get_absolute_url(self) -> str:
        return reverse("reports:run", args=[self.uuid])

    @property
    def period(self) -> Period:
        found = parsed(self.period_slug)
        assert found is not None
        return found

    @property
    def is_at_work(self) -> bool:
        return self.report_id is None and not self.refusal
