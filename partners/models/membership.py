"""What the people of a partner and those of a science unit have in common."""

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class StaffLevel(models.TextChoices):
    LEAD = "lead", _("Leitung")
    MEMBER = "member", _("Mitglied")


class Membership(models.Model):
    """Where a role holds. Left means `left_at`: access ends with the next request.

    Each sort adds the organisation and the person, who works at one of its sort at a time: whose
    notes they see or whose requests they answer would be a matter of chance otherwise.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    level = models.CharField(_("Stufe"), max_length=10, choices=StaffLevel)
    joined_at = models.DateTimeField(_("dabei seit"), default=timezone.now)
    left_at = models.DateTimeField(_("ausgeschieden am"), null=True, blank=True)

    class Meta:
        abstract = True
        verbose_name = _("Mitarbeiter:in")
        verbose_name_plural = _("Mitarbeitende")
        ordering = ["joined_at", "pk"]

    @property
    def is_lead(self) -> bool:
        return self.level == StaffLevel.LEAD
