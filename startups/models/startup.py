from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from hub.programme.models import Track
from startups.models.batch import Batch
from startups.states import WRITERS, MemberLevel, Visibility

# Of one startup, and each of them in characters.
MAX_TAGS, MAX_TAG = 8, 30


class Stage(models.TextChoices):
    IDEA = "idea", _("Idee")
    PROTOTYPE = "prototype", _("Prototyp")
    CUSTOMERS = "customers", _("erste Kunden")
    GROWTH = "growth", _("Wachstum")


class Seeks(models.TextChoices):
    PILOT = "pilot", _("Pilotpartner")
    CAPITAL = "capital", _("Kapital")
    STAFF = "staff", _("Mitarbeitende")
    MENTOR = "mentor", _("Mentor:in")


class Life(models.TextChoices):
    ACTIVE = "active", _("aktiv")
    ACQUIRED = "acquired", _("übernommen")
    CLOSED = "closed", _("geschlossen")


class Region(models.TextChoices):
    """How far away a startup sits, in the steps the hub's partners think in."""

    LEIPZIG = "leipzig", _("Leipzig")
    SAXONY = "saxony", _("übriges Sachsen")
    CENTRAL = "central", _("Sachsen-Anhalt und Thüringen")
    GERMANY = "germany", _("übriges Deutschland")
    ABROAD = "abroad", _("Ausland")


class Audience(models.TextChoices):
    """Who sees a field, or a milestone, besides the team."""

    ALL = "all", _("Alle")
    PARTNERS = "partners", _("Nur Partner")
    HUB = "hub", _("Nur das Hub-Team")


# What a founder may show or keep back, field by field; name, one-liner and track are the profile.
RELEASABLE = (
    "text",
    "website",
    "seat",
    "team_size",
    "founded_on",
    "stage",
    "seeks",
    "tags",
    "jobs_url",
)
# What nobody but partners may be shown besides; a deck is a file of its own (ProfileDeck).
PARTNER_ONLY = ("traction", "pilot_wish", "deck")
FOR_PARTNERS = (*RELEASABLE, *PARTNER_ONLY)


