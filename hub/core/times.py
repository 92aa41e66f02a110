"""Moments as people here read them: Berlin's clock, with the weekday and the zone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import get_language

BERLIN = ZoneInfo("Europe/Berlin")
GERMAN_ZONES = {"CET": "MEZ", "CEST": "MESZ"}


def long_moment(moment: datetime) -> str:
    """«Sonntag, 31. Januar 2027, 23:59 Uhr (MEZ)»; in English «Sunday, 31 January 2027, 23:59 CET»."""
    there = moment.astimezone(BERLIN)
    zone = there.tzname() or ""
    if (get_language() or "de").startswith("en"):
        return f"{date_format(there, 'l, j F Y, H:i')} {zone}"
    return f"{date_format(there, 'l, j. F Y, H:i')} Uhr ({GERMAN_ZONES.get(zone, zone)})"


def short_moment(moment: datetime) -> str:
    """«31.01.2027, 23:59 Uhr»; in English «31 Jan 2027, 23:59»."""
    there = moment.astimezone(BERLIN)
    if (get_language() or "de").startswith("en"):
        return date_format(there, "j M Y, H:i")
    return f"{date_format(there, 'd.m.Y, H:i')} Uhr"


def span(starts: datetime, ends: datetime) -> str:
    """«Di, 18:00–20:00 Uhr», and over several days both; in English «Tue, 18:00–20:00»."""
    first, last = starts.astimezone(BERLIN), ends.astimezone(BERLIN)
    if first.date() != last.date():
        return f"{short_moment(starts)} – {short_moment(ends)}"
    english = (get_language() or "de").startswith("en")
    hours = f"{weekday(first)}, {first:%H:%M}–{last:%H:%M}"
    return hours if english else f"{hours} Uhr"


def weekday(there: date) -> str:
    """«Di»; in English «Tue». Cheaper than a format, in lists that name it in each row."""
    return str(WEEKDAYS_ABBR[there.weekday()])


def short_day(moment: datetime) -> str:
    """«31.01.2027»; in English «31 Jan 2027»."""
    there = moment.astimezone(BERLIN)
    english = (get_language() or "de").startswith("en")
    return date_format(there, "j M Y" if english else "d.m.Y")


def day(value: date) -> str:
    """«31. Januar 2027»; in English «31 January 2027»."""
    if isinstance(value, datetime):
        value = value.astimezone(BERLIN).date()
    english = (get_language() or "de").startswith("en")
    return date_format(value, "j F Y" if english else "j. F Y")


def end_of_day(value: date) -> datetime:
    """The last second of a day in Berlin."""
    return datetime.combine(value, time(23, 59, 59), tzinfo=BERLIN)


def days_later(moment: datetime, days: int) -> datetime:
    """The same time of day in Berlin so many days later (or before), whatever the clocks did."""
    there = moment.astimezone(BERLIN)
    on = there.date() + timedelta(days=days)
    return datetime.combine(on, there.time(), tzinfo=BERLIN).astimezone(UTC)


def start_of_month(moment: datetime, *, later: int = 0) -> datetime:
    """When the month of a moment begins in Berlin, or the one so many months later."""
    there = moment.astimezone(BERLIN)
    months = there.year * 12 + there.month - 1 + later
    return datetime(months // 12, months % 12 + 1, 1, tzinfo=BERLIN)


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; for the 29th of February the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
