"""A report as plain data: what is frozen, and what pages and files are made of.

Texts stand there in both languages, numbers as numbers, and no name of a startup or person: it can
be kept for as long as the funder wants, and means the same when words or rows have changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from hub.accounts.models import User
from hub.programme.models import Track
from hub.reports.indicators.definition import Indicator
from hub.reports.indicators.registry import INDICATORS
from hub.reports.models import FundingAward
from hub.reports.periods import Kind, Period, Window
from hub.reports.queries import figures, targets
from hub.reports.queries.figures import Figures
from startups.models import Batch

LANGUAGES = ("de", "en")
Content = dict[str, Any]
WITH_TARGETS = (Kind.QUARTER, Kind.YEAR)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is about; with the slug of a class only that class is counted."""

    period: Period
    award: FundingAward | None = None
    batch: str = ""


def of(wanted: Wanted, *, now: datetime, user: User | None) -> Content:
    """The report on a period as far as it has come, of the rows that the user may read (None: all).

    Once the period is over and the rows stay as they are, it is the same for ever.
    """
    period, window = wanted.period, wanted.period.window(now)
    plan = _plan(wanted, now)
    questions = [(indicator, window) for indicator in INDICATORS.values()]
    counted = figures.of([*questions, *targets.questions(plan)], user=user)
    found = [counted[indicator.key, window] for indicator in INDICATORS.values()]
    tracks, every_batch = list(Track.objects.all()), list(Batch.objects.all())
    batch = next((one for one in every_batch if one.slug == wanted.batch), None)
    # The classes that any figure is about, the newest first.
    counted_in = {key for one in found for key in one.batches}
    batches = [one for one in every_batch if one.pk in counted_in]
    return {
        "period": period.slug,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "until": window.day.isoformat(),
        "is_over": period.is_over(now),
        "award": _award(wanted.award),
        "batch": _names(batch) if batch else None,
        "tracks": [_names(track) | {"colour": track.colour} for track in tracks],
        "batches": [_names(batch) for batch in batches],
        "figures": [_figure(one, tracks, batches, batch) for one in found],
        "targets": [told(one, counted) for one in plan],
    }


def _plan(wanted: Wanted, now: datetime) -> list[targets.Planned]:
    if wanted.award is None or wanted.batch or wanted.period.kind not in WITH_TARGETS:
        return []
    return targets.planned(wanted.award, wanted.period, now=now)


def _award(award: FundingAward | None) -> Content | None:
    if award is None:
        return None
    return {"name": award.name, "funder": award.funder, "number": award.number}


def _names(one: Track | Batch) -> Content:
    return {"slug": one.slug, "name": {"de": one.name_de, "en": one.name_en or one.name_de}}


def _figure(
    one: Figures, tracks: Sequence[Track], batches: Sequence[Batch], batch: Batch | None
) -> Content:
    indicator = one.indicator
    keys = [*(track.pk for track in tracks), None]
    if batch is None:
        total, by_track = one.total, [one.of(track=key) for key in keys]
        parts, rows = one.parts, one.rows
    else:
        total = one.of(batch=batch.pk)
        by_track = [one.of(track=key, batch=batch.pk) for key in keys]
        parts, rows = {}, None
    return {
        "key": indicator.key,
        **said(indicator),
        "measure": str(indicator.measure),
        "counted": str(indicator.counted),
        "total": total,
        "rows": rows,
        # In the order of the report's tracks and classes; last what has none.
        "by_track": by_track,
        "by_batch": [one.of(batch=key) for key in [*(one.pk for one in batches), None]],
        "parts": [
            {"part": part, "name": both(label), "count": parts.get(part, 0)}
            for part, label in indicator.parts
            if part or parts.get(part)
        ],
    }


def said(indicator: Indicator) -> Content:
    """The words of an indicator in both languages."""
    names = ("name", "definition", "unit", "source", "missing", "part_name")
    return {name: both(getattr(indicator, name)) for name in names}


def both(text: str | Promise) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(text)
    return found


def told(one: targets.Planned, counted: Mapping[tuple[str, Window], Figures]) -> Content:
    """A target with what came of it, in both languages."""
    actual = [counted[one.indicator.key, window].total for window in one.windows]
    return {
        "key": one.indicator.key,
        **said(one.indicator),
        "year": one.year,
        "adds_up": one.indicator.adds_up,
        "target": one.target,
        # At the end of each quarter of the year so far, from its beginning on.
        "actual": actual,
        "elapsed": one.elapsed,
        "forecast": targets.forecast(one, actual[-1] if actual else None),
    }


def in_language(content: Any, language: str) -> Any:
    """The same with one language where there were two."""
    if isinstance(content, dict):
        if content.keys() == set(LANGUAGES):
            return content[language]
        return {name: in_language(value, language) for name, value in content.items()}
    if isinstance(content, list):
        return [in_language(value, language) for value in content]
    return content
