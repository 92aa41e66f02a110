"""A partner asks to be introduced to a startup; its founders decide, and a «no» stays theirs."""

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from partners.models.member import PartnerMember
from partners.models.partner import Partner
from partners.states import IntroductionState
from startups.models import Startup, StartupMember

MAX_REASON = 1200
MAX_NOTE = 300
MAX_STORY = 1000


class IntroductionQuerySet(models.QuerySet["Introduction"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The office sees all, partner staff their organisation's, founders their startups'."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*OFFICE):
            return self
        asking = PartnerMember.objects.acting(user)
        team = StartupMember.objects.current().filter(person=user)
        return self.filter(
            Q(partner__in=asking.values("partner")) | Q(startup__in=team.values("startup"))
        )

    def of_team(self, user: User) -> Self:
        """Those to startups on whose team somebody is now, each with their `level` there."""
        members = self.filter(
            startup__members__person=user, startup__members__left_at__isnull=True
        )
        return members.annotate(level=F("startup__members__level"))

    def unanswered(self, now: datetime) -> Self:
        """Those a founder can still answer for the first time."""
        return self.filter(state=IntroductionState.ASKED, expires_at__gt=now)


class Introduction(models.Model):
    """One request of a partner to one startup.

    The partner must not be able to tell «no», «not now» and silence apart: what it sees comes from
    `partners.queries.introductions` alone, never from `state`.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    partner = models.ForeignKey(
        Partner, models.CASCADE, related_name="introductions", verbose_name=_("Partner")
    )
    startup = models.ForeignKey(Startup, models.CASCADE, related_name="introductions")
    # As the partner knew it: a name taken later, out of its sight, is none of its business.
    startup_name = models.CharField(_("Startup"), max_length=80)
    # An account that is erased takes its name along.
    asked_by = models.ForeignKey(
        User, models.SET_NULL, related_name="+", null=True, verbose_name=_("gefragt von")
    )
    asked_at = models.DateTimeField(_("gefragt am"), default=timezone.now)
    reason = models.TextField(_("Anliegen"), max_length=MAX_REASON, blank=True)
    # When silence counts as an answer, and when the partner hears any answer but «yes».
    expires_at = models.DateTimeField(_("Antwort bis"))
    state = models.CharField(
        _("Stand"), max_length=10, choices=IntroductionState, default=IntroductionState.ASKED
    )
    answered_by = models.ForeignKey(
        User, models.SET_NULL, related_name="+", null=True, verbose_name=_("beantwortet von")
    )
    answered_at = models.DateTimeField(_("beantwortet am"), null=True)
    # Said to the partner with a «yes» or «not now», or by the hub with its reason to withdraw.
    note = models.TextField(_("Satz dazu"), max_length=MAX_NOTE, blank=True)
    # Since when the partner knows how it ended: at once with a «yes», else at `expires_at`.
    ended_at = models.DateTimeField(_("abgeschlossen am"), null=True)

    # Only on rows read with `of_team`.
    level: str

    objects = IntroductionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Kontaktanfrage")
        verbose_name_plural = _("Kontaktanfragen")
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(name="introduction_by_partner", fields=["partner", "-asked_at"]),
            models.Index(name="introduction_by_startup", fields=["startup", "-asked_at"]),
            models.Index(
                name="introduction_running", fields=["expires_at"], condition=Q(ended_at=None)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                name="introduction_one_open_per_pair",
                fields=["partner", "startup"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="introduction_answer_is_whole",
                condition=Q(state__in=["accepted", "not_now", "declined"])
                & Q(answered_at__isnull=False)
                | ~Q(state__in=["accepted", "not_now", "declined"]) & Q(answered_at__isnull=True),
            ),
            models.CheckConstraint(
                name="introduction_ended_when_told",
                condition=Q(state="asked", ended_at__isnull=True)
                | Q(state__in=["accepted", "expired", "withdrawn"], ended_at__isnull=False)
                | Q(state__in=["not_now", "declined", "closed"]),
            ),
            # A «no» needs no words, and none can be held against it.
            models.CheckConstraint(
                name="introduction_no_words_with_a_no",
                condition=Q(note="") | Q(state__in=["accepted", "not_now", "withdrawn"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} → {self.startup_name}"

    def get_absolute_url(self) -> str:
        """The founders' page; the partner has one of its own."""
        return reverse("partners:introduction", args=[self.uuid])

    @property
    def is_waiting(self) -> bool:
        """Nobody has answered, and there is still time."""
        return self.state == IntroductionState.ASKED and timezone.now() < self.expires_at

    @property
    def is_accepted(self) -> bool:
        return self.state == IntroductionState.ACCEPTED


class IntroductionMove(models.Model):
    """One line of the history of a request; `by` is empty where the clock did it."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="moves")
    transition = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, choices=IntroductionState)
    to_state = models.CharField(max_length=10, choices=IntroductionState)
    by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.introduction_id}: {self.from_state} → {self.to_state}"


class Side(models.TextChoices):
    PARTNER = "partner", _("Partner")
    STARTUP = "startup", _("Startup")


class CameOfIt(models.TextChoices):
    TALKING = "talking", _("Wir sind noch im Gespräch")
    MET = "met", _("Wir haben uns getroffen")
    PILOT = "pilot", _("Es gibt eine Idee für ein Pilotprojekt")
    NOTHING = "nothing", _("Es ist nichts daraus geworden")


class IntroductionOutcome(models.Model):
    """What one side says came of an introduction: for itself and the hub, not for the other."""

    introduction = models.ForeignKey(Introduction, models.CASCADE, related_name="outcomes")
    side = models.CharField(_("Seite"), max_length=10, choices=Side)
    outcome = models.CharField(_("Ergebnis"), max_length=10, choices=CameOfIt)
    story = models.TextField(_("In eigenen Worten"), max_length=MAX_STORY, blank=True)
    told_by = models.ForeignKey(User, models.SET_NULL, related_name="+", null=True)
    told_at = models.DateTimeField(_("berichtet am"), default=timezone.now)

    class Meta:
        verbose_name = _("Ergebnis")
        verbose_name_plural = _("Ergebnisse")
        ordering = ["side"]
        constraints = [
            models.UniqueConstraint(
                name="introductionoutcome_one_per_side", fields=["introduction", "side"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.introduction_id} ({self.side}): {self.outcome}"


class IntroductionPause(models.Model):
    """A startup takes no requests for now; the row is the switch."""

    startup = models.OneToOneField(Startup, models.CASCADE, related_name="introduction_pause")
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.startup_id}: {self.since}"


class IntroductionCount(models.Model):
    """What is left of a partner's requests of one year once they are deleted: how many."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="introduction_counts")
    year = models.PositiveSmallIntegerField()
    asked = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="introductioncount_one_per_year", fields=["partner", "year"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.year}: {self.asked}"
