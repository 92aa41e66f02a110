"""Startups in the programme and after it."""

from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.reports.indicators.definition import Counted, Indicator, RowSet, counted
from hub.reports.periods import Window
from startups.models import Life, Startup

SOURCE = _("Startups und ihre Klassen")
PAGE = "admin:startups_startup_change"
ROW = {"title": "name", "track": "track", "batch": "batch", "part": "life"}


def in_programme(window: Window, user: User | None) -> RowSet:
    rows = Startup.objects.filter(batch__starts_on__lte=window.day, batch__ends_on__gte=window.day)
    return counted(rows, **ROW)


def alumni(window: Window, user: User | None) -> RowSet:
    rows = Startup.objects.filter(batch__ends_on__lt=window.day)
    return counted(rows, **ROW)


ALL = [
    Indicator(
        key="startups_active",
        name=_("Startups im Programm"),
        definition=_("Startups, deren Klasse am letzten Tag des Zeitraums läuft."),
        unit=_("Startups"),
        source=SOURCE,
        rows=in_programme,
        counted=Counted.STOCK,
        parts=Life.choices,
        part_name=_("Status"),
        page=PAGE,
        named_for_good=True,
    ),
    Indicator(
        key="startups_alumni",
        name=_("Alumni"),
        definition=_(
            "Startups, deren Klasse vor dem letzten Tag des Zeitraums zu Ende ging. Ihr Status ist "
            "der von heute."
        ),
        unit=_("Startups"),
        source=SOURCE,
        rows=alumni,
        counted=Counted.STOCK,
        parts=Life.choices,
        part_name=_("Status"),
        page=PAGE,
        named_for_good=True,
    ),
]
