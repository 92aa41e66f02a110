"""Money that was granted, and what was promised for it."""

from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE


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

    # What was funded must be proved for five years from then on; see `services.proofs`.
    reported_on = models.DateField(
        _("Verwendungsnachweis vorgelegt am"),
        null=True,
        blank=True,
        help_text=_(
            "Fünf Jahre danach löscht das Portal, wer an den Terminen des Bewilligungszeitraums "
            "teilgenommen hat; die Zahlen bleiben. Ohne Datum löscht es nichts davon."
        ),
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
                name="fundingaward_reported_after_it_starts",
                condition=Q(reported_on__isnull=True) | Q(reported_on__gte=F("starts_on")),
                violation_error_message=_("Der Verwendungsnachweis liegt vor dem Anfang."),
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
