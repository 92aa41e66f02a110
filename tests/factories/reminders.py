"""Moments at which reminders go, and rules that held for ever."""

from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from hub.core.times import BERLIN
from hub.mail.reminder_models import ReminderRule


def rules_of_old():
    """As if the rules had been there before anything happened."""
    ReminderRule.objects.update(starts_at=datetime(2020, 1, 1, tzinfo=UTC))


def only(subject):
    """A test of many ticks asks for what it is about alone."""
    ReminderRule.objects.exclude(subject=subject).update(is_active=False)


def noon(moment, days=0):
    """The noon in Leipzig on the day of a moment, or so many days later: no night moves it."""
    day = timezone.localdate(moment, BERLIN) + timedelta(days=days)
    return datetime.combine(day, time(12), tzinfo=BERLIN).astimezone(UTC)
