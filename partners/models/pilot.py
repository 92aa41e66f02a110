"""A pilot: one partner and one startup try something out together."""

from datetime import date
from decimal import Decimal
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hub.accounts.models import User
from hub.accounts.roles import Role
from partners.models.member import PartnerMember
from partners.models.partner import Partner, PartnerState
from partners.states import PILOT_CLOSED, PILOT_COMMITTED, PILOT_OPEN, PILOT_SHOWABLE, PilotState
from startups.models import Life, Startup, StartupMember
from startups.states import Visibility

HUB_READERS = (Role.STAFF, Role.SELECTION_LEAD)


class PilotSide(models.TextChoices):
    """From where somebody looks at a pilot."""

    PARTNER = "partner", pgettext_lazy("one", "Partner")
    STARTUP = "startup", _("Startup")
    HUB = "hub", _("Hub-Team")


class Payer(models.TextChoices):
    PARTNER = "partner", _("der Partner")
    STARTUP = "startup", _("das Startup")
    BOTH = "both", _("beide zusammen")
    FUNDING = "funding", _("eine Förderung")
    NOBODY = "nobody", _("niemand, jede Seite trägt ihren Aufwand")


class Nda(models.TextChoices):
    NOT_NEEDED = "not_needed", _("nicht nötig")
    TO_SIGN = "to_sign", _("noch zu unterschreiben")
    SIGNED = "signed", _("unterschrieben")


class ValueBand(models.TextChoices):
    """What an order that came of a pilot is worth, in the steps both sides like to tell."""

    UP_TO_10 = "10k", _("bis 10.000 €")
    UP_TO_50 = "50k", _("10.000 bis 50.000 €")
    UP_TO_250 = "250k", _("50.000 bis 250.000 €")
    MORE = "more", _("mehr als 250.000 €")