class StartupQuerySet(models.QuerySet["Startup"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Staff see every startup, its team their own, everybody the public ones."""
        if user.is_authenticated and user.has_role(*OFFICE):
            return self
        mine = Q(pk__in=[])
        if user.is_authenticated:
            held = StartupMember.objects.filter(person=user, left_at__isnull=True)
            mine = Q(pk__in=held.values("startup"))
        return self.filter(Q(visibility=Visibility.PUBLIC) | mine)

    def public(self) -> Self:
        return self.filter(visibility=Visibility.PUBLIC)


class Startup(models.Model):
    """A venture, from the first draft of an application to the years after the programme."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=80)
    slug = models.SlugField(unique=True, max_length=90)
    # Names in the order people expect: no ICU collation in every PostgreSQL, so a key of our own.
    sort_key = models.CharField(max_length=80, editable=False)
    one_liner = models.CharField(_("Kurzbeschreibung"), max_length=140, blank=True)
    text = models.TextField(_("Beschreibung"), max_length=4000, blank=True)
    track = models.ForeignKey(
        Track,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="startups",
        verbose_name=_("Schwerpunkt"),
    )
    batch = models.ForeignKey(
        Batch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="startups",
        verbose_name=_("Klasse"),
    )
    stage = models.CharField(_("Phase"), max_length=10, choices=Stage, blank=True)
    founded_on = models.DateField(_("gegründet am"), null=True, blank=True)
    seat = models.CharField(_("Ort"), max_length=80, blank=True)
    region = models.CharField(_("Region"), max_length=10, choices=Region, blank=True)
    team_size = models.PositiveSmallIntegerField(_("Teamgröße"), null=True, blank=True)
    website = models.URLField(_("Website"), blank=True)
    jobs_url = models.URLField(_("offene Stellen"), blank=True)
    seeks = ArrayField(
        models.CharField(max_length=10, choices=Seeks),
        default=list,
        blank=True,
        verbose_name=_("sucht"),
    )
    tags = ArrayField(
        models.CharField(max_length=MAX_TAG),
        default=list,
        blank=True,
        verbose_name=_("Schlagworte"),
    )
    released_fields = ArrayField(
        models.CharField(max_length=12), default=list, blank=True, verbose_name=_("öffentlich")
    )
    # What is released to partners besides; «deck» says that they may load the pitch deck (E2).
    partner_fields = ArrayField(
        models.CharField(max_length=12), default=list, blank=True, verbose_name=_("für Partner")
    )
    traction = models.TextField(_("Kennzahlen und Belege"), max_length=2000, blank=True)
    pilot_wish = models.TextField(_("Wunsch für ein Pilotprojekt"), max_length=1000, blank=True)
    # Consent E1: partners see the profile also while it is not public. Since when, for «newest».
    for_partners = models.BooleanField(_("Partner dürfen das Profil sehen"), default=False)
    for_partners_at = models.DateTimeField(_("für Partner seit"), null=True, editable=False)
    visibility = models.CharField(
        _("Sichtbarkeit"), max_length=10, choices=Visibility, default=Visibility.PRIVATE
    )
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, editable=False)
    life = models.CharField(_("Status"), max_length=10, choices=Life, default=Life.ACTIVE)
    is_demo = models.BooleanField(_("erfunden"), default=False, editable=False)
    created_at = models.DateTimeField(_("angelegt am"), auto_now_add=True)

    objects = StartupQuerySet.as_manager()

    class Meta:
        verbose_name = _("Startup")
        verbose_name_plural = _("Startups")
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(
                name="startup_public_by_name",
                fields=["sort_key", "id"],
                condition=Q(visibility="public"),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="startup_public_is_presentable",
                condition=~Q(visibility="public")
                | Q(track__isnull=False, published_at__isnull=False) & ~Q(one_liner=""),
            ),
            # What only partners may see can be released to nobody else.
            models.CheckConstraint(
                name="startup_released_fields_known",
                condition=Q(released_fields__contained_by=list(RELEASABLE)),
            ),
            models.CheckConstraint(
                name="startup_partner_fields_known",
                condition=Q(partner_fields__contained_by=list(FOR_PARTNERS)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("startups:startup-detail", args=[self.slug])


def released_label(name: str) -> str:
    """What a field of FOR_PARTNERS is called where founders tick it."""
    if name == "deck":
        return str(_("Pitchdeck"))
    field: models.Field = Startup._meta.get_field(name)  # type: ignore[assignment]  # noqa: SLF001
    return capfirst(str(field.verbose_name))


class StartupMove(models.Model):
    """One line of the history of what is shown: who changed it, when, from what to what."""

    startup = models.ForeignKey(Startup, models.CASCADE, related_name="moves")
    transition = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, choices=Visibility)
    to_state = models.CharField(max_length=10, choices=Visibility)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.startup_id}: {self.from_state} → {self.to_state}"


class StartupMemberQuerySet(models.QuerySet["StartupMember"]):
    def current(self) -> Self:
        return self.filter(left_at__isnull=True)

    def writing(self) -> Self:
        return self.current().filter(level__in=WRITERS)


class StartupMember(models.Model):
    """Where a founder's role holds. Removed means `left_at`: access ends with the next request."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    startup = models.ForeignKey(Startup, models.CASCADE, related_name="members")
    person = models.ForeignKey(User, models.CASCADE, related_name="startup_memberships")
    level = models.CharField(_("Stufe"), max_length=10, choices=MemberLevel)
    invited_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    joined_at = models.DateTimeField(_("dabei seit"), default=timezone.now)
    left_at = models.DateTimeField(_("ausgeschieden am"), null=True, blank=True)

    objects = StartupMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("Teammitglied")
        verbose_name_plural = _("Teammitglieder")
        ordering = ["joined_at"]
        constraints = [
            models.UniqueConstraint(
                name="startupmember_once_while_there",
                fields=["startup", "person"],
                condition=Q(left_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_level_display()})"
