"""Reports that never change, with the lists behind their figures and their files."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.reports.models.award import ForTheOfficeQuerySet, FundingAward
from hub.reports.periods import Period, parsed

MAX_PERIOD = 10


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
        version = _("Version")
        return f"{self.period.label}, {version} {self.version}"

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


class Span(models.TextChoices):
    """What a list reaches over: the report's period, or its year so far, as targets are counted."""

    PERIOD = "period"
    YEAR = "year"


class FundingReportList(models.Model):
    """The list behind a figure as it was. The report's content names its checksum, so that the
    report's own checksum covers it; the database holds text and checksum together.
    """

    report = models.ForeignKey(FundingReport, models.PROTECT, related_name="lists")
    span = models.CharField(max_length=6, choices=Span)
    indicator = models.CharField(max_length=40)
    content = models.TextField()
    checksum = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="fundingreportlist_one_of_a_figure", fields=["report", "span", "indicator"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.span}.{self.indicator}"
