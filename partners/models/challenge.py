from datetime import datetime
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from hub.core.bilingual import Bilingual
from hub.programme.models import Track
from partners.models.member import PartnerMember
from partners.models.partner import Partner
from partners.states import PUBLIC_CHALLENGES, ChallengeState
from startups.models import Stage

MAX_TITLE, MAX_PROBLEM, MAX_OFFER, MAX_WHO = 100, 3000, 1500, 1000
MAX_TAG, MAX_TAGS = 30, 8


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees what is published, a partner its own, the office what it was ever sent."""
        if not user.is_authenticated:
            return self.public()
        if user.has_role(*OFFICE):
            return self.filter(first_sent_at__isnull=False)
        own = PartnerMember.objects.acting(user).values("partner")
        return self.filter(Q(state__in=PUBLIC_CHALLENGES) | Q(partner__in=own))

    def public(self) -> Self:
        return self.filter(state__in=PUBLIC_CHALLENGES)

    def open_at(self, now: datetime) -> Self:
        """Published, and the last second has not passed: the clock may be late to close it."""
        return self.filter(state=ChallengeState.PUBLISHED, deadline__gte=now)


class Challenge(models.Model):
    """A problem a partner puts out, for startups to answer until the deadline.

    German is required, English optional; its state changes only in `partners.services`.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # Given with the first publication, from the title of that day.
    slug = models.SlugField(max_length=90, blank=True, editable=False)
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="challenges", verbose_name=_("Partner")
    )
    state = models.CharField(
        _("Stand"),
        max_length=10,
        choices=ChallengeState,
        default=ChallengeState.DRAFT,
        editable=False,
    )
    title_de = models.CharField(_("Titel (deutsch)"), max_length=MAX_TITLE)
    title_en = models.CharField(_("Titel (englisch)"), max_length=MAX_TITLE, blank=True)
    problem_de = models.TextField(_("Problem (deutsch)"), max_length=MAX_PROBLEM, blank=True)
    problem_en = models.TextField(_("Problem (englisch)"), max_length=MAX_PROBLEM, blank=True)
    offer_de = models.TextField(_("Angebot (deutsch)"), max_length=MAX_OFFER, blank=True)
    offer_en = models.TextField(_("Angebot (englisch)"), max_length=MAX_OFFER, blank=True)
    who_de = models.TextField(_("Wer antworten soll (deutsch)"), max_length=MAX_WHO, blank=True)
    who_en = models.TextField(_("Wer antworten soll (englisch)"), max_length=MAX_WHO, blank=True)
    tracks = models.ManyToManyField(Track, blank=True, verbose_name=_("Schwerpunkte"))
    stages = ArrayField(
        models.CharField(max_length=10, choices=Stage),
        default=list,
        blank=True,
        verbose_name=_("passende Phasen"),
    )
    tags = ArrayField(
        models.CharField(max_length=MAX_TAG),
        default=list,
        blank=True,
        verbose_name=_("Schlagworte"),
    )
    deadline = models.DateTimeField(_("Frist"), null=True, blank=True)
    contact_name = models.CharField(_("Ansprechperson"), max_length=80, blank=True)
    contact_email = models.EmailField(_("E-Mail der Ansprechperson"), blank=True)
    shows_contact = models.BooleanField(_("Kontakt öffentlich zeigen"), default=False)
    # Raised with each change of the texts: who saw an older one is told.
    version = models.PositiveIntegerField(default=1, editable=False)
    return_note = models.TextField(_("Rückmeldung des Hub-Teams"), blank=True, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("begonnen am"), default=timezone.now, editable=False)
    edited_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    edited_at = models.DateTimeField(_("bearbeitet am"), default=timezone.now, editable=False)
    first_sent_at = models.DateTimeField(_("beim Hub seit"), null=True, editable=False)
    published_at = models.DateTimeField(_("veröffentlicht am"), null=True, editable=False)
    decided_at = models.DateTimeField(_("entschieden am"), null=True, editable=False)

    title = Bilingual(_("Titel"))
    problem = Bilingual()
    offer = Bilingual()
    who = Bilingual()
    objects = ChallengeQuerySet.as_manager()

    class Meta:
        verbose_name = _("Challenge")
        verbose_name_plural = _("Challenges")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(name="challenge_by_state", fields=["state", "-deadline"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="challenge_slug_once", fields=["slug"], condition=~Q(slug="")
            ),
            models.CheckConstraint(
                name="challenge_public_is_whole",
                condition=~Q(state__in=PUBLIC_CHALLENGES)
                | Q(
                    deadline__isnull=False,
                    published_at__isnull=False,
                    first_sent_at__isnull=False,
                )
                & ~Q(problem_de="")
                & ~Q(slug=""),
            ),
            models.CheckConstraint(
                name="challenge_decided_at_when_decided",
                condition=Q(state=ChallengeState.DECIDED, decided_at__isnull=False)
                | ~Q(state=ChallengeState.DECIDED) & Q(decided_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The public page; only what was published has one."""
        return reverse("partners:challenge-detail", args=[self.slug])

    def is_open_at(self, now: datetime) -> bool:
        """Whether entries are taken: the deadline's second counts in full."""
        return (
            self.state == ChallengeState.PUBLISHED
            and self.deadline is not None
            and now <= self.deadline
        )

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_CHALLENGES

    @property
    def is_draft(self) -> bool:
        return self.state == ChallengeState.DRAFT

    @property
    def stage_names(self) -> str:
        return ", ".join(str(Stage(stage).label) for stage in self.stages)

    @property
    def has_english(self) -> bool:
        return bool(self.title_en and self.problem_en)

    @property
    def shown_language(self) -> str:
        """The language its words have on the page that is drawn now."""
        wants_english = (get_language() or "de").startswith("en")
        return "en" if wants_english and self.has_english else "de"


class ChallengeMove(models.Model):
    """One line of a challenge's history; `by` is empty where the clock did it."""

    challenge = models.ForeignKey(Challenge, models.CASCADE, related_name="moves")
    transition = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, choices=ChallengeState)
    to_state = models.CharField(max_length=10, choices=ChallengeState)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("Schritt")
        verbose_name_plural = _("Verlauf")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.challenge_id}: {self.from_state} → {self.to_state}"
