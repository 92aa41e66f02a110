"""Searches that somebody keeps, to hear by mail when something new fits."""

from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from partners.models.member import PartnerMember
from partners.models.partner import Partner
from startups.models import Startup


class Frequency(models.TextChoices):
    DAILY = "daily", _("jeden Morgen")
    WEEKLY = "weekly", _("jeden Montag")


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own, kept for the partner one works for today."""
        acting = PartnerMember.objects.acting(user)
        return self.filter(owner=user.pk, partner__in=acting.values("partner"))

    def running(self) -> Self:
        return self.filter(paused_at__isnull=True)


class SavedSearch(models.Model):
    """A filter of the list of startups with a name; `query` is its address from the `?` on."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(_("Name"), max_length=60)
    query = models.CharField(max_length=2000)
    frequency = models.CharField(_("Mail"), max_length=10, choices=Frequency)
    created_at = models.DateTimeField(default=timezone.now)
    # What was there before is not news: since the search was saved, or went on after a pause.
    watching_since = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("gespeicherte Suche")
        verbose_name_plural = _("gespeicherte Suchen")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                name="savedsearch_due",
                fields=["frequency", "checked_at"],
                condition=Q(paused_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.name


class SearchHit(models.Model):
    """A startup that a search has told of: never again by the same one."""

    search = models.ForeignKey(SavedSearch, models.CASCADE, related_name="hits")
    startup = models.ForeignKey(Startup, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="searchhit_told_once", fields=["search", "startup"]),
        ]

    def __str__(self) -> str:
        return f"{self.search_id}: {self.startup_id}"
