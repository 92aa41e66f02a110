"""From the application to the place."""

from typing import Any

from django.db.models import (
    Case,
    F,
    IntegerField,
    Max,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.reports.indicators.definition import Indicator, Measure, Rows, RowSet, counted
from hub.reports.periods import Window
from startups.models import Application, Counts, Region
from startups.states import ApplicationState

SOURCE = _("Bewerbungen im Portal")
PAGE = "admin:startups_application_change"
REGIONS = [*Region.choices, ("", _("ohne Angabe"))]
ROW: dict[str, Any] = {
    "title": Concat("number", Value(" "), "startup__name"),
    "ident": "number",
    "track": "track",
    "batch": "batch",
    "part": "startup__region",
}


def readable(user: User | None) -> QuerySet[Application]:
    """What is handed in; nobody counts what a conflict of interest keeps from them."""
    if user is None:
        return Application.objects.filter(submitted_at__isnull=False)
    return Application.objects.workable_by(user)


def _handed_in(window: Window, user: User | None) -> QuerySet[Application]:
    return readable(user).filter(
        first_submitted_at__gte=window.start, first_submitted_at__lt=window.end
    )


def submitted(window: Window, user: User | None) -> RowSet:
    return counted(_handed_in(window, user), **ROW, at="first_submitted_at")


def from_abroad(window: Window, user: User | None) -> RowSet:
    rows = _handed_in(window, user).filter(startup__region=Region.ABROAD)
    return counted(rows, **ROW | {"part": None}, at="first_submitted_at")


def from_outside_saxony(window: Window, user: User | None) -> RowSet:
    rows = _handed_in(window, user).exclude(startup__region="")
    outside = ~Q(startup__region__in=[Region.LEIPZIG, Region.SAXONY])
    hit = Case(When(outside, then=Value(1)), default=Value(0))
    return counted(rows, **ROW, at="first_submitted_at", value=hit)


def women(window: Window, user: User | None) -> RowSet:
    """Those whose answers to both questions are numbers that can be true."""
    answered = _handed_in(window, user).filter(answers__question__counts__in=Counts.values)
    rows = answered.annotate(
        founders=_number_of(Counts.FOUNDERS), women=_number_of(Counts.WOMEN)
    ).order_by()
    told = rows.filter(founders__gte=1, women__lte=F("founders"))
    how = {"at": "first_submitted_at", "value": "women", "weight": "founders"}
    return counted(told, **ROW | {"part": None}, **how)


def _number_of(counts: Counts) -> Max:
    """The number that was answered; NULL where it is none. A cast alone would fail at a word."""
    is_number = Q(answers__question__counts=counts, answers__value__regex=r"^[0-9]{1,2}$")
    return Max(Case(When(is_number, then=Cast("answers__value", IntegerField()))))


def eligible(window: Window, user: User | None) -> RowSet:
    rows = readable(user).filter(
        is_eligible=True, screened_at__gte=window.start, screened_at__lt=window.end
    )
    return counted(rows, **ROW | {"part": None}, at="screened_at")


def accepted(window: Window, user: User | None) -> RowSet:
    rows = readable(user).filter(
        state=ApplicationState.ACCEPTED, decided_at__gte=window.start, decided_at__lt=window.end
    )
    return counted(rows, **ROW | {"part": None}, at="decided_at")


def _of_applications(key: str, rows: Rows, **fields: Any) -> Indicator:
    unit = fields.pop("unit", _("Bewerbungen"))
    return Indicator(
        key=key, rows=rows, unit=unit, source=SOURCE, page=PAGE, readable=readable, **fields
    )


ALL = [
    _of_applications(
        "applications",
        submitted,
        name=_("Bewerbungen"),
        definition=_(
            "Im Zeitraum zum ersten Mal eingereicht. Wer später zurückzog, zählt mit; wer die "
            "Bewerbung wieder zum Entwurf machte und nicht noch einmal einreichte, zählt nicht."
        ),
        parts=REGIONS,
        part_name=_("Region"),
    ),
    _of_applications(
        "applications_abroad",
        from_abroad,
        name=_("Bewerbungen aus dem Ausland"),
        definition=_("Bewerbungen des Zeitraums von Startups mit Sitz außerhalb Deutschlands."),
    ),
    _of_applications(
        "outside_saxony",
        from_outside_saxony,
        name=_("Anteil von außerhalb Sachsens"),
        definition=_(
            "Bewerbungen des Zeitraums von Startups mit Sitz außerhalb Sachsens, geteilt durch "
            "alle, deren Region bekannt ist."
        ),
        measure=Measure.SHARE,
        unit=_("Prozent"),
        parts=REGIONS,
        part_name=_("Region"),
    ),
    _of_applications(
        "women",
        women,
        name=_("Anteil der Frauen unter den Gründenden"),
        definition=_(
            "Aus den freiwilligen Angaben in den Bewerbungen des Zeitraums; gezeigt nur, wo es "
            "zusammen mehr als fünf Gründende aus mehreren Teams sind."
        ),
        measure=Measure.RATIO,
        told_above=5,
        told_of=2,
        unit=_("Prozent"),
    ),
    _of_applications(
        "eligible",
        eligible,
        name=_("Zugelassene Bewerbungen"),
        definition=_("Im Zeitraum auf die Teilnahmebedingungen geprüft und zugelassen."),
    ),
    _of_applications(
        "accepted",
        accepted,
        name=_("Angenommene Bewerbungen"),
        definition=_(
            "Im Zeitraum mit einem Platz in der Klasse entschieden, auch wenn das Team ihn danach "
            "ablehnte oder verfallen ließ."
        ),
    ),
]
