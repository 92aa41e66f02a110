from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

MAX_ATTEMPTS = 5


class EmailState(models.TextChoices):
    QUEUED = "queued", _("wartet")
    HELD = "held", _("angehalten")
    SENT = "sent", _("gesendet")
    DEAD = "dead", _("unzustellbar")


class EmailQuerySet(models.QuerySet["Email"]):
    def due(self, now: datetime) -> Self:
        return self.filter(state=EmailState.QUEUED, next_attempt_at__lte=now)


class Email(models.Model):
    """One mail: the outbox row, written in the same transaction as the fact it tells of."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(_("Vorlage"), max_length=60)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("Person"),
    )
    to = models.EmailField(_("an"))
    language = models.CharField(_("Sprache"), max_length=2)
    subject = models.CharField(_("Betreff"), max_length=200)
    body = models.TextField(_("Text"))
    # Codes and links that let somebody in: nobody but the recipient may read them.
    is_secret = models.BooleanField(_("vertraulich"), default=False, editable=False)
    state = models.CharField(
        _("Stand"), max_length=10, choices=EmailState, default=EmailState.QUEUED
    )
    attempts = models.PositiveSmallIntegerField(_("Versuche"), default=0, editable=False)
    next_attempt_at = models.DateTimeField(_("nächster Versuch"), default=timezone.now)
    message_id = models.CharField(max_length=120, unique=True, editable=False)
    dedup_key = models.CharField(max_length=200, blank=True, editable=False)
    error = models.TextField(_("Fehler"), blank=True, editable=False)
    # Where staff find what the mail is about: a path inside the portal.
    about = models.CharField(max_length=200, blank=True, editable=False)
    # Where one click ends mails of this kind: a path that takes a POST without login (RFC 8058).
    unsubscribe = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(_("angelegt am"), auto_now_add=True)
    sent_at = models.DateTimeField(_("gesendet am"), null=True, editable=False)

    objects = EmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("E-Mail")
        verbose_name_plural = _("Postausgang")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                name="email_waiting",
                fields=["-is_secret", "next_attempt_at"],
                condition=Q(state=EmailState.QUEUED),
            ),
            models.Index(name="email_newest", fields=["-created_at", "-id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="email_once_per_dedup_key", fields=["dedup_key"], condition=~Q(dedup_key="")
            ),
            models.CheckConstraint(
                name="email_sent_at_when_sent",
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class EmailTemplate(models.Model):
    """Staff's own wording for one kind of mail; without a row the portal's own text is used."""

    kind = models.CharField(_("Vorlage"), max_length=60, unique=True)
    subject_de = models.CharField(_("Betreff (deutsch)"), max_length=200)
    body_de = models.TextField(_("Text (deutsch)"))
    subject_en = models.CharField(_("Betreff (englisch)"), max_length=200)
    body_en = models.TextField(_("Text (englisch)"))
    updated_at = models.DateTimeField(_("geändert am"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, editable=False
    )

    class Meta:
        verbose_name = _("E-Mail-Vorlage")
        verbose_name_plural = _("E-Mail-Vorlagen")
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.kind


class Heartbeat(models.Model):
    """When a background job last ran: how the portal notices that the clock stopped."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.at}"
