"""What startups and partners try out together: requests to meet, and pilots.

Titles, terms and answers stay with the two sides and the hub team: a row names who and when.
"""

from typing import Any

from django.db.models import (
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Extract
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.accounts.roles import Role
from hub.reports.indicators.definition import Counted, Indicator, Measure, RowSet, counted
from hub.reports.periods import Window
from partners.models import Introduction, Pilot, PilotMove
from partners.states import IntroductionState, PilotState

PILOTS = _("Pilotprojekte und ihr Verlauf")
INTRODUCTIONS = _("Kontaktanfragen im Portal")
HUB_TEAM = frozenset({Role.STAFF, Role.SELECTION_LEAD})
DAY = 86_400
ROW = {
    "title": "startup__name",
    "other": "partner__name",
    "track": "startup__track",
    "batch": "startup__batch",
}


def asked(window: Window, user: User | None) -> RowSet:
    rows = Introduction.objects.filter(asked_at__gte=window.start, asked_at__lt=window.end)
    return counted(rows, **ROW, at="asked_at")


def accepted(window: Window, user: User | None) -> RowSet:
    rows = Introduction.objects.filter(
        state=IntroductionState.ACCEPTED,
        answered_at__gte=window.start,
        answered_at__lt=window.end,
    )
    return counted(rows, **ROW, at="answered_at")


def by_stage(window: Window, user: User | None) -> RowSet:
    moves = PilotMove.objects.filter(pilot=OuterRef("pk"), at__lt=window.end)
    latest = Subquery(moves.order_by("-at", "-pk").values("to_state")[:1])
    rows = Pilot.objects.filter(proposed_at__lt=window.end)
    stage = Coalesce(latest, Value(PilotState.IDEA.value))
    return counted(rows, **ROW, at="proposed_at", part=stage)


def _reached(state: PilotState, window: Window) -> QuerySet[Any]:
    """The pilots that came there for the first time in the window, each with `reached_at`."""
    moves = PilotMove.objects.filter(pilot=OuterRef("pk"), to_state=state)
    first = Subquery(moves.order_by("at", "pk").values("at")[:1])
    rows = Pilot.objects.annotate(reached_at=first)
    return rows.filter(reached_at__gte=window.start, reached_at__lt=window.end)


def started(window: Window, user: User | None) -> RowSet:
    return counted(_reached(PilotState.RUNNING, window), **ROW, at="reached_at")


def rolled_out(window: Window, user: User | None) -> RowSet:
    return counted(_reached(PilotState.ROLLOUT, window), **ROW, at="reached_at")


def days_to_start(window: Window, user: User | None) -> RowSet:
    took = ExpressionWrapper(F("reached_at") - F("proposed_at"), output_field=DurationField())
    days = Extract(took, "epoch") / DAY
    rows = _reached(PilotState.RUNNING, window)
    return counted(rows, **ROW, at="reached_at", value=days)


ALL = [
    Indicator(
        key="introductions_asked",
        name=_("Kontaktanfragen"),
        definition=_("Im Zeitraum von Partnern an Startups gestellt."),
        unit=_("Anfragen"),
        source=INTRODUCTIONS,
        rows=asked,
        page="admin:partners_introduction_change",
        opened_by=HUB_TEAM,
        # Beside the list of those accepted, names would tell who was turned down.
        named_for=HUB_TEAM,
    ),
    Indicator(
        key="introductions_accepted",
        name=_("Angenommene Kontaktanfragen"),
        definition=_("Im Zeitraum von Startups mit Ja beantwortet."),
        unit=_("Anfragen"),
        source=INTRODUCTIONS,
        rows=accepted,
        page="admin:partners_introduction_change",
        opened_by=HUB_TEAM,
    ),
    Indicator(
        key="pilots",
        name=_("Pilotprojekte"),
        definition=_(
            "Alle, die vor dem Ende des Zeitraums vorgeschlagen wurden, im Stand von seinem Ende."
        ),
        unit=_("Pilotprojekte"),
        source=PILOTS,
        rows=by_stage,
        counted=Counted.STOCK,
        parts=PilotState.choices,
        part_name=_("Stand"),
        page="admin:partners_pilot_change",
        opened_by=HUB_TEAM,
        named_for_good=True,
    ),
    Indicator(
        key="pilots_started",
        name=_("Gestartete Pilotprojekte"),
        definition=_("Im Zeitraum zum ersten Mal im Stand „läuft“."),
        unit=_("Pilotprojekte"),
        source=PILOTS,
        rows=started,
        page="admin:partners_pilot_change",
        opened_by=HUB_TEAM,
        named_for_good=True,
    ),
    Indicator(
        key="pilots_rolled_out",
        name=_("Pilotprojekte, die in den Einsatz kamen"),
        definition=_("Im Zeitraum zum ersten Mal im Stand „im Einsatz“."),
        unit=_("Pilotprojekte"),
        source=PILOTS,
        rows=rolled_out,
        page="admin:partners_pilot_change",
        opened_by=HUB_TEAM,
        named_for_good=True,
    ),
    Indicator(
        key="days_to_pilot",
        name=_("Tage bis zum Pilotprojekt"),
        definition=_(
            "Vom Vorschlag bis zum Start, der mittlere Wert aller im Zeitraum gestarteten "
            "Pilotprojekte."
        ),
        unit=_("Tage"),
        source=PILOTS,
        rows=days_to_start,
        measure=Measure.MEDIAN,
        value_name=_("Tage"),
        page="admin:partners_pilot_change",
        opened_by=HUB_TEAM,
        named_for_good=True,
    ),
]
