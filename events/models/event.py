from datetime import datetime, timedelta
from functools import cache
from typing import Any, Self
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events.states import PUBLIC_EVENTS, EventState
from hub.accounts.models import User
from hub.accounts.roles import OFFICE
from hub.core.bilingual import Bilingual
from hub.core.text import german_slug, plain_words
from hub.programme.models import Track

MAX_TITLE, MAX_SUMMARY, MAX_TEXT = 100, 160, 6000
ONLINE = "online"
# The clock comes by each minute; so much later it has been there.
CLOCK_PASSES = timedelta(minutes=3)
# Stands in an address for the event's own part.
SLOT = "0-slug-0"
# Pages of the portal that stand where an event's own page would.
RESERVED = frozenset({"feedback", "registration"})


class EventKind(models.TextChoices):
    INFO = "info", _("Infoveranstaltung")
    WORKSHOP = "workshop", _("Workshop")
    OFFICE_HOURS = "office_hours", _("Sprechtag")
    DEMO_DAY = "demo_day", _("Demo Day")
    MATCHMAKING = "matchmaking", _("Matchmaking")
    CONFERENCE = "conference", _("Konferenz")


class Audience(models.TextChoices):
    """Who may come; everybody may read about it."""

    PUBLIC = "public", _("alle Interessierten")
    FOUNDERS = "founders", _("Gründer:innen")
    PARTNERS = "partners", pgettext_lazy("several", "Partner")
    SCIENTISTS = "scientists", _("Wissenschaft")
    MENTORS = "mentors", _("Mentor:innen")
    REVIEWERS = "reviewers", _("Jury")


class Language(models.TextChoices):
    GERMAN = "de", _("Deutsch")
    ENGLISH = "en", _("Englisch")


def everybody() -> list[str]:
    return [Audience.PUBLIC]


