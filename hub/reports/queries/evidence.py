"""The list behind a figure: the very rows that were counted, one line each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from hub.accounts.models import User
from hub.programme.models import Track
from hub.reports.indicators.definition import Indicator, Lines
from hub.reports.periods import Window
from hub.reports.queries import shown
from hub.reports.queries.names import NONE, Names
from startups.models import Batch

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

    @classmethod
    def of(cls, said: Mapping[str, str]) -> "Group":
        """From the parameters of an address."""
        return cls(**{name: said.get(name, "") for name in ("track", "batch", "part")})


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
class Listed:
    """What the page of a list says around its rows."""

    name: str
    definition: str
    part_name: str
    value_name: str
    # Of rows that stand in several tracks the list of today names none.
    has_tracks: bool
    is_named: bool
    # The group in words, for the heading.
    group: list[str]
    # Whether rows may be missing that a conflict of interest keeps from the reader.
    hides_conflicts: bool = False


def listed(indicator: Indicator, group: Group, names: Names, *, user: User) -> Listed:
    named = [one.name for one in names.tracks.values() if one.slug == group.track]
    named += [one.name for one in names.batches.values() if one.slug == group.batch]
    named += [str(label) for part, label in indicator.parts if is_part(part, group)]
    return Listed(
        name=str(indicator.name),
        definition=str(indicator.definition),
        part_name=str(indicator.part_name),
        value_name=str(indicator.value_name),
        has_tracks=not indicator.in_many_tracks,
        is_named=is_named_for(user, indicator),
        group=named,
    )


def is_part(part: str, group: Group) -> bool:
    return bool(group.part) and group.part == (part or NONE)


def rows(indicator: Indicator, window: Window, group: Group, names: Names, *, user: User) -> Lines:
    """The counted rows that the user may read, those that happened last first."""
    assert indicator.rows is not None
    found = indicator.rows(window, user).read()
    found = _narrowed(found, "row_track", group.track, names.tracks)
    found = _narrowed(found, "row_batch", group.batch, names.batches)
    known = {part or NONE: part for part, _label in indicator.parts}
    if group.part in known:
        found = found.filter(row_part=known[group.part])
    columns = COLUMNS if indicator.in_many_tracks else (*COLUMNS, "row_track")
    return found.values(*columns).distinct().order_by(*ORDER)


def _narrowed(found: Lines, column: str, slug: str, known: Mapping[int, Any]) -> Lines:
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
    opens = is_opened_by(user, indicator)
    return [
        Row(
            title=row["row_title"] or "" if is_named else "",
            other=row["row_with"] or "" if is_named else "",
            at=row["row_at"],
            track=_name(names.tracks, row.get("row_track")),
            batch=_name(names.batches, row["row_batch"]),
            part=labels.get(row["row_part"] or "", "") if labels else "",
            value=measured(row["row_value"], row["row_weight"]),
            url=reverse(indicator.page, args=[row["row_key"]]) if opens else "",
        )
        for row in found
    ]


def is_named_for(user: User, indicator: Indicator) -> bool:
    """Whether somebody may read who stands behind the indicator's rows."""
    return user.is_superuser or user.has_role(*indicator.named_for)


def is_opened_by(user: User, indicator: Indicator) -> bool:
    """Whether somebody may go on from the list to the pages of its rows."""
    return bool(indicator.page) and (user.is_superuser or user.has_role(*indicator.opened_by))


def measured(value: float | None, weight: float | None) -> str:
    """«12», «12,5», or of how much: «12 / 40»."""
    if value is None:
        return ""
    said = shown.as_text(value)
    return said if weight is None else f"{said} / {shown.as_text(weight)}"


def _name(known: Mapping[int, Track] | Mapping[int, Batch], key: int | None) -> str:
    one = known.get(key) if key is not None else None
    return one.name if one else ""
