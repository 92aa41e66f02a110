from datetime import datetime
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from hub.programme.models import Track
from startups.models.batch import Batch, Question
from startups.models.conflict import Conflict
from startups.models.startup import Startup, StartupMember
from startups.states import DECIDED, UNDECIDED, ApplicationState


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> Self:
        """The team sees its own; hub staff see what is handed in, unless tied to the startup.

        Drafts are the founders' business, those they took back included: staff see that they exist
        (`queries.desk.drafts`), not what they say.
        """
        held = StartupMember.objects.current().filter(person=user)
        mine = Q(startup__in=held.values("startup"))
        if not user.has_role(*OFFICE):
            return self.filter(mine)
        return self.filter(mine | Q(submitted_at__isnull=False) & ~Q(startup__in=_tied(user)))

    def of_team(self, user: User) -> Self:
        """The applications of the startups whose team somebody is on now, each with their `level`."""
        members = self.filter(
            startup__members__person=user, startup__members__left_at__isnull=True
        )
        return members.annotate(level=F("startup__members__level"))

    def with_own_deadline(self) -> Self:
        """Each with `extended_until`, the latest of its personal deadlines, if it has one."""
        own = Extension.objects.filter(application=OuterRef("pk")).order_by("-until")
        return self.annotate(extended_until=Subquery(own.values("until")[:1]))

    def workable_by(self, user: User) -> Self:
        """What hub staff may screen, note and decide: nothing of a startup they are tied to."""
        if not user.has_role(*OFFICE) and not user.is_superuser:
            return self.none()
        ever_member = StartupMember.objects.filter(person=user).values("startup")
        return (
            self.filter(submitted_at__isnull=False)
            .exclude(startup__in=_tied(user))
            .exclude(startup__in=ever_member)
        )


def _tied(user: User) -> "models.QuerySet[Conflict]":
    held = Conflict.objects.in_force().filter(person=user)
    return held.values("startup")  # type: ignore[return-value]


class Application(models.Model):
    """A startup's bid for a place in one batch.

    Its state changes only in `startups.services`; the constraints hold even against code that
    forgets.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    batch = models.ForeignKey(
        Batch, models.PROTECT, related_name="applications", verbose_name=_("Klasse")
    )
    startup = models.ForeignKey(
        Startup, models.CASCADE, related_name="applications", verbose_name=_("Startup")
    )
    track = models.ForeignKey(
        Track,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Schwerpunkt"),
    )
    # Raised with each change of the track, like an answer's version.
    track_version = models.PositiveIntegerField(default=0, editable=False)
    state = models.CharField(
        _("Stand"),
        max_length=12,
        choices=ApplicationState,
        default=ApplicationState.DRAFT,
        editable=False,
    )
    number = models.CharField(_("Nummer"), max_length=24, blank=True, editable=False)
    language = models.CharField(_("Sprache"), max_length=2, default="de", editable=False)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    started_at = models.DateTimeField(_("begonnen am"), default=timezone.now, editable=False)
    edited_at = models.DateTimeField(_("bearbeitet am"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(_("eingereicht am"), null=True, editable=False)
    first_submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, editable=False
    )
    decided_at = models.DateTimeField(_("entschieden am"), null=True, editable=False)
    # Screening is silent: nobody outside sees it before decisions are released.
    is_eligible = models.BooleanField(_("zugelassen"), null=True, editable=False)
    screening_reason = models.TextField(_("Begründung"), blank=True, editable=False)
    screened_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, editable=False
    )
    screened_at = models.DateTimeField(_("geprüft am"), null=True, editable=False)

    # Only on rows read with `of_team` and `with_own_deadline`.
    level: str
    extended_until: datetime | None

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Bewerbung")
        verbose_name_plural = _("Bewerbungen")
        ordering = ["-submitted_at", "-pk"]
        permissions = [("release_decision", "release prepared decisions")]
        indexes = [
            models.Index(name="application_by_state", fields=["batch", "state"]),
            models.Index(name="application_newest", fields=["-submitted_at", "-id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="application_one_per_startup_and_batch", fields=["startup", "batch"]
            ),
            models.UniqueConstraint(
                name="application_one_draft_per_person_and_batch",
                fields=["started_by", "batch"],
                condition=Q(state="draft", first_submitted_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="application_number_once", fields=["number"], condition=~Q(number="")
            ),
            models.CheckConstraint(
                name="application_submission_is_whole",
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False) & ~Q(number=""),
            ),
            models.CheckConstraint(
                name="application_decided_at_when_decided",
                condition=Q(state__in=DECIDED, decided_at__isnull=False)
                | ~Q(state__in=DECIDED) & Q(decided_at__isnull=True),
            ),
            models.CheckConstraint(
                name="application_screening_is_whole",
                condition=Q(
                    is_eligible__isnull=True, screened_by__isnull=True, screened_at__isnull=True
                )
                | Q(is_eligible=True, screened_by__isnull=False, screened_at__isnull=False)
                | Q(is_eligible=False, screened_by__isnull=False, screened_at__isnull=False)
                & ~Q(screening_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.startup} ({self.number})" if self.number else str(self.startup)

    def get_absolute_url(self) -> str:
        return reverse("startups:application-detail", args=[self.uuid])

    @property
    def is_draft(self) -> bool:
        return self.state == ApplicationState.DRAFT


class ApplicationMove(models.Model):
    """One line of an application's history; `by` is empty where the clock did it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="moves")
    transition = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, choices=ApplicationState)
    to_state = models.CharField(max_length=12, choices=ApplicationState)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("Schritt")
        verbose_name_plural = _("Verlauf")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.from_state} → {self.to_state}"


