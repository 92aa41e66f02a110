"""The hub in figures, track by track, each with the list behind it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.programme.models import Track
from partners.models import Partner, PartnerState
from startups.models import Startup
from startups.states import Visibility

# What is counted, and how the list of the admin is narrowed to it.
Counted = dict[str, tuple[str | Promise, Q, str]]
OF_STARTUPS: Counted = {
    "public": (
        gettext_lazy("Startups öffentlich"),
        Q(visibility=Visibility.PUBLIC),
        "visibility__exact=public",
    ),
    "private": (
        gettext_lazy("Startups privat"),
        Q(visibility=Visibility.PRIVATE),
        "visibility__exact=private",
    ),
    "pilot": (gettext_lazy("mit Pilotwunsch"), ~Q(pilot_wish=""), "wish=yes"),
}
OF_PARTNERS: Counted = {
    "prospect": (
        gettext_lazy("Partner im Gespräch"),
        Q(state=PartnerState.PROSPECT),
        "state__exact=prospect",
    ),
    "active": (
        gettext_lazy("Partner aktiv"),
        Q(state=PartnerState.ACTIVE),
        "state__exact=active",
    ),
    "ended": (
        gettext_lazy("Partner beendet"),
        Q(state=PartnerState.ENDED),
        "state__exact=ended",
    ),
}
HEADS = [head for head, _rule, _query in [*OF_STARTUPS.values(), *OF_PARTNERS.values()]]


@dataclass(frozen=True, slots=True)
class Cell:
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One track, or what has none, and what there is of it."""

    name: str
    cells: list[Cell]


def by_track() -> list[Line]:
    """A line for each track, and one for what has none, if there is any."""
    startups = _Counts(Startup.objects.all(), "track", OF_STARTUPS)
    partners = _Counts(Partner.objects.all(), "tracks", OF_PARTNERS)
    lines = [
        Line(track.name, [*startups.cells(track.pk), *partners.cells(track.pk)])
        for track in Track.objects.all()
    ]
    without = [*startups.cells(None), *partners.cells(None)]
    if any(cell.count for cell in without):
        lines.append(Line(str(_("ohne Schwerpunkt")), without))
    return lines


class _Counts:
    """The numbers of one model by track, with one query."""

    def __init__(self, rows: QuerySet[Any], field: str, counted: Counted) -> None:
        opts = rows.model._meta  # noqa: SLF001
        self.address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        self.field, self.counted = field, counted
        numbers = {
            name: Count("pk", rule, distinct=True)
            for name, (_head, rule, _query) in counted.items()
        }
        grouped = rows.order_by().values(field).annotate(**numbers)
        self.by_track = {line[field]: line for line in grouped}

    def cells(self, track: int | None) -> list[Cell]:
        at = f"{self.field}__isnull=True" if track is None else f"{self.field}__id__exact={track}"
        found = self.by_track.get(track, {})
        return [
            Cell(found.get(name, 0), f"{self.address}?{at}&{query}")
            for name, (_head, _rule, query) in self.counted.items()
        ]
