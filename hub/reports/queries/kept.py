"""A list as it was frozen: what its reader sees of it, in their language.

Everything comes from what was kept. Of today's portal only two things count: whether a row is still
there to be opened, and what a conflict of interest keeps from the reader.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from hub.accounts.models import User
from hub.core import times
from hub.reports import periods
from hub.reports.indicators.definition import Indicator
from hub.reports.indicators.registry import INDICATORS
from hub.reports.queries import evidence
from hub.reports.queries.evidence import Group, Listed, Row
from hub.reports.queries.names import NONE, Content, in_language

# To ask an indicator what its rows are rows of: of that every window says the same.
ANY_WINDOW = periods.until(*2 * [periods.midnight(date(2000, 1, 1))])


@dataclass(frozen=True, slots=True)
class Kept:
    """A list with the words of the figure it stands behind."""

    indicator: Indicator | None
    listed: Listed
    span: str
    rows: list[Content]
    # By their slugs.
    tracks: dict[str, str]
    batches: dict[str, str]
    parts: dict[str, str]


def of(figure: Content, kept: Content, group: Group, *, language: str, user: User) -> Kept:
    """The rows of a group that the reader may know of; `figure` is what the report says of it."""
    figure, kept = in_language(figure, language), in_language(kept, language)
    tracks = {one["slug"]: one["name"] for one in kept["tracks"]}
    batches = {one["slug"]: one["name"] for one in kept["batches"]}
    parts = {one["part"]: one["name"] for one in figure.get("parts", [])}
    indicator = INDICATORS.get(kept["key"])
    said = [tracks.get(group.track), batches.get(group.batch)]
    said += [label for part, label in parts.items() if evidence.is_part(part, group)]
    return Kept(
        indicator=indicator,
        listed=Listed(
            name=figure["name"],
            definition=figure["definition"],
            part_name=figure["part_name"] if parts else "",
            value_name=figure["value_name"],
            has_tracks=True,
            is_named=True,
            group=[word for word in said if word],
            hides_conflicts=bool(indicator and indicator.readable),
        ),
        span=f"{_day(kept['first'])} – {_day(kept['last'])}",
        rows=_readable([row for row in kept["rows"] if _is_in(row, group)], indicator, user),
        tracks=tracks,
        batches=batches,
        parts=parts,
    )


def _day(said: str) -> str:
    return times.day(date.fromisoformat(said))


def _is_in(row: Content, group: Group) -> bool:
    """What the address says of a group that is not there leaves nothing, and nothing said all."""
    return (
        (not group.track or group.track in (row["tracks"] or [NONE]))
        and (not group.batch or group.batch == (row["batch"] or NONE))
        and (not group.part or group.part == (row["part"] or NONE))
    )


def _readable(rows: Sequence[Content], indicator: Indicator | None, user: User) -> list[Content]:
    """Without what a conflict keeps from the reader; a row that is gone keeps no conflict."""
    if indicator is None or indicator.readable is None:
        return list(rows)
    keys = [row["key"] for row in rows]
    readable = indicator.readable(user)
    standing = indicator.readable(None).filter(pk__in=keys)
    hidden = set(standing.exclude(pk__in=readable.values("pk")).values_list("pk", flat=True))
    return [row for row in rows if row["key"] not in hidden]


def lines(rows: Iterable[Content], kept: Kept, *, user: User) -> list[Row]:
    """One page of the rows; what is still in the portal can be opened by whoever may."""
    shown = list(rows)
    standing = _standing([row["key"] for row in shown], kept.indicator, user)
    return [_line(row, kept, standing) for row in shown]


def _standing(keys: Sequence[int], indicator: Indicator | None, user: User) -> dict[int, str]:
    """The addresses of the rows that there still are."""
    if indicator is None or not indicator.rows or not evidence.is_opened_by(user, indicator):
        return {}
    model = indicator.rows(ANY_WINDOW, None).rows.model
    there = model.objects.filter(pk__in=keys).values_list("pk", flat=True)
    return {key: reverse(indicator.page, args=[key]) for key in there}


def _line(row: Content, kept: Kept, standing: dict[int, str]) -> Row:
    at: Any = row["at"]
    return Row(
        title=row["title"] or row["id"],
        other=row["other"],
        at=datetime.fromisoformat(at) if at else None,
        track=", ".join(kept.tracks.get(slug, slug) for slug in row["tracks"]),
        batch=kept.batches.get(row["batch"], ""),
        part=kept.parts.get(row["part"], ""),
        value=evidence.measured(row["value"], row["weight"]),
        url=standing.get(row["key"], ""),
    )
