from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models.person import User


class Consent(models.Model):
    """A person agreed to one purpose, in one wording, about one thing; withdrawn, never deleted."""

    person = models.ForeignKey(User, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("Zweck"), max_length=30)
    text_version = models.CharField(_("Textfassung"), max_length=10)
    # What it is about, when it is not about the person alone: an application's public identifier.
    subject = models.UUIDField(null=True, blank=True)
    given_at = models.DateTimeField(_("erteilt am"), default=timezone.now)
    withdrawn_at = models.DateTimeField(_("widerrufen am"), null=True, blank=True)

    class Meta:
        verbose_name = _("Einwilligung")
        verbose_name_plural = _("Einwilligungen")
        ordering = ["-given_at"]
        indexes = [models.Index(name="consent_about", fields=["subject", "purpose"])]
        constraints = [
            models.UniqueConstraint(
                name="consent_once_while_given",
                fields=["person", "purpose", "subject"],
                condition=models.Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.purpose}"
