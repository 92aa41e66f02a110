"""A partner's watchlist: startups in stages of its own, with notes that stay in the house."""

from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from partners.models.member import PartnerMember
from partners.models.partner import Partner
from startups.models import Startup


def own_partner(user: User | AnonymousUser) -> models.QuerySet[PartnerMember, int]:
    """Whose list somebody may see: their own organisation's of today. Hub staff have none."""
    return PartnerMember.objects.acting(user).values_list("partner", flat=True)


class WatchStageQuerySet(models.QuerySet["WatchStage"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(partner__in=own_partner(user))


class WatchStage(models.Model):
    """How far an organisation has come with a startup, in its own words and order."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="watch_stages")
    name = models.CharField(_("Name"), max_length=40)
    position = models.PositiveSmallIntegerField()

    objects = WatchStageQuerySet.as_manager()

    class Meta:
        verbose_name = _("Stufe der Merkliste")
        verbose_name_plural = _("Stufen der Merkliste")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                "partner", Lower("name"), name="watchstage_name_once_in_a_partner"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WatchEntryQuerySet(models.QuerySet["WatchEntry"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(partner__in=own_partner(user))

    def current(self) -> Self:
        return self.filter(removed_at__isnull=True)


class WatchEntry(models.Model):
    """A startup on the list. Taken off means `removed_at`: its notes are there when it comes back."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="watched")
    startup = models.ForeignKey(Startup, models.CASCADE, related_name="+")
    stage = models.ForeignKey(
        WatchStage, models.SET_NULL, null=True, blank=True, related_name="entries"
    )
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = WatchEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Eintrag der Merkliste")
        verbose_name_plural = _("Merkliste")
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="watchentry_once_in_a_partner", fields=["partner", "startup"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.startup_id}"


class WatchNoteQuerySet(models.QuerySet["WatchNote"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(entry__partner__in=own_partner(user))


class WatchNote(models.Model):
    """What colleagues write for each other about a startup; `version` counts its wordings."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    entry = models.ForeignKey(WatchEntry, models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("Notiz"), max_length=4000)
    written_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = WatchNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("Notiz der Merkliste")
        verbose_name_plural = _("Notizen der Merkliste")
        ordering = ["-written_at", "-pk"]
        indexes = [models.Index(name="watchnote_newest", fields=["entry", "-written_at"])]

    def __str__(self) -> str:
        return self.text[:60]
