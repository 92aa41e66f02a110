"""A report as plain data: what is frozen, and what pages and files are made of.

Texts stand there in both languages, numbers as numbers, and no name of a startup or person: it can
be kept for as long as the funder wants, and means the same when words or rows have changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from hub.accounts.models import User
from hub.core.compiled import Compiled
from hub.programme.models import Track
from hub.reports.indicators.definition import Indicator
from hub.reports.indicators.registry import INDICATORS
from hub.reports.models import FundingAward, Span
from hub.reports.periods import Kind, Period, Window
from hub.reports.queries import figures, kept_lists, names, targets
from hub.reports.queries.figures import Figures
from hub.reports.queries.kept_lists import Place
from hub.reports.queries.names import Content, Names, both
from startups.models import Batch

WITH_TARGETS = (Kind.QUARTER, Kind.YEAR)
# As far as a report names them: not with all that their pages say.
NAMES = ("slug", "name_de", "name_en")
TRACKS = Compiled(lambda: Track.objects.only(*NAMES, "colour"))
BATCHES = Compiled(lambda: Batch.objects.only(*NAMES))


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
    plan = _plan(wanted, now)
    counted = figures.of(_questions(wanted, now), user=user, totals=targets.questions(plan))
    return _told(wanted, plan, counted, now)


def with_lists(wanted: Wanted, *, now: datetime) -> tuple[Content, dict[Place, Content]]:
    """The report on all rows, and beside it the lists behind its figures, all of one moment."""
    plan = _plan(wanted, now)
    counted, rows = figures.with_rows(_questions(wanted, now), totals=targets.questions(plan))
    asked = [
        *(
            (Span.PERIOD, one, wanted.period.window(now))
            for one in INDICATORS.values()
            if one.rows
        ),
        *((Span.YEAR, one.indicator, one.windows[-1]) for one in plan if one.windows),
    ]
    known = Names.load()
    lists = {
        (span, one.key): kept_lists.of(one, window, rows[one.key, window], known)
        for span, one, window in asked
    }
    return _told(wanted, plan, counted, now), lists


def _questions(wanted: Wanted, now: datetime) -> list[figures.Question]:
    window = wanted.period.window(now)
    return [(one, window) for one in INDICATORS.values()]


def _told(
    wanted: Wanted,
    plan: Sequence[targets.Planned],
    counted: Mapping[figures.Place, Figures],
    now: datetime,
) -> Content:
    period, window = wanted.period, wanted.period.window(now)
    found = [counted[indicator.key, window] for indicator in INDICATORS.values()]
    tracks, every_batch = TRACKS.rows(), BATCHES.rows()
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
        "batch": names.kept(batch) if batch else None,
        "tracks": [names.kept(track) | {"colour": track.colour} for track in tracks],
        "batches": [names.kept(batch) for batch in batches],
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
            {"part": part, "name": name, "count": parts.get(part, 0)}
            for part, name in _parts(indicator)
            if part or parts.get(part)
        ],
    }


@cache
def said(indicator: Indicator) -> Content:
    """The words of an indicator in both languages; looked up once, and for readers only."""
    words = ("name", "definition", "unit", "source", "missing", "part_name", "value_name")
    return {word: both(getattr(indicator, word)) for word in words}


@cache
def _parts(indicator: Indicator) -> list[tuple[str, Content]]:
    return [(part, both(label)) for part, label in indicator.parts]


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