def german() -> list[str]:
    return [Language.GERMAN]


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody reads what was published; the office also what is still a draft."""
        if user.is_authenticated and (user.is_superuser or user.has_role(*OFFICE)):
            return self
        return self.public()

    def public(self) -> Self:
        return self.filter(state__in=PUBLIC_EVENTS)

    def upcoming_at(self, now: datetime) -> Self:
        """Not over yet: what runs just now is still coming."""
        return self.filter(ends_at__gt=now)

    def past_at(self, now: datetime) -> Self:
        return self.filter(ends_at__lte=now)

    def due_at(self, now: datetime) -> Self:
        """Drafts that were to be public by now."""
        return self.filter(state=EventState.DRAFT, is_template=False, publish_at__lte=now)

    def late_at(self, now: datetime) -> Self:
        """Drafts that the clock did not publish when it was time: something is missing."""
        return self.due_at(now - CLOCK_PASSES)

    def listed(self) -> Self:
        """What the finder of a list counts."""
        return self


class Event(models.Model):
    """An evening, a day or a workshop of the hub. German is required, English optional.

    Its state, and its time and place once it is public, change only in `events.services`.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    # Given with the first save and, once it is public, kept: links hold, however it is renamed.
    slug = models.SlugField(_("Kürzel in der Adresse"), max_length=90, unique=True, blank=True)
    kind = models.CharField(_("Art"), max_length=12, choices=EventKind)
    track = models.ForeignKey(
        Track,
        models.PROTECT,
        related_name="events",
        null=True,
        blank=True,
        verbose_name=_("Schwerpunkt"),
        help_text=_("Leer lassen, wenn der Termin alle angeht."),
    )
    state = models.CharField(
        _("Stand"), max_length=10, choices=EventState, default=EventState.DRAFT, editable=False
    )
    title_de = models.CharField(_("Titel (deutsch)"), max_length=MAX_TITLE)
    title_en = models.CharField(_("Titel (englisch)"), max_length=MAX_TITLE, blank=True)
    summary_de = models.CharField(_("Kurztext (deutsch)"), max_length=MAX_SUMMARY, blank=True)
    summary_en = models.CharField(_("Kurztext (englisch)"), max_length=MAX_SUMMARY, blank=True)
    text_de = models.TextField(_("Text (deutsch)"), max_length=MAX_TEXT, blank=True)
    text_en = models.TextField(_("Text (englisch)"), max_length=MAX_TEXT, blank=True)
    starts_at = models.DateTimeField(_("Beginn"))
    ends_at = models.DateTimeField(_("Ende"))
    place_name = models.CharField(_("Ort"), max_length=100, blank=True)
    address = models.CharField(_("Straße und Hausnummer"), max_length=120, blank=True)
    city = models.CharField(_("Postleitzahl und Stadt"), max_length=80, blank=True)
    online_url = models.URLField(_("Link zur Teilnahme"), max_length=500, blank=True)
    shows_link = models.BooleanField(
        _("Link öffentlich zeigen"),
        default=False,
        help_text=_("Sonst bekommen ihn nur die Angemeldeten."),
    )
    audience = ArrayField(
        models.CharField(max_length=10, choices=Audience),
        default=everybody,
        verbose_name=_("Wer kommen kann"),
    )
    languages = ArrayField(
        models.CharField(max_length=2, choices=Language),
        default=german,
        verbose_name=_("Sprachen"),
    )
    takes_registrations = models.BooleanField(_("mit Anmeldung"), default=True)
    registration_until = models.DateTimeField(
        _("Anmeldung bis"), null=True, blank=True, help_text=_("Leer: bis zum Beginn.")
    )
    seats = models.PositiveIntegerField(
        pgettext_lazy("an event", "Plätze"),
        null=True,
        blank=True,
        help_text=_("Leer: so viele wie kommen."),
    )
    team_seats = models.PositiveSmallIntegerField(
        _("Plätze je Startup-Team"),
        default=1,
        help_text=_("So viele Plätze kann ein Startup mit einer Anmeldung belegen."),
    )
    partner_seats = models.PositiveSmallIntegerField(
        _("Plätze je Partner"),
        null=True,
        blank=True,
        help_text=_("So viele Plätze können die Leute eines Partners zusammen belegen."),
    )
    asks_feedback = models.BooleanField(
        _("um Rückmeldung bitten"),
        default=True,
        help_text=_(
            "Am Morgen danach bekommt, wer da war, eine Mail mit drei Fragen. Andere Worte für sie "
            "stehen unten; die zwei Bewertungen reichen immer von „sehr schlecht“ bis „sehr gut“."
        ),
    )
    publish_at = models.DateTimeField(_("veröffentlichen am"), null=True, blank=True)
    published_at = models.DateTimeField(_("veröffentlicht seit"), null=True, editable=False)
    cancelled_at = models.DateTimeField(_("abgesagt am"), null=True, editable=False)
    # What those who look for it read: why it was cancelled or moved.
    notice_de = models.CharField(
        pgettext_lazy("an event", "Hinweis (deutsch)"), max_length=300, blank=True
    )
    notice_en = models.CharField(
        pgettext_lazy("an event", "Hinweis (englisch)"), max_length=300, blank=True
    )
    moved_from = models.DateTimeField(_("verschoben vom"), null=True, editable=False)
    # Calendars take a change over when this number is higher than the one they know.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(_("geändert am"), default=timezone.now, editable=False)
    series = models.UUIDField(null=True, editable=False, db_index=True)
    is_template = models.BooleanField(_("nur Vorlage"), default=False)
    created_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", null=True, editable=False
    )
    created_at = models.DateTimeField(_("angelegt am"), default=timezone.now, editable=False)
    # Its registrations are figures since then, without the people.
    people_forgotten_at = models.DateTimeField(_("Namen gelöscht am"), null=True, editable=False)
    # Each registration gets the next number; also the line's order.
    last_place = models.PositiveIntegerField(default=0, editable=False)
    # Written with each save: where it takes place, as the filter asks, and the words to find it by.
    places = ArrayField(models.CharField(max_length=80), default=list, editable=False)
    words = models.TextField(default="", editable=False)

    title = Bilingual(_("Titel"))
    summary = Bilingual()
    text = Bilingual()
    notice = Bilingual()
    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("Termin")
        verbose_name_plural = _("Termine")
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(name="event_by_time", fields=["state", "starts_at"]),
            # What is to come, a month, what just ended; and the lists in their order.
            models.Index(name="event_by_end", fields=["ends_at"]),
            models.Index(name="event_by_start", fields=["starts_at", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="event_ends_after_it_starts",
                condition=Q(ends_at__gt=models.F("starts_at")),
                violation_error_message=_("Das Ende liegt nicht nach dem Beginn."),
            ),
            models.CheckConstraint(
                name="event_public_is_whole",
                condition=~Q(state__in=PUBLIC_EVENTS)
                | Q(published_at__isnull=False, is_template=False)
                & (~Q(place_name="") | ~Q(online_url="")),
            ),
            models.CheckConstraint(
                name="event_cancelled_at_when_cancelled",
                condition=Q(state=EventState.CANCELLED, cancelled_at__isnull=False)
                | ~Q(state=EventState.CANCELLED) & Q(cancelled_at__isnull=True),
            ),
            models.CheckConstraint(
                name="event_seats_at_least_one",
                condition=(Q(seats__isnull=True) | Q(seats__gte=1))
                & Q(team_seats__gte=1)
                & (Q(partner_seats__isnull=True) | Q(partner_seats__gte=1)),
                violation_error_message=_("Weniger als ein Platz geht nicht."),
            ),
            models.CheckConstraint(
                name="event_somebody_may_come",
                condition=Q(audience__len__gte=1) & Q(languages__len__gte=1),
            ),
            models.CheckConstraint(
                name="event_registration_ends_before_it",
                condition=Q(registration_until__isnull=True)
                | Q(registration_until__lte=models.F("ends_at")),
                violation_error_message=_("Die Anmeldung endet erst nach dem Termin."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep what is derived: the address on the first save, places and words each time."""
        self.slug = self.slug or self._free_slug()
        self.places = self._places()
        self.words = " ".join(plain_words(" ".join(self._found_by())))[:2000]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "slug", "places", "words"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return _address(get_language()).replace(SLOT, self.slug)

    @property
    def has_other_name(self) -> bool:
        """Whether its address still says the title it was first saved with."""
        return not self.slug.startswith(self._wanted_slug())

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC_EVENTS

    @property
    def is_cancelled(self) -> bool:
        return self.state == EventState.CANCELLED

    def is_over_at(self, now: datetime) -> bool:
        return self.ends_at <= now

    @property
    def closes_at(self) -> datetime:
        """Until when one may register."""
        return min(self.registration_until or self.starts_at, self.ends_at)

    @property
    def is_for_all(self) -> bool:
        return Audience.PUBLIC in self.audience

    @property
    def audience_names(self) -> str:
        if self.is_for_all:
            return str(Audience.PUBLIC.label)
        return ", ".join(str(Audience(one).label) for one in self.audience)

    @property
    def language_names(self) -> str:
        return ", ".join(str(Language(one).label) for one in self.languages)

    @property
    def is_online(self) -> bool:
        return bool(self.online_url)

    @property
    def where(self) -> str:
        """The place in a few words."""
        parts = [self.place_name or self.town] if self.place_name or self.city else []
        return " · ".join([*parts, str(_("online"))] if self.is_online else parts)

    @property
    def town(self) -> str:
        """The city without its postcode: the number would make two places of one."""
        return self.city.lstrip("0123456789 ")

    @property
    def shown_language(self) -> str:
        """The language its words have on the page that is drawn now."""
        wants_english = (get_language() or "de").startswith("en")
        return "en" if wants_english and self.title_en else "de"

    def _places(self) -> list[str]:
        town = german_slug(self.town)[:80]
        return [ONLINE] * self.is_online + [town] * bool(town)

    def _found_by(self) -> list[str]:
        named = [self.title_de, self.title_en, self.summary_de, self.summary_en]
        return [*named, self.place_name, self.city]

    def _wanted_slug(self) -> str:
        wanted = german_slug(self.title_de)[:70].strip("-") or "termin"
        return f"termin-{wanted}" if wanted in RESERVED else wanted

    def _free_slug(self) -> str:
        """From the title and, where that is taken, the day: «sprechtag-2027-01-14»."""
        wanted = self._wanted_slug()
        dated = f"{wanted}-{self.starts_at:%Y-%m-%d}"
        for slug in (wanted, dated):
            if not Event.objects.filter(slug=slug).exclude(pk=self.pk).exists():
                return slug
        return f"{dated}-{uuid4().hex[:6]}"


@cache
def _address(_language: str | None) -> str:
    """Of any event: a list would have it looked up for each row."""
    return reverse("events:event-detail", args=[SLOT])


class EventMove(models.Model):
    """One line of an event's history; `by` is empty where the clock did it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="moves")
    transition = models.CharField(max_length=20)
    from_state = models.CharField(max_length=10, choices=EventState)
    to_state = models.CharField(max_length=10, choices=EventState)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = _("Schritt")
        verbose_name_plural = _("Verlauf")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.event_id}: {self.from_state} → {self.to_state}"
