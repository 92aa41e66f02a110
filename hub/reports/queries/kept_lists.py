"""The list behind a figure as it is frozen with the report: what was counted, as plain data.

It names what stays as proof and tells everything else by an identifier (`Indicator.named_for_good`),
with the date and the groups the row was counted in; no person stands in it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from hub.core.times import BERLIN
from hub.reports.indicators.definition import Indicator
from hub.reports.models import Span
from hub.reports.periods import Window
from hub.reports.queries import names
from hub.reports.queries.names import Content, Names

# Which list of a report: what it reaches over, and the indicator's key.
Place = tuple[Span, str]


def of(
    indicator: Indicator, window: Window, rows: Iterable[Mapping[str, Any]], known: Names
) -> Content:
    """The rows in an order of their own, so that the same rows are always the same text."""
    found: dict[int, Content] = {}
    for row in rows:
        track = known.tracks.get(row["row_track"])
        one = found.setdefault(row["row_key"], _row(indicator, row, known) | {"tracks": []})
        one["tracks"] = sorted({*one["tracks"], *([track.slug] if track else [])})
    used = {slug for row in found.values() for slug in (*row["tracks"], row["batch"])}
    return {
        "key": indicator.key,
        "first": timezone.localdate(window.start, BERLIN).isoformat(),
        "last": window.day.isoformat(),
        "tracks": [names.kept(one) for one in known.tracks.values() if one.slug in used],
        "batches": [names.kept(one) for one in known.batches.values() if one.slug in used],
        "rows": _in_order(found.values()),
    }


def _row(indicator: Indicator, row: Mapping[str, Any], known: Names) -> Content:
    batch, is_named = known.batches.get(row["row_batch"]), indicator.named_for_good
    return {
        "key": row["row_key"],
        "id": row["row_id"],
        "title": (row["row_title"] or "") if is_named else "",
        "other": (row["row_with"] or "") if is_named else "",
        "at": row["row_at"],
        "batch": batch.slug if batch else None,
        "part": row["row_part"] or "",
        # As in the list of today: a number that it does not show is nobody's to read here either.
        "value": row["row_value"] if indicator.shows_value else None,
        "weight": row["row_weight"] if indicator.shows_value else None,
    }


def _in_order(rows: Iterable[Content]) -> list[Content]:
    """Those that happened last first, as in the lists of today."""
    named = sorted(rows, key=lambda row: (row["title"], row["id"]))
    return sorted(named, key=lambda row: row["at"] or "", reverse=True)
