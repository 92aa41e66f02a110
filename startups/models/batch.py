import re
from datetime import datetime
from typing import Self
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from hub.core.bilingual import Bilingual
from hub.programme.models import Track
from startups.states import BatchState


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: object) -> Self:
        """Batches are public: what is planned is announced, what ran is remembered."""
        return self

    def built_by(self, user: User) -> Self:
        """Those whose form the person builds, and so may look at before it is open to anybody."""
        return self if user.is_superuser or user.has_role(*OFFICE) else self.none()

    def open_at(self, now: datetime) -> Self:
        """Takes applications now. The clock decides, not the tick that writes the state."""
        return self.filter(
            state__in=[BatchState.PLANNED, BatchState.OPEN], opens_at__lte=now, deadline__gte=now
        )

    def coming_at(self, now: datetime) -> Self:
        return self.filter(state=BatchState.PLANNED, opens_at__gt=now)


class ProfileChanges(models.TextChoices):
    """How changes of a profile that is public already reach the public."""

    BY_STAFF = "by_staff", _("erst nach Freigabe durch das Hub-Team")
    AT_ONCE = "at_once", _("sofort")


class Batch(models.Model):
    """One class of the programme: when one may apply, when it runs, how many places it has."""

    slug = models.SlugField(_("Kürzel in der Adresse"), unique=True)
    # Starts every application number: «SIH-27A-0012».
    code = models.SlugField(_("Kürzel der Bewerbungsnummer"), max_length=12, unique=True)
    name_de = models.CharField(_("Name (deutsch)"), max_length=80)
    name_en = models.CharField(_("Name (englisch)"), max_length=80)
    intro_de = models.TextField(_("Einleitung (deutsch)"), blank=True)
    intro_en = models.TextField(_("Einleitung (englisch)"), blank=True)
    # Who may apply, one condition a line.
    eligibility_de = models.TextField(_("Teilnahmebedingungen (deutsch)"), blank=True)
    eligibility_en = models.TextField(_("Teilnahmebedingungen (englisch)"), blank=True)
    state = models.CharField(
        _("Stand"), max_length=10, choices=BatchState, default=BatchState.PLANNED, editable=False
    )
    opens_at = models.DateTimeField(_("Bewerbung ab"))
    # The last second that counts.
    deadline = models.DateTimeField(_("Bewerbung bis"))
    decision_by = models.DateField(_("Entscheidung bis"), null=True, blank=True)
    starts_on = models.DateField(_("Programm ab"))
    ends_on = models.DateField(_("Programm bis"))
    places = models.PositiveSmallIntegerField(_("Plätze"))
    offer_days = models.PositiveSmallIntegerField(_("Tage für die Zusage"), default=10)
    profile_changes = models.CharField(
        _("Änderungen an öffentlichen Profilen"),
        max_length=10,
        choices=ProfileChanges,
        default=ProfileChanges.BY_STAFF,
    )
    form_frozen_at = models.DateTimeField(
        _("Formular festgeschrieben am"), null=True, editable=False
    )
    last_number = models.PositiveIntegerField(default=0, editable=False)

    name = Bilingual(_("Name"))
    intro = Bilingual()
    eligibility = Bilingual()
    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("Klasse")
        verbose_name_plural = _("Klassen")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                name="batch_deadline_after_opening", condition=Q(deadline__gt=models.F("opens_at"))
            ),
            models.CheckConstraint(
                name="batch_ends_after_start", condition=Q(ends_on__gte=models.F("starts_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("startups:batch", args=[self.slug])

    def is_open_at(self, now: datetime) -> bool:
        return (
            self.state in {BatchState.PLANNED, BatchState.OPEN}
            and self.opens_at <= now <= self.deadline
        )


class BatchTrackLimit(models.Model):
    """At most so many places of a batch go to one track."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="track_limits")
    track = models.ForeignKey(Track, models.PROTECT, verbose_name=_("Schwerpunkt"))
    places = models.PositiveSmallIntegerField(_("höchstens"))

    class Meta:
        verbose_name = _("Plätze je Schwerpunkt")
        verbose_name_plural = _("Plätze je Schwerpunkt")
        constraints = [
            models.UniqueConstraint(name="batchtracklimit_once", fields=["batch", "track"])
        ]

    def __str__(self) -> str:
        return f"{self.track}: {self.places}"


class BatchMove(models.Model):
    """One line of a batch's history; `by` is empty where the clock did it."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="moves")
    transition = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, choices=BatchState)
    to_state = models.CharField(max_length=10, choices=BatchState)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.from_state} → {self.to_state}"


class SectionKind(models.TextChoices):
    """What a section shows besides its questions."""

    QUESTIONS = "questions", _("nur Fragen")
    TEAM = "team", _("Team einladen")
    TRACK = "track", _("Schwerpunkt wählen")
    CONSENTS = "consents", _("Einwilligungen")


class Section(models.Model):
    """One page of a batch's application form."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="sections")
    slug = models.SlugField(_("Kürzel in der Adresse"), max_length=40)
    kind = models.CharField(
        _("Art"), max_length=10, choices=SectionKind, default=SectionKind.QUESTIONS
    )
    title_de = models.CharField(_("Titel (deutsch)"), max_length=60)
    title_en = models.CharField(_("Titel (englisch)"), max_length=60)
    intro_de = models.TextField(_("Einleitung (deutsch)"), blank=True)
    intro_en = models.TextField(_("Einleitung (englisch)"), blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    title = Bilingual()
    intro = Bilingual()

    class Meta:
        verbose_name = _("Abschnitt")
        verbose_name_plural = _("Abschnitte")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(name="section_slug_once_per_batch", fields=["batch", "slug"]),
            models.UniqueConstraint(
                name="section_one_of_each_special_kind",
                fields=["batch", "kind"],
                condition=~Q(kind="questions"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


# One choice of a question: «kürzel | deutsch | englisch».
OPTION = re.compile(
    r"^\s*(?P<key>[a-z0-9_-]+)\s*\|(?P<de>[^|]*[^|\s][^|]*)\|(?P<en>[^|]*[^|\s][^|]*)$"
)


class QuestionKind(models.TextChoices):
    SHORT = "short", _("kurzer Text")
    LONG = "long", _("langer Text")
    NUMBER = "number", _("Zahl")
    CHOICE = "choice", _("eine Auswahl")
    SEVERAL = "several", _("mehrere Auswahlen")
    URL = "url", _("Link")
    FILE = "file", _("PDF-Datei")
    DATE = "date", _("Datum")


class ReadBy(models.TextChoices):
    """Who besides the team and hub staff may read the answer."""

    STAFF = "staff", _("nur Hub-Team")
    REVIEWERS = "reviewers", _("auch Jury")
    PARTNERS = "partners", _("auch Jury und Partner")


class Fills(models.TextChoices):
    """The field of the startup's profile that an answer fills, so that nobody types it twice."""

    NAME = "name", _("Name")
    ONE_LINER = "one_liner", _("Kurzbeschreibung")
    TEXT = "text", _("Beschreibung")
    WEBSITE = "website", _("Website")
    SEAT = "seat", _("Ort")
    TEAM_SIZE = "team_size", _("Teamgröße")
    FOUNDED_ON = "founded_on", _("Gründungsdatum")
    STAGE = "stage", _("Phase")
    SEEKS = "seeks", _("sucht")


class Counts(models.TextChoices):
    """What of a team an answer counts for the report: only added up over many, never shown alone."""

    FOUNDERS = "founders", _("Gründende im Team")
    WOMEN = "women", _("davon Frauen")


class Question(models.Model):
    """One thing the application asks. Frozen with the form once an application is submitted."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    section = models.ForeignKey(
        Section, models.CASCADE, related_name="questions", verbose_name=_("Abschnitt")
    )
    kind = models.CharField(_("Art"), max_length=10, choices=QuestionKind)
    label_de = models.CharField(_("Frage (deutsch)"), max_length=200)
    label_en = models.CharField(_("Frage (englisch)"), max_length=200)
    help_de = models.CharField(_("Hinweis (deutsch)"), max_length=300, blank=True)
    help_en = models.CharField(_("Hinweis (englisch)"), max_length=300, blank=True)
    is_required = models.BooleanField(_("Pflicht"), default=True)
    max_chars = models.PositiveIntegerField(_("höchstens Zeichen"), null=True, blank=True)
    # One choice a line: «kürzel | deutsch | englisch».
    options = models.TextField(
        pgettext_lazy("of a question", "Auswahl"),
        blank=True,
        help_text=_("Eine je Zeile: kürzel | deutsch | englisch"),
    )
    tracks = models.ManyToManyField(
        Track,
        blank=True,
        verbose_name=_("nur für"),
        help_text=_("Leer: die Frage gilt für alle Schwerpunkte."),
    )
    read_by = models.CharField(
        _("wer liest mit"), max_length=10, choices=ReadBy, default=ReadBy.REVIEWERS
    )
    fills = models.CharField(_("füllt im Profil"), max_length=12, choices=Fills, blank=True)
    counts = models.CharField(
        _("zählt für Berichte"),
        max_length=10,
        choices=Counts,
        blank=True,
        help_text=_(
            "Nur für Zahlen, und nur freiwillig: Berichte nennen allein Anteile über viele."
        ),
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)

    label = Bilingual()
    help = Bilingual()

    class Meta:
        verbose_name = _("Frage")
        verbose_name_plural = _("Fragen")
        ordering = ["section__position", "section", "position", "pk"]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        if self.kind in {QuestionKind.CHOICE, QuestionKind.SEVERAL}:
            rows = [line for line in self.options.splitlines() if line.strip()]
            if not rows or not all(OPTION.match(row) for row in rows):
                message = _("Schreiben Sie je Zeile: kürzel | deutsch | englisch.")
                raise ValidationError({"options": message})
        if self.counts and (self.kind != QuestionKind.NUMBER or self.is_required):
            message = _("Für Berichte zählt nur eine freiwillige Frage nach einer Zahl.")
            raise ValidationError({"counts": message})

    def choices(self, language: str) -> list[tuple[str, str]]:
        """The choices as (key, label in that language)."""
        rows = [OPTION.match(line) for line in self.options.splitlines()]
        column = "en" if language.startswith("en") else "de"
        return [(row["key"].strip(), row[column].strip()) for row in rows if row]
