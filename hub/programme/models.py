from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hub.core.bilingual import Bilingual
from hub.programme.markdown import to_html

# What the first texts write where only the operator knows the words.
GAPS = ("[Bitte ", "[To be ")


class PublicQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: object) -> Self:
        """The frame of the programme is public."""
        return self


class TrackColour(models.TextChoices):
    """The lines of the network plan: colour, pattern and end shape in one word."""

    ENERGY = "energy", _("Bernstein, durchgezogen, Kreis")
    CITY = "city", _("Blau, doppelt, Quadrat")
    HEALTH = "health", _("Magenta, gestrichelt, Kreuz")


class Track(models.Model):
    """A focus field of the hub; everything points at tracks."""

    slug = models.SlugField(unique=True)
    colour = models.CharField(_("Linie"), max_length=10, choices=TrackColour, unique=True)
    name_de = models.CharField(_("Name (deutsch)"), max_length=40)
    name_en = models.CharField(_("Name (englisch)"), max_length=40)
    summary_de = models.CharField(_("Kurztext (deutsch)"), max_length=160)
    summary_en = models.CharField(_("Kurztext (englisch)"), max_length=160)
    text_de = models.TextField(_("Text (deutsch)"), blank=True)
    text_en = models.TextField(_("Text (englisch)"), blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    name = Bilingual()
    summary = Bilingual()
    text = Bilingual()
    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("Schwerpunkt")
        verbose_name_plural = _("Schwerpunkte")
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("portal:track", args=[self.slug])


class HubSiteQuerySet(PublicQuerySet):
    def on(self, day: date) -> Self:
        """Sites of the network on that day: their number changes over the years."""
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day), valid_from__lte=day)


class HubSite(models.Model):
    """One site of the de:hub network."""

    slug = models.SlugField(unique=True)
    city = models.CharField(_("Ort"), max_length=60)
    theme_de = models.CharField(_("Thema (deutsch)"), max_length=120)
    theme_en = models.CharField(_("Thema (englisch)"), max_length=120)
    website = models.URLField(_("Website"), blank=True)
    is_ours = models.BooleanField(_("dieser Hub"), default=False)
    valid_from = models.DateField(_("dabei ab"))
    valid_to = models.DateField(_("dabei bis"), null=True, blank=True)

    theme = Bilingual(_("Thema"))
    objects = HubSiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("de:hub-Standort")
        verbose_name_plural = _("de:hub-Standorte")
        ordering = ["city"]
        constraints = [
            models.CheckConstraint(
                name="hubsite_ends_after_it_starts",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
            ),
            models.UniqueConstraint(
                name="hubsite_only_one_is_ours", fields=["is_ours"], condition=Q(is_ours=True)
            ),
        ]

    def __str__(self) -> str:
        return self.city


class Page(models.Model):
    """A text page that staff edit: imprint, privacy, accessibility. Markdown is rendered on save."""

    slug = models.SlugField(unique=True)
    title_de = models.CharField(_("Titel (deutsch)"), max_length=80)
    title_en = models.CharField(_("Titel (englisch)"), max_length=80)
    body_de = models.TextField(_("Text (deutsch, Markdown)"))
    body_en = models.TextField(_("Text (englisch, Markdown)"))
    html_de = models.TextField(editable=False)
    html_en = models.TextField(editable=False)
    updated_at = models.DateTimeField(_("geändert am"), auto_now=True)

    title = Bilingual(_("Titel"))
    html = Bilingual()
    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("Textseite")
        verbose_name_plural = _("Textseiten")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.html_de, self.html_en = to_html(self.body_de), to_html(self.body_en)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "html_de", "html_en"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse(f"portal:{self.slug}")

    @property
    def has_gaps(self) -> bool:
        """Whether the operator still has to fill something in."""
        return any(mark in text for mark in GAPS for text in (self.body_de, self.body_en))


class BarrierReport(models.Model):
    """Somebody met a barrier; the law gives the hub one month to answer."""

    page = models.CharField(_("Seite"), max_length=300, blank=True)
    text = models.TextField(_("Beschreibung"), max_length=4000)
    email = models.EmailField(_("E-Mail-Adresse"), blank=True)
    created_at = models.DateTimeField(_("gemeldet am"), auto_now_add=True)
    due_on = models.DateField(_("Antwort bis"))
    answered_at = models.DateTimeField(_("beantwortet am"), null=True, blank=True)
    answer = models.TextField(_("Antwort"), blank=True)

    class Meta:
        verbose_name = _("gemeldete Barriere")
        verbose_name_plural = _("gemeldete Barrieren")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.created_at:%d.%m.%Y}: {self.text[:60]}"


class PublicVersion(models.Model):
    """Counts what visitors can see: whoever changes it raises the number, and kept pages are stale."""

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