class PilotQuerySet(models.QuerySet["Pilot"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The two sides and the hub team; nobody else, and no other partner ever.

        A side goes on reading when its contract or its startup has ended.
        """
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*HUB_READERS):
            return self
        return self.filter(self._of_partner(user) | self._of_team(user))

    def of_team(self, user: User) -> Self:
        """The pilots of the startups on whose team somebody is."""
        return self.filter(self._of_team(user))

    def open(self) -> Self:
        """What has not come to its end, resting ones too."""
        return self.exclude(state__in=PILOT_CLOSED)

    def on_the_move(self, *, on: date | None = None) -> Self:
        """What should move: open, not resting, and both sides still there to move it."""
        there = self._under_contract(on or timezone.localdate())
        return there.filter(state__in=PILOT_OPEN).exclude(
            Q(startup__life=Life.CLOSED) | Q(startup__visibility=Visibility.ARCHIVED)
        )

    def published(self, on: date | None = None) -> Self:
        """What everybody may see today: both sides agreed, and both can still take it back."""
        return self._under_contract(on or timezone.localdate()).filter(
            state__in=PILOT_SHOWABLE,
            partner_shows_at__isnull=False,
            startup_shows_at__isnull=False,
            startup__visibility=Visibility.PUBLIC,
        )

    def _under_contract(self, day: date) -> Self:
        return self.filter(
            Q(partner__contract_from__isnull=True) | Q(partner__contract_from__lte=day),
            Q(partner__contract_to__isnull=True) | Q(partner__contract_to__gte=day),
            partner__state=PartnerState.ACTIVE,
        )

    @staticmethod
    def _of_partner(user: User) -> Q:
        if not user.has_role(Role.PARTNER):
            return Q(pk__in=[])
        held = PartnerMember.objects.current().filter(person=user)
        return Q(partner__in=held.values("partner"))

    @staticmethod
    def _of_team(user: User) -> Q:
        held = StartupMember.objects.current().filter(person=user)
        return Q(startup__in=held.values("startup"))


def committed() -> Q:
    """Agreed or further on, also while it rests."""
    stops = sorted(PILOT_COMMITTED)
    return Q(state__in=stops) | Q(state=PilotState.ON_HOLD, held_from__in=stops)


class Pilot(models.Model):
    """Something one partner and one startup try out; never the business of one side alone."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        related_name="pilots",
        verbose_name=pgettext_lazy("one", "Partner"),
    )
    startup = models.ForeignKey(
        Startup, models.PROTECT, related_name="pilots", verbose_name=_("Startup")
    )
    title = models.CharField(_("Titel"), max_length=120)
    summary = models.TextField(_("Worum es geht"), max_length=2000, blank=True)

    # The idea counts once each side has said yes to it; who proposes has.
    proposed_from = models.CharField(_("vorgeschlagen von"), max_length=10, choices=PilotSide)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("vorgeschlagen am"), default=timezone.now)
    partner_confirmed_at = models.DateTimeField(null=True)
    startup_confirmed_at = models.DateTimeField(null=True)

    partner_owner = models.ForeignKey(
        PartnerMember,
        models.PROTECT,
        related_name="pilots",
        null=True,
        blank=True,
        verbose_name=_("verantwortlich beim Partner"),
    )
    startup_owner = models.ForeignKey(
        StartupMember,
        models.PROTECT,
        related_name="pilots",
        null=True,
        blank=True,
        verbose_name=_("verantwortlich beim Startup"),
    )
    success_measure = models.TextField(_("Maß für den Erfolg"), max_length=1000, blank=True)
    payer = models.CharField(_("Wer zahlt"), max_length=10, choices=Payer, blank=True)
    amount = models.DecimalField(
        _("Betrag in Euro"),
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    nda = models.CharField(
        _("Vertraulichkeit (NDA)"), max_length=12, choices=Nda, default=Nda.NOT_NEEDED
    )
    nda_signed_on = models.DateField(_("unterschrieben am"), null=True, blank=True)
    starts_on = models.DateField(_("Beginn geplant"), null=True, blank=True)
    ends_on = models.DateField(_("Ende geplant"), null=True, blank=True)

    state = models.CharField(
        _("Stand"), max_length=12, choices=PilotState, default=PilotState.IDEA
    )
    stage_since = models.DateTimeField(_("in diesem Stand seit"), default=timezone.now)
    held_from = models.CharField(max_length=12, choices=PilotState, blank=True)
    # The last move or message; silence is counted from here.
    last_sign_at = models.DateTimeField(_("letztes Zeichen"), default=timezone.now)

    has_order = models.BooleanField(_("Auftrag"), null=True, blank=True)
    value_band = models.CharField(
        _("Wert des Auftrags"), max_length=10, choices=ValueBand, blank=True
    )
    learning = models.TextField(_("Was gelernt wurde"), max_length=2000, blank=True)

    # What everybody would read, and which side has agreed to just these words.
    public_text = models.CharField(_("Öffentlicher Text"), max_length=300, blank=True)
    partner_shows_at = models.DateTimeField(null=True)
    startup_shows_at = models.DateTimeField(null=True)

    # Counts what was typed over; who saw an older version is told.
    version = models.PositiveIntegerField(default=0)

    objects = PilotQuerySet.as_manager()

    class Meta:
        verbose_name = _("Pilotprojekt")
        verbose_name_plural = _("Pilotprojekte")
        ordering = ["-last_sign_at", "-pk"]
        indexes = [
            models.Index(name="pilot_by_silence", fields=["last_sign_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="pilot_beyond_idea_needs_both_sides",
                condition=Q(state__in=[PilotState.IDEA, PilotState.ENDED])
                | Q(state=PilotState.ON_HOLD, held_from=PilotState.IDEA)
                | Q(partner_confirmed_at__isnull=False, startup_confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="pilot_agreed_is_whole",
                condition=~committed()
                | Q(
                    partner_owner__isnull=False,
                    startup_owner__isnull=False,
                    success_measure__regex=r"\S",
                )
                & ~Q(payer=""),
            ),
            models.CheckConstraint(
                name="pilot_rests_from_somewhere",
                condition=Q(state=PilotState.ON_HOLD, held_from__in=sorted(PILOT_OPEN))
                | ~Q(state=PilotState.ON_HOLD) & Q(held_from=""),
            ),
            models.CheckConstraint(
                name="pilot_amount_has_a_payer",
                condition=Q(amount__isnull=True)
                | Q(amount__gte=0) & ~Q(payer__in=["", Payer.NOBODY]),
            ),
            models.CheckConstraint(
                name="pilot_nda_signed_on_a_day",
                condition=Q(nda=Nda.SIGNED, nda_signed_on__isnull=False)
                | ~Q(nda=Nda.SIGNED) & Q(nda_signed_on__isnull=True),
            ),
            models.CheckConstraint(
                name="pilot_ends_after_it_starts",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="pilot_value_needs_an_order",
                condition=Q(value_band="") | Q(has_order__isnull=False, has_order=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("partners:pilot", args=[self.uuid])

    @property
    def is_closed(self) -> bool:
        return self.state in PILOT_CLOSED

    @property
    def is_committed(self) -> bool:
        return (self.held_from or self.state) in PILOT_COMMITTED

    @property
    def is_shown(self) -> bool:
        """Both sides have agreed to show it."""
        return bool(self.partner_shows_at and self.startup_shows_at)

    @property
    def days_in_stage(self) -> int:
        """Nights in Berlin since it came into its state."""
        return (timezone.localdate() - timezone.localdate(self.stage_since)).days

    def confirmed_at(self, side: str) -> object:
        return (
            self.partner_confirmed_at if side == PilotSide.PARTNER else self.startup_confirmed_at
        )

    def is_frozen_on(self, day: date) -> bool:
        """One side is no longer there: everything stays readable, nothing moves."""
        gone = self.startup.life == Life.CLOSED or self.startup.visibility == Visibility.ARCHIVED
        return gone or not self.partner.is_under_contract_on(day)
