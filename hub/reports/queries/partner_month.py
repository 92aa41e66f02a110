"""A partner's month: its watchlist, requests, pilots and new fits, as its own staff may know them.

Mail and page are made of it. What happened lies in the month, and how things stood is read at its
end, so that the page goes on saying what the mail said; in the running month it is now.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.reports import periods
from hub.reports.periods import MONTHS, Kind, Period
from partners.models import Challenge, Introduction, Partner, Pilot, PilotMove, WatchEntry
from partners.queries import matching, pilot_board
from partners.queries.introductions import KNOWN_AT_ONCE
from partners.states import IntroductionState, PilotState
from startups.models import PartnerProfile

# So many names a list has before it only says how many more there are.
MOST_NAMED = 12
# Requests are deleted two years after their end: of earlier months the numbers would be too small.
YEARS_BACK = 2


@dataclass(frozen=True, slots=True)
class PartnerMonth:
    """Each part in lines; a part without lines has nothing to tell."""

    watchlist: list[str]
    introductions: list[str]
    pilots: list[str]
    fits: list[str]

    @property
    def is_empty(self) -> bool:
        return not (self.watchlist or self.introductions or self.pilots or self.fits)


@dataclass(frozen=True, slots=True)
class _Span:
    """The month as far as it has come."""

    start: datetime
    end: datetime

    def has(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.start, f"{field}__lt": self.end})


def of(partner: Partner, month: Period, *, now: datetime) -> PartnerMonth:
    """What happened in the month and how it stood at its end, in the language that is active.

    Which startups fit is asked of today's challenges and profiles: who hides itself is not named.
    """
    span = _Span(month.start, min(month.end, now))
    return PartnerMonth(
        watchlist=_watchlist(partner, span),
        introductions=_introductions(partner, span),
        pilots=_pilots(partner, span),
        fits=_fits(partner, span, now),
    )


def is_kept(month: Period, now: datetime) -> bool:
    """Whether it has begun, and all that was in it is still there to be counted."""
    running = periods.current(Kind.MONTH, now)
    back = (
        (running.first.year - month.first.year) * MONTHS + running.first.month - month.first.month
    )
    return 0 <= back < YEARS_BACK * MONTHS


def _watchlist(partner: Partner, span: _Span) -> list[str]:
    on_it = Q(removed_at__isnull=True) | Q(removed_at__gte=span.end)
    entries = WatchEntry.objects.filter(on_it, partner=partner, added_at__lt=span.end)
    open_now = PartnerProfile.objects.open().filter(startup=OuterRef("startup"))
    new = Q(added_at__gte=span.start)
    counted = entries.annotate(
        shown=Subquery(open_now.values("name")[:1]), key=Subquery(open_now.values("sort_key")[:1])
    ).aggregate(
        total=Count("pk"),
        new=Count("pk", filter=new),
        names=ArrayAgg(
            "shown", filter=new & Q(shown__isnull=False), order_by=["key", "pk"], default=[]
        ),
    )
    total, number, names = counted["total"], counted["new"], _named(counted["names"])
    if not total:
        return []
    lines = [ngettext("Ein Startup steht darauf", "%(n)d Startups stehen darauf", total)]
    if number:
        lines.append(ngettext("eines davon ist neu", "%(m)d davon sind neu", number))
    said = ", ".join(lines) % {"n": total, "m": number}
    return [f"{said}: {names}" if names else said]


def _introductions(partner: Partner, span: _Span) -> list[str]:
    """By what the partner hears and when, so that «no» and silence stay the same."""
    known = Q(state__in=KNOWN_AT_ONCE)
    said_yes = Q(state=IntroductionState.ACCEPTED) & span.has("answered_at")
    counted = Introduction.objects.filter(partner=partner).aggregate(
        asked=Count("pk", filter=span.has("asked_at")),
        not_possible=Count("pk", filter=span.has("expires_at") & ~known),
        waiting=Count(
            "pk",
            filter=Q(asked_at__lt=span.end, expires_at__gt=span.end)
            & ~(known & Q(ended_at__lte=span.end)),
        ),
        names=ArrayAgg("startup_name", filter=said_yes, order_by="answered_at", default=[]),
    )
    asked, not_possible, waiting = (counted[key] for key in ("asked", "not_possible", "waiting"))
    counts = [
        (asked, ngettext("eine gestellt", "%(n)d gestellt", asked)),
        (
            not_possible,
            ngettext("eine gerade nicht möglich", "%(n)d gerade nicht möglich", not_possible),
        ),
        (waiting, ngettext("eine noch offen", "%(n)d noch offen", waiting)),
    ]
    lines = [text % {"n": number} for number, text in counts if number]
    names = _named(counted["names"])
    return [_("Ja gesagt haben: %(names)s") % {"names": names}, *lines] if names else lines


def _pilots(partner: Partner, span: _Span) -> list[str]:
    pilots = list(_staged(partner, span))
    moved = sorted(
        (datetime.fromisoformat(move["at"]), move["pk"], one, move["to"])
        for one in pilots
        for move in one.moved
    )
    lines = [f"{one.title} ({one.startup.name}): {PilotState(to).label}" for *_, one, to in moved]
    if (more := len(lines) - MOST_NAMED) > 0:
        lines = [*lines[:MOST_NAMED], f"… (+{more})"]
    counts = Counter(one.then for one in pilots)
    stands = [f"{state.label} {counts[state]}" for state in pilot_board.ORDER if state in counts]
    heading = _("Stand aller Pilotprojekte:")
    return [*lines, f"{heading} {', '.join(stands)}"] if stands else lines


def _staged(partner: Partner, span: _Span) -> QuerySet[Any]:
    """Each pilot with its moves in the month and the stage it was in at its end.

    The moves say which: the last one before led to it, or the first one after from it.
    """
    moves = PilotMove.objects.filter(pilot=OuterRef("pk")).order_by("at", "pk")
    before = moves.filter(at__lt=span.end).reverse().values("to_state")
    after = moves.filter(at__gte=span.end).values("from_state")
    told = JSONObject(at="at", pk="pk", to="to_state")
    mine = Pilot.objects.filter(partner=partner, proposed_at__lt=span.end)
    return (
        mine.select_related("startup")
        .only("title", "startup__name")
        .annotate(
            then=Coalesce(Subquery(before[:1]), Subquery(after[:1]), F("state")),
            moved=ArraySubquery(moves.filter(span.has("at")).values_list(told)),
        )
    )


def _fits(partner: Partner, span: _Span, now: datetime) -> list[str]:
    """Startups that came in the month and fit what the partner looks for."""
    came = PartnerProfile.objects.open().filter(span.has("published_at"))
    asked = Challenge.objects.open_at(now).filter(partner=partner)
    told = JSONObject(pk="startup", name="name")
    challenges = {
        one.pk: one for one in asked.annotate(came=ArraySubquery(came.values_list(told)))
    }
    new = {row["pk"]: row["name"] for one in challenges.values() for row in one.came}
    if not new:
        return []
    found = matching.partner_fits(new, challenges.values(), limit=MOST_NAMED)
    return [
        f"{challenges[fit.challenge].title}: {new[fit.startup]} "
        f"({', '.join(str(reason) for reason in fit.reasons)})"
        for fit in found
    ]


def _named(names: Iterable[str]) -> str:
    found = list(names)
    more = len(found) - MOST_NAMED
    shown = ", ".join(found[:MOST_NAMED])
    return f"{shown} … (+{more})" if more > 0 else shown


def nothing() -> str:
    """What stands in a part that has nothing to tell."""
    return str(_("Nichts Neues."))
