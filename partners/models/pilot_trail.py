"""What a pilot leaves behind: its moves, what either side wrote, its files."""

from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from partners.models.pilot import Pilot, PilotSide
from partners.states import PilotState
from startups.models.attachment import KeptPdf, KeptPdfQuerySet


class PilotMove(models.Model):
    """One line of a pilot's history: who, when, from where to where."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="moves")
    transition = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, choices=PilotState)
    to_state = models.CharField(max_length=12, choices=PilotState)
    side = models.CharField(max_length=10, choices=PilotSide)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(_("Notiz"), max_length=1000, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.pilot_id}: {self.from_state} → {self.to_state}"


class PilotUpdate(models.Model):
    """News of a pilot, written by either side or by the hub team, read by both."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="updates")
    side = models.CharField(max_length=10, choices=PilotSide)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("Nachricht"), max_length=4000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.pilot_id}: {self.author_id}"


class PilotFileQuerySet(KeptPdfQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Whoever sees the pilot; until it is scanned, only who brought the file."""
        if not user.is_authenticated:
            return self.none()
        readable = self.filter(pilot__in=Pilot.objects.visible_to(user).values("pk"))
        return readable.released() | readable.filter(uploaded_by=user)


class PilotFile(KeptPdf):
    """A PDF of a pilot, for both sides."""

    pilot = models.ForeignKey(Pilot, models.CASCADE, related_name="files")
    side = models.CharField(max_length=10, choices=PilotSide)

    objects = PilotFileQuerySet.as_manager()

    class Meta(KeptPdf.Meta):
        verbose_name = _("Datei")
        verbose_name_plural = _("Dateien")
        ordering = ["uploaded_at"]

    def get_absolute_url(self) -> str:
        return reverse("partners:pilot-file", args=[self.uuid])
