from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Event, EventKind
from events.states import PUBLIC_EVENTS
from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from partners.models import Partner, PartnerMember
from startups.models import Startup, StartupMember

MAX_SLOTS = 40
KINDS = (EventKind.MATCHMAKING, EventKind.OFFICE_HOURS)


@dataclass(frozen=True, slots=True)
class Slot:
    """One time in which everybody has at most one meeting; numbers start at one."""

    number: int
    starts_at: datetime
    ends_at: datetime
    # The end of the long break that follows, where one does.
    break_until: datetime | None = None


class MatchDayQuerySet(models.QuerySet["MatchDay"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The office's; who takes part comes in by their own side."""
        if user.is_authenticated and (user.is_superuser or user.has_role(*OFFICE)):
            return self
        return self.none()


class MatchDay(models.Model):
    """The slots of an event whose guests meet by timetable: a matchmaking or an office-hour day."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    event = models.OneToOneField(
        Event,
        models.PROTECT,
        related_name="match_day",
        verbose_name=_("Termin"),
        limit_choices_to={"kind__in": KINDS},
    )
    starts_at = models.DateTimeField(_("Beginn des ersten Treffens"))
    minutes = models.PositiveSmallIntegerField(
        _("Dauer eines Treffens in Minuten"),
        default=15,
        validators=[MinValueValidator(5), MaxValueValidator(120)],
    )
    pause = models.PositiveSmallIntegerField(
        _("Minuten zum Wechseln danach"), default=5, validators=[MaxValueValidator(60)]
    )
    slot_count = models.PositiveSmallIntegerField(
        _("Zahl der Runden"),
        default=16,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_SLOTS)],
    )
    breaks_after = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        verbose_name=_("Große Pause nach Runde"),
        help_text=_("Nummern mit Komma, zum Beispiel 4, 8."),
    )
    break_minutes = models.PositiveSmallIntegerField(
        _("Länge der großen Pause in Minuten"), default=30, validators=[MaxValueValidator(240)]
    )
    most_meetings = models.PositiveSmallIntegerField(
        _("Höchstens so viele Treffen je Startup"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(MAX_SLOTS)],
    )
    wishes_until = models.DateTimeField(_("Wünsche bis"))

    objects = MatchDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("Tag mit Zeitplan")
        verbose_name_plural = _("Tage mit Zeitplan")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                name="matchday_slots_are_reasonable",
                condition=Q(minutes__range=(5, 120), pause__lte=60, break_minutes__lte=240)
                & Q(slot_count__range=(1, MAX_SLOTS), most_meetings__range=(1, MAX_SLOTS)),
            ),
            models.CheckConstraint(
                name="matchday_wishes_end_before_it",
                condition=Q(wishes_until__lte=models.F("starts_at")),
                violation_error_message=_("Wünsche müssen vor dem ersten Treffen enden."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.event)

    def takes_wishes_at(self, now: datetime) -> bool:
        return now < self.wishes_until

    def slots(self) -> list[Slot]:
        """The times of its meetings, by the clock that runs on: no round is lost where it changes."""
        found, at = [], self.starts_at
        for number in range(1, self.slot_count + 1):
            ends = at + timedelta(minutes=self.minutes)
            has_break = number in self.breaks_after
            later = ends + timedelta(minutes=self.break_minutes if has_break else self.pause)
            found.append(Slot(number, at, ends, later if has_break else None))
            at = later
        return found


class MatchSideQuerySet(models.QuerySet["MatchSide"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The sides for which this person comes to a public event: as team, partner's staff or host."""
        if not user.is_authenticated:
            return self.none()
        teams = StartupMember.objects.current().filter(person=user)
        acting = PartnerMember.objects.acting(user)
        return self.filter(
            Q(startup__in=teams.values("startup"))
            | Q(partner__in=acting.values("partner"))
            | Q(host=user),
            day__event__state__in=PUBLIC_EVENTS,
        )

    def coming(self) -> Self:
        return self.filter(cancelled_at__isnull=True)

    def named(self) -> Self:
        """With what their names are read from."""
        return self.select_related("startup", "partner", "host")


class MatchSide(models.Model):
    """Who takes part: a startup goes from table to table; a partner or a host sits at one."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    day = models.ForeignKey(MatchDay, models.CASCADE, related_name="sides")
    startup = models.ForeignKey(
        Startup, models.PROTECT, null=True, blank=True, related_name="match_sides"
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="match_sides"
    )
    host = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="match_sides",
        verbose_name=_("Person am Tisch"),
    )
    place = models.CharField(_("Tisch"), max_length=30, blank=True)
    from_slot = models.PositiveSmallIntegerField(_("ab Runde"), null=True, blank=True)
    until_slot = models.PositiveSmallIntegerField(_("bis Runde"), null=True, blank=True)
    most_meetings = models.PositiveSmallIntegerField(
        _("höchstens Treffen"), null=True, blank=True, help_text=_("Leer: wie beim Tag.")
    )
    cancelled_at = models.DateTimeField(_("abgesagt am"), null=True, editable=False)

    objects = MatchSideQuerySet.as_manager()

    class Meta:
        verbose_name = _("wer teilnimmt")
        verbose_name_plural = _("wer teilnimmt")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="matchside_is_one_thing",
                condition=Q(startup__isnull=False, partner__isnull=True, host__isnull=True)
                | Q(startup__isnull=True, partner__isnull=False, host__isnull=True)
                | Q(startup__isnull=True, partner__isnull=True, host__isnull=False),
                violation_error_message=_(
                    "Wählen Sie in jeder Zeile genau eines: Startup, Partner oder Person."
                ),
            ),
            models.CheckConstraint(
                name="matchside_leaves_after_it_comes",
                condition=Q(from_slot__isnull=True)
                | Q(until_slot__isnull=True)
                | Q(until_slot__gte=models.F("from_slot")),
                violation_error_message=_("«Bis Runde» liegt vor «ab Runde»."),
            ),
            models.UniqueConstraint(name="matchside_startup_once", fields=["day", "startup"]),
            models.UniqueConstraint(name="matchside_partner_once", fields=["day", "partner"]),
            models.UniqueConstraint(name="matchside_host_once", fields=["day", "host"]),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("matchday:side", args=[self.uuid])

    @property
    def name(self) -> str:
        return str(self.startup or self.partner or (self.host.name if self.host else ""))

    @property
    def is_table(self) -> bool:
        return self.startup_id is None

    def free_slots(self, slot_count: int) -> frozenset[int]:
        """While it is there."""
        last = min(self.until_slot or slot_count, slot_count)
        return frozenset(range(self.from_slot or 1, last + 1))


class Rank(models.TextChoices):
    MUST = "must", _("unbedingt")
    LIKE = "like", _("gern")


class WishQuerySet(models.QuerySet["Wish"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What one's own sides wish; the wishes of others are for nobody but the office."""
        if user.is_authenticated and (user.is_superuser or user.has_role(*OFFICE)):
            return self
        return self.filter(wisher__in=MatchSide.objects.visible_to(user))


class Wish(models.Model):
    """Whom a side wants to meet, and how much."""

    wisher = models.ForeignKey(MatchSide, models.CASCADE, related_name="wishes")
    wished = models.ForeignKey(MatchSide, models.CASCADE, related_name="wished_by")
    rank = models.CharField(_("wie sehr"), max_length=4, choices=Rank)

    objects = WishQuerySet.as_manager()

    class Meta:
        verbose_name = _("Wunsch")
        verbose_name_plural = _("Wünsche")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="wish_once", fields=["wisher", "wished"]),
            models.CheckConstraint(
                name="wish_for_somebody_else", condition=~Q(wisher=models.F("wished"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wisher_id} → {self.wished_id}"
