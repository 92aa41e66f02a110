from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from startups.models.application import Application
from startups.models.batch import Question


class ScanState(models.TextChoices):
    NOT_SCANNED = "not_scanned", _("ohne Virenprüfung")
    WAITING = "waiting", _("wird geprüft")
    CLEAN = "clean", _("geprüft")
    INFECTED = "infected", _("Schadcode gefunden")


def random_name() -> str:
    """Where a new file goes; the name the founder gave is never a path."""
    name = uuid4().hex
    return f"{name[:2]}/{name}"


def random_path(_kept: "KeptPdf", _filename: str) -> str:
    return random_name()


class KeptPdfQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(removed_at__isnull=True)

    def released(self) -> Self:
        """What the virus scanner, where there is one, has nothing against."""
        return self.filter(scan__in=[ScanState.CLEAN, ScanState.NOT_SCANNED])

    def fetchable(self) -> Self:
        """What may be handed out at all: what the scanner found something in is for nobody."""
        return self.current().exclude(scan=ScanState.INFECTED)

    def waiting(self) -> Self:
        """What the virus scanner has not judged yet."""
        return self.current().filter(scan=ScanState.WAITING)


class KeptPdf(models.Model):
    """A PDF that came through the gate. Kept outside static, served after a permission check."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    file = models.FileField(upload_to=random_path, max_length=60)
    name = models.CharField(_("Name"), max_length=120)
    size = models.PositiveIntegerField(_("Größe"))
    pages = models.PositiveSmallIntegerField(_("Seiten"))
    sha256 = models.CharField(max_length=64)
    scan = models.CharField(max_length=12, choices=ScanState, default=ScanState.NOT_SCANNED)
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_removal_is_whole",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_waiting(self) -> bool:
        return self.scan == ScanState.WAITING

    @property
    def is_infected(self) -> bool:
        return self.scan == ScanState.INFECTED


class AttachmentQuerySet(KeptPdfQuerySet):
    def visible_to(self, user: User) -> Self:
        """Whoever may read the application sees its files; until scanned, only its team."""
        held = user.startup_memberships.filter(left_at__isnull=True)
        team = Q(application__startup__in=held.values("startup"))
        readable = Application.objects.visible_to(user)
        released = Q(scan__in=[ScanState.CLEAN, ScanState.NOT_SCANNED])
        return self.filter(application__in=readable.values("pk")).filter(team | released)


class Attachment(KeptPdf):
    """A PDF that answers one question."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="attachments")
    question = models.ForeignKey(Question, models.PROTECT, related_name="attachments")

    objects = AttachmentQuerySet.as_manager()

    class Meta(KeptPdf.Meta):
        verbose_name = _("Datei")
        verbose_name_plural = _("Dateien")
        ordering = ["uploaded_at"]

    def get_absolute_url(self) -> str:
        return reverse("startups:attachment", args=[self.uuid])


class AttachmentOpening(models.Model):
    """Who fetched a file, when: the founders' access list."""

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="openings")
    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.attachment_id}: {self.person_id}"
