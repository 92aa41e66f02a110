"""A partner's month: its watchlist, requests, pilots and new fits, as its own staff may know them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.reports.periods import Period
from partners.models import Challenge, Introduction, Partner, Pilot, PilotMove, WatchEntry
from partners.queries import fits, introductions, pilot_board
from partners.queries.introductions import KNOWN_AT_ONCE
from partners.states import IntroductionState, PilotState
from startups.models import PartnerProfile

# So many names a list has before it only says how many more there are.
MOST_NAMED = 12


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


def of(partner: Partner, month: Period, *, now: datetime) -> PartnerMonth:
    """What happened in the month, and how it stands now, in the language that is active."""
    return PartnerMonth(
        watchlist=_watchlist(partner, month),
        introductions=_introductions(partner, month, now),
        pilots=_pilots(partner, month),
        fits=_fits(partner, month, now),
    )


def _watchlist(partner: Partner, month: Period) -> list[str]:
    entries = WatchEntry.objects.current().filter(partner=partner)
    total = entries.count()
    if not total:
        return []
    new = entries.filter(added_at__gte=month.start, added_at__lt=month.end)
    shown = PartnerProfile.objects.open().filter(startup__in=new.values("startup"))
    names = _named(shown.order_by("sort_key", "pk").values_list("name", flat=True))
    number = new.count()
    lines = [ngettext("Ein Startup steht darauf", "%(n)d Startups stehen darauf", total)]
    if number:
        lines.append(ngettext("eines davon ist neu", "%(m)d davon sind neu", number))
    said = ", ".join(lines) % {"n": total, "m": number}
    return [f"{said}: {names}" if names else said]


def _introductions(partner: Partner, month: Period, now: datetime) -> list[str]:
    """By what the partner hears and when, so that «no» and silence stay the same."""
    rows = Introduction.objects.filter(partner=partner)
    within = Q(expires_at__gte=month.start, expires_at__lt=month.end)
    asked = rows.filter(asked_at__gte=month.start, asked_at__lt=month.end).count()
    said_yes = rows.filter(
        state=IntroductionState.ACCEPTED,
        answered_at__gte=month.start,
        answered_at__lt=month.end,
    )
    names = _named(said_yes.order_by("answered_at").values_list("startup_name", flat=True))
    not_possible = rows.filter(within).exclude(state__in=KNOWN_AT_ONCE).count()
    waiting = introductions.open_count(partner, now=now)
    counts = [
        (asked, ngettext("eine gestellt", "%(n)d gestellt", asked)),
        (
            not_possible,
            ngettext("eine gerade nicht möglich", "%(n)d gerade nicht möglich", not_possible),
        ),
        (waiting, ngettext("eine noch offen", "%(n)d noch offen", waiting)),
    ]
    lines = [text % {"n": number} for number, text in counts if number]
    return [_("Ja gesagt haben: %(names)s") % {"names": names}, *lines] if names else lines


def _pilots(partner: Partner, month: Period) -> list[str]:
    mine = Pilot.objects.filter(partner=partner)
    moves = PilotMove.objects.filter(
        pilot__in=mine.values("pk"), at__gte=month.start, at__lt=month.end
    )
    moved = moves.select_related("pilot__startup").order_by("at", "pk")
    lines = [
        f"{move.pilot.title} ({move.pilot.startup.name}): {move.get_to_state_display()}"
        for move in moved[:MOST_NAMED]
    ]
    counts = pilot_board.counts(mine)
    stands = [f"{PilotState(state).label} {n}" for state, n in counts.items() if n]
    heading = _("Stand aller Pilotprojekte:")
    return [*lines, f"{heading} {', '.join(stands)}"] if stands else lines


def _fits(partner: Partner, month: Period, now: datetime) -> list[str]:
    """Startups that came in the month and fit what the partner looks for."""
    lines = []
    for challenge in Challenge.objects.open_at(now).filter(partner=partner):
        for fit in fits.startups_of(challenge):
            came = fit.profile.published_at
            if came and month.start <= came < month.end:
                reasons = ", ".join(str(reason) for reason in fit.reasons)
                lines.append(f"{challenge.title}: {fit.profile.name} ({reasons})")
    return lines[:MOST_NAMED]


def _named(names: Iterable[str]) -> str:
    found = list(names)
    more = len(found) - MOST_NAMED
    shown = ", ".join(found[:MOST_NAMED])
    return f"{shown} … (+{more})" if more > 0 else shown


def nothing() -> str:
    """What stands in a part that has nothing to tell."""
    return str(_("Nichts Neues."))
