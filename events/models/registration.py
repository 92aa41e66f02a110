from typing import Any, Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events.models.event import Event, Language
from events.states import CONCERNED, GONE, SEATED, EventState, RegistrationState
from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from startups.models import Startup

MAX_NAME = 80
# What an event took along when it was called off: not what people had given back before.
CALLED_OFF = Q(
    state=RegistrationState.CANCELLED,
    event__state=EventState.CANCELLED,
    ended_at__gte=F("event__cancelled_at"),
)

# What is left once nobody needs to know any more who it was (`events.services.forgetting`).
NOBODY = Q(email="")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own, and all of them to the office."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser or user.has_role(*OFFICE):
            return self
        return self.filter(person=user)

    def seated(self) -> Self:
        """Those that take seats, or have one kept for them."""
        return self.filter(state__in=SEATED)

    def concerned(self) -> Self:
        """Those who must hear when the event changes."""
        return self.filter(state__in=CONCERNED)

    def told_of_changes(self) -> Self:
        """With who has come through the door already: an event may change on its very day."""
        return self.filter(state__in=CONCERNED | {RegistrationState.ATTENDED})

    def in_line(self) -> Self:
        """Who waits, the first first."""
        return self.filter(state=RegistrationState.WAITING).order_by("place")


class Registration(models.Model):
    """Somebody who comes to an event, or would like to; one row for each person and event.

    Its state and its place change only in `events.services`, under the lock of the event's row.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    event = models.ForeignKey(
        Event, models.PROTECT, related_name="registrations", verbose_name=_("Termin")
    )
    # Of those who were logged in; everybody else is known by name and address alone.
    person = models.ForeignKey(
        User,
        models.SET_NULL,
        related_name="registrations",
        null=True,
        blank=True,
        verbose_name=_("Person"),
    )
    name = models.CharField(_("Name"), max_length=MAX_NAME)
    email = models.EmailField(_("E-Mail-Adresse"))
    language = models.CharField(
        _("Sprache"), max_length=2, choices=Language, default=Language.GERMAN
    )
    state = models.CharField(
        _("Stand"),
        max_length=10,
        choices=RegistrationState,
        default=RegistrationState.ASKED,
        editable=False,
    )
    # The order in which they came, without gaps; given with the seat or the place in the line.
    place = models.PositiveIntegerField(_("Nummer"), null=True, editable=False)
    seats = models.PositiveSmallIntegerField(pgettext_lazy("an event", "Plätze"), default=1)
    startup = models.ForeignKey(
        Startup,
        models.SET_NULL,
        related_name="event_registrations",
        null=True,
        blank=True,
        verbose_name=_("Startup"),
    )
    # Whose staff this is, for the seats each partner has; told by the portal, which knows both.
    partner_key = models.CharField(max_length=60, blank=True, editable=False)
    organisation = models.CharField(_("Organisation"), max_length=120, blank=True)
    # By the uuid of the question, as typed.
    answers = models.JSONField(_("Antworten"), default=dict, blank=True)
    asked_at = models.DateTimeField(_("angefragt am"), default=timezone.now, editable=False)
    registered_at = models.DateTimeField(_("angemeldet am"), null=True, editable=False)
    offered_until = models.DateTimeField(_("angeboten bis"), null=True, editable=False)
    ended_at = models.DateTimeField(_("abgemeldet am"), null=True, editable=False)
    # That the mail was sent; with what was answered, if anything was, nothing connects it.
    feedback_asked = models.BooleanField(default=False, editable=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("Anmeldung")
        verbose_name_plural = _("Anmeldungen")
        ordering = ["event", "place", "pk"]
        indexes = [
            models.Index(name="registration_by_state", fields=["event", "state", "place"]),
            models.Index(
                name="registration_offers_due",
                fields=["offered_until"],
                condition=Q(state=RegistrationState.OFFERED),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                "event",
                Lower("email"),
                name="registration_one_per_address",
                condition=~NOBODY,
            ),
            models.UniqueConstraint(
                name="registration_one_per_person",
                fields=["event", "person"],
                condition=Q(person__isnull=False),
            ),
            models.UniqueConstraint(name="registration_one_per_place", fields=["event", "place"]),
            models.UniqueConstraint(
                name="registration_one_group_per_startup",
                fields=["event", "startup"],
                condition=Q(startup__isnull=False, seats__gt=1, state__in=CONCERNED),
            ),
            models.CheckConstraint(
                name="registration_place_once_registered",
                condition=Q(
                    state__in=[RegistrationState.ASKED, RegistrationState.CANCELLED],
                )
                | Q(place__isnull=False, place__gte=1, registered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="registration_offer_has_an_end",
                condition=Q(state=RegistrationState.OFFERED, offered_until__isnull=False)
                | ~Q(state=RegistrationState.OFFERED) & Q(offered_until__isnull=True),
            ),
            models.CheckConstraint(
                name="registration_at_least_one_seat", condition=Q(seats__gte=1)
            ),
            models.CheckConstraint(
                name="registration_without_address_is_nobodys",
                condition=~NOBODY
                | Q(
                    name="",
                    organisation="",
                    partner_key="",
                    answers={},
                    person__isnull=True,
                    startup__isnull=True,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.called} · {self.event}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    @property
    def called(self) -> str:
        """The name, or that it is gone."""
        return self.name or gettext("Name gelöscht")

    @property
    def ticket(self) -> str:
        """What the code at the door says; capitals, because they make it coarser and easier to read."""
        return self.uuid.hex.upper()

    @property
    def may_begin_anew(self) -> bool:
        """Whether it holds nothing, neither seat nor place in the line."""
        return self.state in GONE or self.state == RegistrationState.ASKED


class RegistrationMove(models.Model):
    """One line of a registration's history; `by` is empty for the clock and for those without
    an account."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="moves")
    transition = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, choices=RegistrationState)
    to_state = models.CharField(max_length=10, choices=RegistrationState)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("Schritt")
        verbose_name_plural = _("Verlauf")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.registration_id}: {self.from_state} → {self.to_state}"
