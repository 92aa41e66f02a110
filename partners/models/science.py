"""The competence centre: chairs, labs and institutes, what they know and what they have."""

from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from hub.core.bilingual import Bilingual
from hub.programme.models import Track
from partners.models.partner import Partner, PartnerKind


class UnitKind(models.TextChoices):
    CHAIR = "chair", _("Lehrstuhl")
    LAB = "lab", _("Labor")
    INSTITUTE = "institute", _("Institut")


class UnitState(models.TextChoices):
    PRIVATE = "private", _("nicht öffentlich")
    PUBLISHED = "published", _("öffentlich")


class ScienceUnitQuerySet(models.QuerySet["ScienceUnit"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Published units are everybody's; the office and the unit's own people see it before."""
        if not user.is_authenticated:
            return self.published()
        if user.has_role(*OFFICE):
            return self
        own = Q(members__person=user, members__left_at__isnull=True)
        return self.filter(Q(state=UnitState.PUBLISHED) | Q(pk__in=self.model.objects.filter(own)))

    def published(self) -> Self:
        return self.filter(state=UnitState.PUBLISHED)

    def listed(self) -> Self:
        """What everybody may find."""
        return self.published()


class ScienceUnit(models.Model):
    """A chair, a lab or an institute that can be asked for help."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    slug = models.SlugField(unique=True)
    name_de = models.CharField(_("Name (deutsch)"), max_length=120)
    name_en = models.CharField(_("Name (englisch)"), max_length=120, blank=True)
    sort_key = models.CharField(max_length=80, editable=False)
    kind = models.CharField(_("Art"), max_length=10, choices=UnitKind)
    university = models.ForeignKey(
        Partner,
        models.PROTECT,
        related_name="science_units",
        limit_choices_to={"kind": PartnerKind.SCIENCE},
        verbose_name=_("Hochschule"),
    )
    text_de = models.TextField(_("Text (deutsch)"), max_length=2000, blank=True)
    text_en = models.TextField(_("Text (englisch)"), max_length=2000, blank=True)
    tracks = models.ManyToManyField(
        Track, blank=True, related_name="+", verbose_name=_("Schwerpunkte")
    )
    website = models.URLField(_("Website"), blank=True)
    state = models.CharField(
        _("Stand"), max_length=10, choices=UnitState, default=UnitState.PRIVATE
    )
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    # For the search; the database writes them (migration science_units), Python only reads.
    document = SearchVectorField(editable=False)
    name_words = models.TextField(editable=False)
    words = models.TextField(editable=False)
    track_slugs = ArrayField(models.CharField(max_length=50), editable=False, default=list)

    name = Bilingual(_("Name"))
    text = Bilingual()
    objects = ScienceUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("wissenschaftliche Einrichtung")
        verbose_name_plural = _("Einrichtungen im Kompetenzzentrum")
        ordering = ["sort_key", "pk"]
        indexes = [
            GinIndex(name="scienceunit_document", fields=["document"]),
            GinIndex(name="scienceunit_words", fields=["words"], opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("partners:science-unit", args=[self.slug])


class Expertise(models.Model):
    """One thing a unit knows how to do, in the words of those who need it."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(ScienceUnit, models.CASCADE, related_name="expertise")
    title = models.CharField(_("Kompetenz"), max_length=120)
    text = models.TextField(_("Wobei sie hilft"), max_length=1000, blank=True)
    tags = ArrayField(
        models.CharField(max_length=30),
        verbose_name=_("Stichworte"),
        default=list,
        blank=True,
        size=8,
        help_text=_("Durch Kommas getrennt, höchstens acht."),
    )

    class Meta:
        verbose_name = _("Kompetenz")
        verbose_name_plural = _("Kompetenzen")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Equipment(models.Model):
    """A machine, a laboratory or a data set, and on what terms others may use it."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(ScienceUnit, models.CASCADE, related_name="equipment")
    what = models.CharField(_("Ausstattung"), max_length=120)
    conditions = models.CharField(
        _("Bedingungen"),
        max_length=300,
        blank=True,
        help_text=_("Wer sie nutzen darf, wann und zu welchen Kosten."),
    )

    class Meta:
        verbose_name = pgettext_lazy("one", "Ausstattung")
        verbose_name_plural = pgettext_lazy("several", "Ausstattung")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what
