"""The hub's events and who came; by event, for who came is nobody else's business."""

from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from events.models import SATISFIED, Event, EventKind, FeedbackAnswer
from events.queries.feedback import FEWEST
from events.states import EventState, RegistrationState
from hub.accounts.models import User
from hub.reports.indicators.definition import Indicator, Measure, RowSet, counted
from hub.reports.periods import Window

SOURCE = _("Termine und ihre Anmeldungen")
PAGE = "admin:events_event_change"
ROW = {"title": "title_de", "other": "place_name", "at": "starts_at", "track": "track"}


def _held(window: Window) -> QuerySet[Any]:
    """What took place."""
    rows = Event.objects.filter(starts_at__gte=window.start, starts_at__lt=window.end)
    return rows.filter(state__in=[EventState.PUBLISHED, EventState.DONE], is_template=False)


def _visited(window: Window) -> QuerySet[Any]:
    """What took place, each event with how many seats somebody sat on."""
    came = Q(registrations__state=RegistrationState.ATTENDED)
    rows = _held(window).annotate(guests=FilteredRelation("registrations", condition=came))
    visited: QuerySet[Any] = rows.annotate(came=Coalesce(Sum("guests__seats"), 0)).order_by()
    return visited


def events(window: Window, user: User | None) -> RowSet:
    return counted(_held(window), **ROW, part="kind")


def participants(window: Window, user: User | None) -> RowSet:
    # From who came on: events without a guest need no adding up to be left out.
    visited = _held(window).filter(registrations__state=RegistrationState.ATTENDED)
    rows = visited.annotate(came=Sum("registrations__seats")).order_by()
    return counted(rows, **ROW, part="kind", value=F("came"))


def seats_used(window: Window, user: User | None) -> RowSet:
    rows = _visited(window).filter(seats__isnull=False)
    return counted(rows, **ROW, value=F("came"), weight="seats")


def satisfied(window: Window, user: User | None) -> RowSet:
    """Of events with enough answers to be shown anybody, as their pages at the desk count them."""
    shown = FeedbackAnswer.objects.filter(round__event=OuterRef("pk"), is_shown=True)
    rated, good = (
        Coalesce(Subquery(_numbers(rows)), 0)
        for rows in (shown, shown.filter(first__in=SATISFIED))
    )
    rows = _held(window).annotate(rated=rated, good=good).filter(rated__gte=FEWEST)
    return counted(rows, **ROW, part="kind", value=F("good"), weight="rated")


def _numbers(rows: QuerySet[FeedbackAnswer]) -> QuerySet[FeedbackAnswer, int]:
    by_event = rows.order_by().values("round__event")
    return by_event.annotate(number=Count("pk")).values_list("number")  # type: ignore[return-value]


ALL = [
    Indicator(
        key="events",
        name=_("Veranstaltungen"),
        definition=_("Termine des Hubs, die im Zeitraum begannen und nicht abgesagt waren."),
        unit=_("Termine"),
        source=SOURCE,
        rows=events,
        parts=EventKind.choices,
        part_name=_("Art"),
        page=PAGE,
        named_for_good=True,
    ),
    Indicator(
        key="participants",
        name=_("Teilnehmende"),
        definition=_(
            "Wer zu den Veranstaltungen des Zeitraums kam, nach dem Einlass gezählt; wer zu zweien "
            "kam, zählt zweimal."
        ),
        unit=_("Personen"),
        source=SOURCE,
        rows=participants,
        measure=Measure.SUM,
        value_name=_("Teilnehmende"),
        page=PAGE,
        named_for_good=True,
    ),
    Indicator(
        key="seats_used",
        name=_("Genutzte Plätze"),
        definition=_(
            "Von den Plätzen der Veranstaltungen, die begrenzt sind, die, auf denen jemand saß."
        ),
        unit=_("Prozent"),
        source=SOURCE,
        rows=seats_used,
        measure=Measure.RATIO,
        value_name=_("genutzt / Plätze"),
        page=PAGE,
        named_for_good=True,
    ),
    Indicator(
        key="satisfied",
        name=_("Zufriedene Teilnehmende"),
        definition=_(
            "Von denen, die nach Veranstaltungen des Zeitraums anonym geantwortet haben, wer sie gut "
            "oder sehr gut fand; gezählt werden Veranstaltungen mit mehr als fünf Antworten."
        ),
        unit=_("Prozent"),
        source=_("Rückmeldungen nach Terminen"),
        rows=satisfied,
        measure=Measure.RATIO,
        parts=EventKind.choices,
        part_name=_("Art"),
        value_name=_("zufrieden / geantwortet"),
        page=PAGE,
        named_for_good=True,
    ),
]
