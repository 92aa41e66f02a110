"""When the portal reminds of what, what it has reminded of, and what each person wants to get."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hub.accounts.models import User
from hub.core import times
from hub.mail import subjects

LONGEST = 9999


class Unit(models.TextChoices):
    MINUTES = "minutes", _("Minuten")
    HOURS = "hours", _("Stunden")
    DAYS = "days", _("Tage")


class When(models.TextChoices):
    BEFORE = "before", _("vorher")
    AFTER = "after", _("danach")


class ReminderRule(models.Model):
    """One line of the portal's only table of reminders: so long before or after which date."""

    subject = models.CharField(_("Woran"), max_length=60)
    anchor = models.CharField(_("Datum"), max_length=20)
    amount = models.PositiveSmallIntegerField(_("Abstand"))
    unit = models.CharField(_("Einheit"), max_length=10, choices=Unit, default=Unit.DAYS)
    when = models.CharField(
        _("vorher oder danach"), max_length=10, choices=When, default=When.BEFORE
    )
    is_active = models.BooleanField(_("aktiv"), default=True)
    # What was due before is not made up for: a new rule must not remind of last year.
    starts_at = models.DateTimeField(_("gilt seit"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("Erinnerung")
        verbose_name_plural = _("Erinnerungen")
        ordering = ["subject", "anchor", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="reminderrule_once",
                fields=["subject", "anchor", "amount", "unit", "when"],
                violation_error_message=_("Diese Erinnerung gibt es schon."),
            ),
            models.CheckConstraint(
                name="reminderrule_amount_is_sane",
                condition=Q(amount__lte=LONGEST),
                violation_error_message=_("Der Abstand ist zu groß."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_title}: {self.distance}"

    @property
    def subject_title(self) -> str:
        subject = subjects.get(self.subject)
        return str(subject.title) if subject else self.subject

    @property
    def date_title(self) -> str:
        subject = subjects.get(self.subject)
        return str(subject.dates.get(self.anchor, self.anchor)) if subject else self.anchor

    @property
    def distance(self) -> str:
        """So many days, hours or minutes, before or after."""
        if not self.amount:
            return str(_("zum selben Zeitpunkt"))
        words = {
            Unit.MINUTES: ngettext("%d Minute", "%d Minuten", self.amount),
            Unit.HOURS: ngettext("%d Stunde", "%d Stunden", self.amount),
            Unit.DAYS: ngettext("%d Tag", "%d Tage", self.amount),
        }
        return f"{words[Unit(self.unit)] % self.amount} {self.get_when_display()}"

    def shift(self, date: datetime, *, back: bool = False) -> datetime:
        """The moment so long before or after `date`; `back` goes from that moment to the date.

        Days are those of the calendar in Berlin, whatever the clocks did in between.
        """
        steps = self.amount if (self.when == When.AFTER) is not back else -self.amount
        if self.unit == Unit.DAYS:
            return times.days_later(date, steps)
        return date + timedelta(**{self.unit: steps})


class Reminder(models.Model):
    """One reminder that went out: what makes a second tick, or five clocks at once, harmless."""

    rule = models.ForeignKey(ReminderRule, models.PROTECT, related_name="sent")
    object = models.CharField(max_length=80)
    date = models.DateTimeField()
    person = models.ForeignKey(User, models.CASCADE, related_name="reminders", null=True)
    # Of who has no account the key of their registration: the package above knows whose it is.
    guest = models.UUIDField(null=True)
    in_digest = models.BooleanField(default=False)
    sent_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="reminder_by_person", fields=["person", "-sent_at"])]
        constraints = [
            models.UniqueConstraint(
                name="reminder_once", fields=["object", "date", "person", "rule"]
            ),
            models.UniqueConstraint(
                name="reminder_once_per_guest", fields=["object", "date", "guest", "rule"]
            ),
            models.CheckConstraint(
                name="reminder_to_a_person_or_a_guest",
                condition=Q(person__isnull=False, guest__isnull=True)
                | Q(person__isnull=True, guest__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.object} → {self.person_id or self.guest}"


class MailChoice(models.Model):
    """What a person wants by mail; without a row everything, one by one."""

    person = models.OneToOneField(User, models.CASCADE, related_name="mail_choice")
    declined = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    is_daily = models.BooleanField(default=False)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.person_id}: {'daily' if self.is_daily else 'at once'}"
