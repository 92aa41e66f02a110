from datetime import timedelta
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User

# How long a list waits for its uploader; then its rows are gone.
WAITS = timedelta(hours=24)


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Who may open the admin sees who read in which list."""
        return self if user.is_staff else self.none()

    def waiting(self) -> Self:
        return self.filter(done_at__isnull=True)

    def expired_at(self, moment: object) -> Self:
        return self.waiting().filter(expires_at__lte=moment)


def in_a_day() -> object:
    return timezone.now() + WAITS


class Import(models.Model):
    """A list that was uploaded: it waits for a yes to its preview, or tells what it did.

    The rows stand here only while it waits, as texts by column.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject = models.CharField(_("Was"), max_length=20)
    file_name = models.CharField(_("Datei"), max_length=120)
    by = models.ForeignKey(User, models.PROTECT, related_name="imports", verbose_name=_("von"))
    uploaded_at = models.DateTimeField(_("hochgeladen am"), default=timezone.now)
    expires_at = models.DateTimeField(default=in_a_day, editable=False)
    sheet = models.CharField(max_length=120, blank=True)
    unread = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    unknown = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    rows = models.JSONField(default=list, blank=True)
    done_at = models.DateTimeField(_("eingelesen am"), null=True, blank=True)
    new = models.PositiveIntegerField(_("neu"), default=0)
    changed = models.PositiveIntegerField(_("geändert"), default=0)
    unchanged = models.PositiveIntegerField(_("unverändert"), default=0)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("eingelesene Liste")
        verbose_name_plural = _("eingelesene Listen")
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="import_keeps_no_rows_when_done",
                condition=Q(done_at__isnull=True) | Q(rows=[]),
            ),
        ]
        indexes = [
            models.Index(
                name="import_waiting",
                fields=["by", "subject"],
                condition=Q(done_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