class Answer(models.Model):
    """What the team wrote to one question, exactly as typed; `version` counts the changes."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    # As typed, even when it is no number yet: a word is never lost. Several choices: one key a line.
    value = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Antwort")
        verbose_name_plural = _("Antworten")
        constraints = [
            models.UniqueConstraint(
                name="answer_once_per_question", fields=["application", "question"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.question_id}"


class AnswerEdit(models.Model):
    """Who changed an answer, when, and to what; edits of one person in a row are one line."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="edits")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    at = models.DateTimeField()
    version = models.PositiveIntegerField()
    value = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(name="answeredit_newest", fields=["answer", "-version"])]

    def __str__(self) -> str:
        return f"{self.answer_id} v{self.version}"


class SubmittedCopy(models.Model):
    """What was handed in, word for word, each time: receipt, page and print read from here."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="copies")
    version = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    # A list of sections, each with title_de, title_en and items of label_de, label_en, text_de, text_en.
    content = models.JSONField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                name="submittedcopy_version_once", fields=["application", "version"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} v{self.version}"


class Extension(models.Model):
    """A personal deadline for one application."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="extensions")
    until = models.DateTimeField(_("bis"))
    reason = models.CharField(_("Grund"), max_length=200)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("Fristverlängerung")
        verbose_name_plural = _("Fristverlängerungen")
        ordering = ["-until"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.until}"


class ReopeningQuerySet(models.QuerySet["Reopening"]):
    def open_at(self, now: datetime) -> Self:
        """What a team can still answer; a decision or a withdrawal closes the rest."""
        return self.filter(
            until__gte=now, closed_at__isnull=True, application__state__in=UNDECIDED
        )


class Reopening(models.Model):
    """One question that staff opened again after submission, until a date."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="reopenings")
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    until = models.DateTimeField(_("bis"))
    note = models.CharField(_("Hinweis an das Team"), max_length=300, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    # What the answer was when it was opened: old and new side by side.
    value_before = models.TextField(blank=True)

    objects = ReopeningQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                name="reopening_once_while_open",
                fields=["application", "question"],
                condition=Q(closed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.question_id} bis {self.until}"


class StaffNote(models.Model):
    """What hub staff write for each other; founders, reviewers and partners never see it."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("Notiz"), max_length=4000)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.text[:60]
