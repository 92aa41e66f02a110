"""A startup as its readers see it: a table for each audience, so that no search can find more."""

from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from hub.programme.models import Track
from startups.models.batch import Batch
from startups.models.startup import Life, Region, Seeks, Stage, Startup
from startups.states import Visibility


class TeamBand(models.TextChoices):
    """Team sizes as people ask for them; the bounds stand in the database's function."""

    SOLO = "1", _("1 Person")
    SMALL = "2-5", _("2 bis 5 Personen")
    MEDIUM = "6-10", _("6 bis 10 Personen")
    LARGE = "11-25", _("11 bis 25 Personen")
    GROWN = "26+", _("mehr als 25 Personen")


class ShownProfileQuerySet(models.QuerySet[Any]):
    def listed(self) -> Self:
        """The rows that the audience of this table may find."""
        raise NotImplementedError


class ShownProfile(models.Model):
    """What of a startup its founders released to one audience, ready to be searched.

    The database writes these rows (startups_write_profiles, migration 0016) whenever a startup
    changes: nothing here can be stale, and a column that was not released is empty here. Read only
    for Python.
    """

    visibility = models.CharField(max_length=10, choices=Visibility)
    published_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField()
    slug = models.CharField(max_length=90)
    name = models.CharField(max_length=80)
    sort_key = models.CharField(max_length=80)
    one_liner = models.CharField(max_length=140)
    track = models.ForeignKey(Track, models.DO_NOTHING, null=True, related_name="+")
    batch = models.ForeignKey(Batch, models.DO_NOTHING, null=True, related_name="+")
    life = models.CharField(max_length=10, choices=Life)
    # Released or empty
    text = models.TextField()
    stage = models.CharField(max_length=10, choices=Stage)
    seat = models.CharField(max_length=80)
    region = models.CharField(max_length=10, choices=Region)
    seeks = ArrayField(models.CharField(max_length=10, choices=Seeks))
    tags = ArrayField(models.CharField(max_length=30))
    team_size = models.PositiveSmallIntegerField(null=True)
    team_band = models.CharField(max_length=10, choices=TeamBand)
    founded_on = models.DateField(null=True)
    website = models.CharField(max_length=200)
    jobs_url = models.CharField(max_length=200)
    is_hiring = models.BooleanField()
    # What was reached, newest first: each with `title` and `reached_on`.
    milestones = models.JSONField(default=list)
    # For the search: German and English word forms; plain letters for parts of words and typos.
    document = SearchVectorField()
    name_words = models.TextField()
    words = models.TextField()

    class Meta:
        abstract = True
        indexes = [
            GinIndex(name="%(class)s_document", fields=["document"]),
            GinIndex(name="%(class)s_words", fields=["words"], opclasses=["gin_trgm_ops"]),
            models.Index(name="%(class)s_slug", fields=["slug"]),
        ]

    def __str__(self) -> str:
        return self.name


def by_order(listed: Q) -> list[models.Index]:
    """An index for each order of a list, over the rows that are listed."""
    return [
        models.Index(name="%(class)s_by_name", fields=["sort_key", "startup"], condition=listed),
        models.Index(
            name="%(class)s_newest", fields=["-published_at", "startup"], condition=listed
        ),
    ]


class PublicProfileQuerySet(ShownProfileQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Whoever may see a startup may see what the public sees, or would see, of it."""
        if not user.is_authenticated:
            return self.public()
        return self.filter(startup__in=Startup.objects.visible_to(user))

    def public(self) -> Self:
        return self.filter(visibility=Visibility.PUBLIC)

    def listed(self) -> Self:
        return self.public()


class PublicProfile(ShownProfile):
    """What everybody may see of a startup. One that is not public has no words to be found by."""

    startup = models.OneToOneField(
        Startup, models.CASCADE, primary_key=True, related_name="public_profile"
    )

    objects = PublicProfileQuerySet.as_manager()

    class Meta(ShownProfile.Meta):
        indexes = [
            *ShownProfile.Meta.indexes,
            *by_order(Q(visibility="public")),
            # What similar startups are looked for by.
            models.Index(
                name="publicprofile_of_track",
                fields=["track", "-published_at", "startup"],
                condition=Q(visibility="public"),
            ),
            GinIndex(name="publicprofile_tags", fields=["tags"]),
        ]


class PartnerProfileQuerySet(ShownProfileQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Staff see what partners see, or would see; who is a partner, the partners' app knows."""
        may = user.is_authenticated and user.has_role(*OFFICE)
        return self.all() if may else self.none()

    def open(self) -> Self:
        """What partners may see: public, or open to them by consent, and not archived."""
        return self.filter(is_open=True)

    def listed(self) -> Self:
        return self.open()


class PartnerProfile(ShownProfile):
    """What the partners' people may see of a startup: everybody's part, and what is for them."""

    startup = models.OneToOneField(
        Startup, models.CASCADE, primary_key=True, related_name="partner_profile"
    )
    traction = models.TextField()
    pilot_wish = models.TextField()
    has_deck = models.BooleanField()
    is_open = models.BooleanField()

    objects = PartnerProfileQuerySet.as_manager()

    class Meta(ShownProfile.Meta):
        indexes = [*ShownProfile.Meta.indexes, *by_order(Q(is_open=True))]
