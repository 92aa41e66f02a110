import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from hub.accounts.models.person import User

VALID_FOR = timedelta(days=14)


class InvitationKind(models.TextChoices):
    ROLE = "role", _("Rolle im Portal")
    TEAM = "team", _("Gründungsteam")
    PARTNER = "partner", _("Partnerorganisation")
    SCIENCE = "science", _("Einrichtung im Kompetenzzentrum")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def redeemable_at(self, now: datetime) -> Self:
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)

    def by_token(self, token: str) -> Self:
        return self.filter(token_hash=token_hash(token))


class Invitation(models.Model):
    """A link that gives one address one role or membership, once. The token itself is not kept."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(_("Art"), max_length=10, choices=InvitationKind)
    email = models.EmailField(_("E-Mail-Adresse"))
    # `role` for kind ROLE; the organisation and the level in it for the other kinds.
    role = models.CharField(_("Rolle"), max_length=20, blank=True)
    subject = models.UUIDField(_("Organisation"), null=True, blank=True)
    level = models.CharField(_("Stufe"), max_length=10, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("eingeladen von")
    )
    created_at = models.DateTimeField(_("eingeladen am"), auto_now_add=True)
    expires_at = models.DateTimeField(_("gültig bis"))
    accepted_at = models.DateTimeField(_("angenommen am"), null=True, editable=False)
    accepted_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name=_("angenommen von"),
    )
    revoked_at = models.DateTimeField(_("zurückgezogen am"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Einladung")
        verbose_name_plural = _("Einladungen")
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="invitation_acceptance_is_whole",
                condition=models.Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                name="invitation_gives_something",
                condition=models.Q(kind="role", subject__isnull=True) & ~models.Q(role="")
                | ~models.Q(kind="role") & models.Q(subject__isnull=False) & ~models.Q(level=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} ({self.get_kind_display()})"


def new_token() -> str:
    """128 random bits for a link."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
