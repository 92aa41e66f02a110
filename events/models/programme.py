"""What happens at an event, who speaks, and what is asked of those who register."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models.event import Event
from hub.core.bilingual import Bilingual

MAX_OPTIONS = 1000


class EventSpeaker(models.Model):
    """Somebody on stage; what they do is said in both languages, or in German alone."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="speakers")
    name = models.CharField(_("Name"), max_length=80)
    about_de = models.CharField(_("Wer das ist (deutsch)"), max_length=120, blank=True)
    about_en = models.CharField(_("Wer das ist (englisch)"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    about = Bilingual()

    class Meta:
        verbose_name = _("Sprecher:in")
        verbose_name_plural = _("Sprecher:innen")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class EventSession(models.Model):
    """One part of the programme."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    title_de = models.CharField(_("Titel (deutsch)"), max_length=120)
    title_en = models.CharField(_("Titel (englisch)"), max_length=120, blank=True)
    text_de = models.TextField(_("Text (deutsch)"), max_length=1000, blank=True)
    text_en = models.TextField(_("Text (englisch)"), max_length=1000, blank=True)
    room = models.CharField(_("Raum"), max_length=60, blank=True)
    speakers = models.ManyToManyField(
        EventSpeaker, related_name="sessions", blank=True, verbose_name=_("Sprecher:innen")
    )

    title = Bilingual()
    text = Bilingual()

    class Meta:
        verbose_name = _("Programmpunkt")
        verbose_name_plural = _("Programm")
        ordering = ["starts_at", "ends_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="eventsession_ends_after_it_starts",
                condition=Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=_("Das Ende liegt nicht nach dem Beginn."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EventQuestionKind(models.TextChoices):
    SHORT = "short", _("kurzer Text")
    LONG = "long", _("langer Text")
    CHOICE = "choice", _("eine Auswahl")
    YES = "yes", _("ja oder nein")


class EventQuestion(models.Model):
    """Asked at registration. Answers are kept by its uuid, so that its words may still change."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="questions")
    kind = models.CharField(
        _("Art"), max_length=6, choices=EventQuestionKind, default=EventQuestionKind.SHORT
    )
    label_de = models.CharField(_("Frage (deutsch)"), max_length=120)
    label_en = models.CharField(_("Frage (englisch)"), max_length=120, blank=True)
    options_de = models.TextField(
        _("Antworten zur Auswahl (deutsch), eine je Zeile"), max_length=MAX_OPTIONS, blank=True
    )
    options_en = models.TextField(
        _("Antworten zur Auswahl (englisch), eine je Zeile"), max_length=MAX_OPTIONS, blank=True
    )
    is_required = models.BooleanField(_("Pflicht"), default=False)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    label = Bilingual()
    options = Bilingual()

    class Meta:
        verbose_name = _("Frage bei der Anmeldung")
        verbose_name_plural = _("Fragen bei der Anmeldung")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="eventquestion_choice_has_options",
                condition=~Q(kind=EventQuestionKind.CHOICE) | ~Q(options_de=""),
                violation_error_message=_("Zu einer Auswahl gehören Antworten, eine je Zeile."),
            ),
        ]

    def __str__(self) -> str:
        return self.label
