from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User


class CalendarAddressQuerySet(models.QuerySet["CalendarAddress"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Nobody sees but their own."""
        return self.filter(person=user) if user.is_authenticated else self.none()


class CalendarAddress(models.Model):
    """Under which private address somebody's calendar fetches their events.

    The address is signed, so this key alone opens nothing; another key makes it void.
    """

    person = models.OneToOneField(User, models.CASCADE, related_name="calendar_address")
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CalendarAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kalenderadresse")
        verbose_name_plural = _("Kalenderadressen")

    def __str__(self) -> str:
        return f"{self.person_id}: {self.created_at:%Y-%m-%d}"
