"""The list behind a figure: the very rows that were counted, one line each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from hub.accounts.models import User
from hub.programme.models import Track
from hub.reports.indicators.definition import Indicator, RowSet
from hub.reports.periods import Window
from hub.reports.queries import shown
from startups.models import Batch

# In the address: the rows that have no track, batch or part.
NONE = "none"
COLUMNS = (
    "row_key",
    "row_title",
    "row_with",
    "row_at",
    "row_batch",
    "row_part",
    "row_value",
    "row_weight",
)
ORDER = ("-row_at", "row_title", "row_key")


@dataclass(frozen=True, slots=True)
class Group:
    """Which rows are asked for; what the address says wrong counts as not said."""

    track: str = ""
    batch: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    title: str
    other: str
    at: datetime | None
    track: str
    batch: str
    part: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Names:
    """Tracks and classes by their keys."""

    tracks: Mapping[int, Track]
    batches: Mapping[int, Batch]

    @classmethod
    def load(cls) -> "Names":
        return cls(Track.objects.in_bulk(), Batch.objects.in_bulk())

    def said(self, group: Group, indicator: Indicator) -> list[str]:
        """The group in words, for the heading."""
        named = [one.name for one in self.tracks.values() if one.slug == group.track]
        named += [one.name for one in self.batches.values() if one.slug == group.batch]
        return [*named, *(str(label) for part, label in indicator.parts if _is(part, group))]


def _is(part: str, group: Group) -> bool:
    return bool(group.part) and group.part == (part or NONE)


def rows(
    indicator: Indicator, window: Window, group: Group, names: Names, *, user: User
) -> RowSet:
    """The counted rows that the user may read, those that happened last first."""
    assert indicator.rows is not None
    found = indicator.rows(window, user)
    found = _narrowed(found, "row_track", group.track, names.tracks)
    found = _narrowed(found, "row_batch", group.batch, names.batches)
    known = {part or NONE: part for part, _label in indicator.parts}
    if group.part in known:
        found = found.filter(row_part=known[group.part])
    columns = COLUMNS if indicator.in_many_tracks else (*COLUMNS, "row_track")
    return found.values(*columns).distinct().order_by(*ORDER)


def _narrowed(found: RowSet, column: str, slug: str, known: Mapping[int, Any]) -> RowSet:
    if slug == NONE:
        return found.filter(**{f"{column}__isnull": True})
    keys = [key for key, one in known.items() if one.slug == slug]
    return found.filter(**{column: keys[0]}) if keys else found


def lines(
    found: Iterable[Mapping[str, Any]], indicator: Indicator, names: Names, *, user: User
) -> list[Row]:
    """The rows as their reader sees them; names only for whom they are."""
    labels = {part: str(label) for part, label in indicator.parts}
    is_named = is_named_for(user, indicator)
    opens = indicator.page and (user.is_superuser or user.has_role(*indicator.opened_by))
    return [
        Row(
            title=row["row_title"] or "" if is_named else "",
            other=row["row_with"] or "" if is_named else "",
            at=row["row_at"],
            track=_name(names.tracks, row.get("row_track")),
            batch=_name(names.batches, row["row_batch"]),
            part=labels.get(row["row_part"] or "", "") if labels else "",
            value=_measured(row["row_value"], row["row_weight"]),
            url=reverse(indicator.page, args=[row["row_key"]]) if opens else "",
        )
        for row in found
    ]


def is_named_for(user: User, indicator: Indicator) -> bool:
    """Whether somebody may read who stands behind the indicator's rows."""
    return user.is_superuser or user.has_role(*indicator.named_for)


def _measured(value: float | None, weight: float | None) -> str:
    """«12», «12,5», or of how much: «12 / 40»."""
    if value is None:
        return ""
    said = shown.as_text(round(value, 1))
    return said if weight is None else f"{said} / {shown.as_text(weight)}"


def _name(known: Mapping[int, Track] | Mapping[int, Batch], key: int | None) -> str:
    one = known.get(key) if key is not None else None
    return one.name if one else ""
