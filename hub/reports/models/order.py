"""What somebody asked a worker to make."""

from datetime import datetime, timedelta
from typing import ClassVar, Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.reports.models.award import ForTheOfficeQuerySet, FundingAward
from hub.reports.models.frozen import MAX_PERIOD, FileKind, FundingReport
from hub.reports.periods import Period, parsed

# A run whose worker was lost is taken up again after that: longer than any task may take.
LOST_AFTER = timedelta(seconds=90)


class OrderQuerySet(ForTheOfficeQuerySet):
    # The column that is filled once an order is done.
    result: ClassVar[str] = "made_at"

    def waiting(self, now: datetime) -> Self:
        """What a worker should take up: asked for, not done, and nobody is at it."""
        is_free = Q(begun_at__isnull=True) | Q(begun_at__lt=now - LOST_AFTER)
        is_open = Q(**{f"{self.result}__isnull": True}, refusal="")
        return self.filter(is_free, is_open).order_by("asked_at", "pk")


class Order(models.Model):
    """A row is the order itself: a worker looks for it, makes what it asks for, and says how far it is."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    period_slug = models.CharField(max_length=MAX_PERIOD)
    asked_at = models.DateTimeField(default=timezone.now)
    begun_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveSmallIntegerField(default=0)
    # Why nothing will come of it, as a sentence.
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        found = parsed(self.period_slug)
        assert found is not None
        return found


class ReportRunQuerySet(OrderQuerySet):
    result = "report"


class ReportRun(Order):
    """Somebody asked for a frozen report."""

    award = models.ForeignKey(FundingAward, models.CASCADE, related_name="runs")
    version = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    report = models.ForeignKey(FundingReport, models.PROTECT, related_name="+", null=True)

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
    def is_at_work(self) -> bool:
        return self.report_id is None and not self.refusal


class FigureFileQuerySet(OrderQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Whose rows were counted: somebody else may read others of them."""
        return self.filter(asked_by=user) if user.is_authenticated else self.none()


class FigureFile(Order):
    """Somebody asked for the figures of a period as a file, of the rows that they may read.

    Nothing of it is frozen; it is kept for some days, to be fetched.
    """

    kind = models.CharField(max_length=4, choices=FileKind)
    language = models.CharField(max_length=2)
    award = models.ForeignKey(FundingAward, models.CASCADE, related_name="+", null=True)
    batch_slug = models.CharField(max_length=60, blank=True)
    asked_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(null=True)
    data = models.BinaryField(null=True)
    fetched_at = models.DateTimeField(null=True)
    # When the mail was queued that tells of a file nobody fetched.
    told_at = models.DateTimeField(null=True)

    objects = FigureFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="figurefile_one_order_at_a_time",
                fields=["asked_by", "period_slug", "kind", "language", "award", "batch_slug"],
                condition=Q(refusal="", made_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="figurefile_made_with_its_bytes",
                condition=Q(made_at__isnull=True, data__isnull=True)
                | Q(made_at__isnull=False, data__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_slug}.{self.kind}"

    def get_absolute_url(self) -> str:
        return reverse("reports:file", args=[self.uuid])

    @property
    def is_at_work(self) -> bool:
        return self.made_at is None and not self.refusal
