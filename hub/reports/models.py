"""What the hub owes its funder: an award with its targets, and reports that never change."""

from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from hub.reports.periods import Period, parsed

MAX_PERIOD = 10
# A run whose worker was lost is taken up again after that: longer than any task may take.
LOST_AFTER = timedelta(seconds=90)


class ForTheOfficeQuerySet(models.QuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The hub's figures for its funder are the office's business."""
        is_office = user.is_authenticated and (user.is_superuser or user.has_role(*OFFICE))
        return self if is_office else self.none()


class FundingAward(models.Model):
    """Money that was granted for a time, with what was promised for it."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=120)
    funder = models.CharField(_("Zuwendungsgeber"), max_length=120)
    number = models.CharField(_("Aktenzeichen"), max_length=60, blank=True)
    starts_on = models.DateField(_("Bewilligungszeitraum ab"))
    ends_on = models.DateField(_("Bewilligungszeitraum bis"))
    amount = models.DecimalField(
        _("Zuwendung in Euro"), max_digits=12, decimal_places=2, null=True, blank=True
    )

    objects = ForTheOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Förderung")
        verbose_name_plural = _("Förderungen")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="fundingaward_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Das Ende liegt vor dem Anfang."),
            ),
            models.CheckConstraint(
                name="fundingaward_amount_is_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                violation_error_message=_("Ein Betrag ist nicht kleiner als null."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reports:award", args=[self.uuid])

    @property
    def years(self) -> range:
        return range(self.starts_on.year, self.ends_on.year + 1)


class FundingTarget(models.Model):
    """What was promised for one year: the indicator by its key in the registry, and a number."""

    award = models.ForeignKey(FundingAward, models.CASCADE, related_name="targets")
    indicator = models.CharField(_("Kennzahl"), max_length=40)
    year = models.PositiveSmallIntegerField(_("Jahr"))
    value = models.DecimalField(_("Ziel"), max_digits=9, decimal_places=1)

    class Meta:
        verbose_name = _("Ziel")
        verbose_name_plural = _("Ziele")
        ordering = ["year", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="fundingtarget_once_a_year",
                fields=["award", "indicator", "year"],
                violation_error_message=_("Für dieses Jahr steht das Ziel schon da."),
            ),
            models.CheckConstraint(
                name="fundingtarget_is_not_negative", condition=Q(value__gte=0)
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)


class FundingReport(models.Model):
    """A quarter as it was when it was frozen. The database refuses every change (migration reports).

    `content` is the text whose SHA-256 is the checksum; the database holds the two together.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    award = models.ForeignKey(FundingAward, models.PROTECT, related_name="reports")
    period_slug = models.CharField(max_length=MAX_PERIOD)
    version = models.PositiveSmallIntegerField(_("Version"))
    # Why there is a further version; the first needs no reason.
    reason = models.CharField(_("Grund der Korrektur"), max_length=300, blank=True)
    content = models.TextField()
    checksum = models.CharField(_("Prüfsumme"), max_length=64)
    frozen_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("eingefroren von")
    )
    frozen_at = models.DateTimeField(_("eingefroren am"))

    objects = ForTheOfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("eingefrorener Bericht")
        verbose_name_plural = _("eingefrorene Berichte")
        ordering = ["-period_slug", "-version"]
        permissions = [("freeze_fundingreport", "freeze reports to the funder")]
        constraints = [
            models.UniqueConstraint(
                name="fundingreport_one_per_version", fields=["award", "period_slug", "version"]
            ),
            models.CheckConstraint(
                name="fundingreport_correction_has_a_reason",
                condition=Q(version=1, reason="") | Q(version__gt=1, reason__regex=r"\S"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period.label}, {_('Version')} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("reports:frozen", args=[self.uuid])

    @property
    def period(self) -> Period:
        found = parsed(self.period_slug)
        assert found is not None
        return found


class FileKind(models.TextChoices):
    PDF = "pdf", "PDF"
    XLSX = "xlsx", "Excel"


class FundingReportFile(models.Model):
    """A frozen report as it is handed on: made once, in the same transaction, and kept as it is."""

    report = models.ForeignKey(FundingReport, models.PROTECT, related_name="files")
    kind = models.CharField(max_length=4, choices=FileKind)
    language = models.CharField(max_length=2)
    data = models.BinaryField()
    checksum = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="fundingreportfile_one_of_a_kind", fields=["report", "kind", "language"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.language}.{self.kind}"


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
