"""Transfer requests: what somebody needs from a unit, where it has been, and what came of it."""

from datetime import timedelta
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from partners.models.member import PartnerMember
from partners.models.partner import Partner, PartnerState
from partners.models.science import ScienceUnit, UnitState
from partners.models.science_member import ScienceUnitMember
from partners.transfer_states import TransferOutcome, TransferState
from startups.models import Startup, StartupMember
from startups.states import Visibility

ANSWER_WITHIN = timedelta(days=14)


class TransferRequestQuerySet(models.QuerySet["TransferRequest"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The side that asks, the unit it is with now, and the office."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self
        own_unit = ScienceUnitMember.objects.acting(user).values("unit")
        return self.filter(asked_for(user) | Q(unit__in=own_unit))

    def asked_by_side_of(self, user: User) -> Self:
        """What one's own startups or one's partner have asked."""
        return self.filter(asked_for(user))

    def unanswered(self) -> Self:
        return self.filter(state=TransferState.OPEN)


def asked_for(user: User) -> Q:
    """Asked by a startup or a partner that the person belongs to today."""
    startups = StartupMember.objects.current().filter(person=user).values("startup")
    partners = PartnerMember.objects.acting(user).values("partner")
    return Q(startup__in=startups) | Q(partner__in=partners)


def answer_day() -> object:
    return timezone.localdate() + ANSWER_WITHIN


class TransferRequest(models.Model):
    """A startup or a partner asks a unit for help, and wishes an answer by a day."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        ScienceUnit, models.PROTECT, related_name="requests", verbose_name=_("Einrichtung")
    )
    startup = models.ForeignKey(
        Startup, models.CASCADE, related_name="transfer_requests", null=True, blank=True
    )
    partner = models.ForeignKey(
        Partner, models.CASCADE, related_name="transfer_requests", null=True, blank=True
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("gefragt von")
    )
    asked_at = models.DateTimeField(_("gefragt am"), default=timezone.now)
    need = models.TextField(_("Was gebraucht wird"), max_length=2000)
    answer_due = models.DateField(_("Antwort bis"), default=answer_day)
    state = models.CharField(
        _("Stand"), max_length=10, choices=TransferState, default=TransferState.OPEN
    )
    answer = models.TextField(_("Antwort"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("beantwortet am"), null=True, blank=True)
    answered_by = models.ForeignKey(
        User,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("beantwortet von"),
    )
    outcome = models.CharField(_("Ergebnis"), max_length=10, choices=TransferOutcome, blank=True)

    objects = TransferRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("Transferanfrage")
        verbose_name_plural = _("Transferanfragen")
        ordering = ["-asked_at", "-pk"]
        indexes = [
            models.Index(
                name="transferrequest_waiting", fields=["answer_due"], condition=Q(state="open")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="transferrequest_one_side_asks",
                condition=Q(startup__isnull=True, partner__isnull=False)
                | Q(startup__isnull=False, partner__isnull=True),
            ),
            models.CheckConstraint(
                name="transferrequest_answer_is_whole",
                condition=Q(answer="", answered_at__isnull=True, answered_by__isnull=True)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="transferrequest_state_is_true",
                condition=Q(state="open", answer="", outcome="")
                | Q(state__in=["answered", "project"], outcome="") & ~Q(answer="")
                | Q(state="closed") & ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asker} → {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("partners:transfer", args=[self.uuid])

    @property
    def asker(self) -> Startup | Partner:
        """The side that asks."""
        side = self.startup or self.partner
        assert side is not None
        return side

    @property
    def is_overdue(self) -> bool:
        return self.state == TransferState.OPEN and self.answer_due < timezone.localdate()


class TransferMove(models.Model):
    """One line of a request's history; nobody changes it."""

    request = models.ForeignKey(TransferRequest, models.CASCADE, related_name="moves")
    transition = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, choices=TransferState)
    to_state = models.CharField(max_length=10, choices=TransferState)
    from_unit = models.ForeignKey(ScienceUnit, models.PROTECT, related_name="handed_over")
    to_unit = models.ForeignKey(ScienceUnit, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(
                name="transfermove_handed_over",
                fields=["from_unit", "-at"],
                condition=~Q(from_unit=F("to_unit")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transition} {self.at:%Y-%m-%d}"

    @property
    def is_hand_over(self) -> bool:
        return self.from_unit_id != self.to_unit_id


class SharedProjectQuerySet(models.QuerySet["SharedProject"]):
    def published(self) -> Self:
        """What both sides agreed to show, while both sides are public themselves."""
        return self.filter(
            Q(request__startup__visibility=Visibility.PUBLIC)
            | Q(request__partner__state=PartnerState.ACTIVE),
            asker_agreed_at__isnull=False,
            unit_agreed_at__isnull=False,
            request__unit__state=UnitState.PUBLISHED,
        )


class SharedProject(models.Model):
    """What a request became; public once both sides agreed to just these words."""

    request = models.OneToOneField(TransferRequest, models.CASCADE, related_name="project")
    title = models.CharField(_("Titel"), max_length=120)
    text = models.TextField(_("Kurztext"), max_length=600)
    begun_at = models.DateTimeField(_("begonnen am"), default=timezone.now)
    asker_agreed_at = models.DateTimeField(null=True, blank=True)
    unit_agreed_at = models.DateTimeField(null=True, blank=True)

    objects = SharedProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("gemeinsames Projekt")
        verbose_name_plural = _("gemeinsame Projekte")
        ordering = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_agreed(self) -> bool:
        return self.asker_agreed_at is not None and self.unit_agreed_at is not None
