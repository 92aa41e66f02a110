from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.core.bilingual import Bilingual
from hub.programme.models import Track


class PartnerKind(models.TextChoices):
    COMPANY = "company", _("Unternehmen")
    PUBLIC = "public", _("öffentliche Einrichtung")
    SCIENCE = "science", _("Wissenschaft")


class PartnerState(models.TextChoices):
    PROSPECT = "prospect", _("im Gespräch")
    ACTIVE = "active", _("aktiv")
    ENDED = "ended", _("beendet")


class PartnerQuerySet(models.QuerySet["Partner"]):
    def visible_to(self, user: object) -> Self:
        """Active partners are public; prospects are nobody's business yet."""
        return self.active()

    def active(self) -> Self:
        return self.filter(state=PartnerState.ACTIVE)

    def under_contract(self, on: date) -> Self:
        """Active, and the day lies in the contract; its last day counts."""
        return self.active().filter(
            Q(contract_from__isnull=True) | Q(contract_from__lte=on),
            Q(contract_to__isnull=True) | Q(contract_to__gte=on),
        )


class Partner(models.Model):
    """An organisation that tries things out with the hub's startups."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(_("Name"), max_length=80)
    sort_key = models.CharField(max_length=80, editable=False)
    kind = models.CharField(_("Art"), max_length=10, choices=PartnerKind)
    summary_de = models.CharField(_("Kurztext (deutsch)"), max_length=200, blank=True)
    summary_en = models.CharField(_("Kurztext (englisch)"), max_length=200, blank=True)
    tracks = models.ManyToManyField(Track, blank=True, verbose_name=_("Schwerpunkte"))
    website = models.URLField(_("Website"), blank=True)
    is_sme = models.BooleanField(_("KMU"), default=False)
    contract_from = models.DateField(_("Vertrag ab"), null=True, blank=True)
    contract_to = models.DateField(_("Vertrag bis"), null=True, blank=True)
    introductions_per_month = models.PositiveSmallIntegerField(
        _("Kontaktanfragen im Monat"), default=5, help_text=_("0 heißt: keine.")
    )
    state = models.CharField(
        _("Stand"), max_length=10, choices=PartnerState, default=PartnerState.PROSPECT
    )

    summary = Bilingual()
    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one", "Partner")
        verbose_name_plural = _("Partner")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(
                name="partner_contract_ends_after_it_starts",
                condition=Q(contract_to__isnull=True)
                | Q(contract_to__gte=models.F("contract_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:partner-detail", args=[self.slug])

    def is_under_contract_on(self, day: date) -> bool:
        """Active, and `day` lies in its contract; what `PartnerMember.acting` asks the database."""
        return (
            self.state == PartnerState.ACTIVE
            and (self.contract_from is None or self.contract_from <= day)
            and (self.contract_to is None or self.contract_to >= day)
        )
