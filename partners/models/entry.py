from typing import Any, Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from partners.models.challenge import Challenge
from partners.models.member import PartnerMember
from partners.models.partner import Partner
from partners.states import DECIDED_ENTRIES, HANDED_IN_ENTRIES, EntryState, Verdict
from startups.models import KeptPdf, Startup, StartupMember
from startups.models.attachment import KeptPdfQuerySet
from startups.states import WRITERS

MAX_ANSWER, MAX_APPROACH, MAX_MESSAGE, MAX_ENTRY_NOTE = 1500, 1000, 2000, 2000


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The team sees its own, a partner what was handed in to its challenges, the office all
        that ever was. No other partner sees any of it."""
        if not user.is_authenticated:
            return self.none()
        teams = StartupMember.objects.current().filter(person=user).values("startup")
        mine = Q(startup__in=teams)
        if user.has_role(*OFFICE):
            return self.filter(mine | Q(submitted_at__isnull=False))
        own = PartnerMember.objects.acting(user).values("partner")
        return self.filter(mine | Q(challenge__partner__in=own, state__in=HANDED_IN_ENTRIES))

    def of_team(self, user: User) -> Self:
        """The entries of the startups whose team somebody is on now."""
        teams = StartupMember.objects.current().filter(person=user).values("startup")
        return self.filter(startup__in=teams)

    def handed_in(self) -> Self:
        return self.filter(state__in=HANDED_IN_ENTRIES)


class Entry(models.Model):
    """A startup's answer to one challenge; its state changes only in `partners.services`."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    challenge = models.ForeignKey(
        Challenge, models.PROTECT, related_name="entries", verbose_name=_("Challenge")
    )
    startup = models.ForeignKey(
        Startup, models.CASCADE, related_name="entries", verbose_name=_("Startup")
    )
    state = models.CharField(
        _("Stand"), max_length=12, choices=EntryState, default=EntryState.DRAFT
    )
    answer = models.TextField(_("Eure Antwort"), max_length=MAX_ANSWER, blank=True)
    approach = models.TextField(_("So würdet ihr es angehen"), max_length=MAX_APPROACH, blank=True)
    # The founders' tick: the partner reads this, and the profile as it is released.
    may_read = models.BooleanField(_("Der Partner darf es lesen"), default=False)
    started_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    started_at = models.DateTimeField(_("begonnen am"), default=timezone.now)
    edited_at = models.DateTimeField(_("bearbeitet am"), default=timezone.now)
    # Who of the team saved last (nobody since it was begun: none), and how often it was.
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    version = models.PositiveIntegerField(default=1)
    submitted_at = models.DateTimeField(_("eingereicht am"), null=True)
    submitted_by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(_("entschieden am"), null=True)

    # Only on rows that partners.queries.entries has read for a team.
    standing: Any

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Beitrag")
        verbose_name_plural = _("Beiträge")
        ordering = ["submitted_at", "pk"]
        indexes = [models.Index(name="entry_by_state", fields=["challenge", "state"])]
        constraints = [
            models.UniqueConstraint(
                name="entry_one_per_startup_and_challenge", fields=["challenge", "startup"]
            ),
            models.CheckConstraint(
                name="entry_submission_is_whole",
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(submitted_at__isnull=False, submitted_by__isnull=False, may_read=True)
                & ~Q(answer=""),
            ),
            models.CheckConstraint(
                name="entry_decided_at_when_decided",
                condition=Q(state__in=DECIDED_ENTRIES, decided_at__isnull=False)
                | ~Q(state__in=DECIDED_ENTRIES) & Q(decided_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.startup}: {self.challenge}"

    def get_absolute_url(self) -> str:
        return reverse("partners:entry", args=[self.uuid])

    @property
    def shown_state(self) -> str:
        """What its team may know: a shortlist is the partner's own until the decision."""
        is_silent = self.state == EntryState.SHORTLISTED
        return EntryState.SUBMITTED if is_silent else self.state

    @property
    def is_draft(self) -> bool:
        return self.state == EntryState.DRAFT

    def may_write(self, user: User) -> bool:
        """Whether somebody's level in the team lets them change it."""
        own = StartupMember.objects.current().filter(startup=self.startup_id, person=user)
        return own.filter(level__in=WRITERS).exists()


class EntryMove(models.Model):
    """One line of an entry's history, for the partner's side and the hub."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="moves")
    transition = models.CharField(max_length=20)
    from_state = models.CharField(max_length=12, choices=EntryState)
    to_state = models.CharField(max_length=12, choices=EntryState)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.from_state} → {self.to_state}"


class EntryVerdict(models.Model):
    """What a partner will say to one entry; silent until the whole challenge is released."""

    entry = models.OneToOneField(Entry, models.CASCADE, related_name="verdict")
    outcome = models.CharField(_("Ergebnis"), max_length=12, choices=Verdict)
    message = models.TextField(_("Satz an das Team"), max_length=MAX_MESSAGE, blank=True)
    prepared_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(default=timezone.now)
    released_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("Ergebnis")
        verbose_name_plural = _("Ergebnisse")

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.outcome}"


class EntryNote(models.Model):
    """What a partner's staff write for each other; nobody outside the organisation sees it."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="notes")
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    text = models.TextField(_("Notiz"), max_length=MAX_ENTRY_NOTE)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60]


class EntryFileQuerySet(KeptPdfQuerySet):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Whoever may read the entry has its file; until scanned, only its team."""
        if not user.is_authenticated:
            return self.none()
        readable = Entry.objects.visible_to(user)
        team = Q(entry__in=Entry.objects.of_team(user).values("pk"))
        released = Q(pk__in=self.model.objects.released().values("pk"))
        return self.filter(entry__in=readable.values("pk")).filter(team | released)


class EntryFile(KeptPdf):
    """The one PDF an entry may have; a new one takes the place of the old."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="files")

    objects = EntryFileQuerySet.as_manager()

    class Meta(KeptPdf.Meta):
        verbose_name = _("Datei")
        verbose_name_plural = _("Dateien")
        ordering = ["uploaded_at"]
        constraints = [
            *KeptPdf.Meta.constraints,
            models.UniqueConstraint(
                name="entryfile_one_current",
                fields=["entry"],
                condition=Q(removed_at__isnull=True),
            ),
        ]
