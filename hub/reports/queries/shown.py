"""A report as its reader sees it: page, PDF and Excel file all take their numbers from here."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hub.core import numbers, times
from hub.core.charts import Bars
from hub.reports import periods
from hub.reports.queries.addresses import Lists, Nowhere
from hub.reports.queries.charts import Course
from hub.reports.queries.figures import Number
from hub.reports.queries.names import NONE, Content, in_language

NOTHING = "–"
# The first whole number that languages write differently.
GROUPED_FROM = 1_000
# How many classes stand side by side: more would be wider than a screen or a sheet of paper.
ABREAST = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """A number as text, and the address of the list behind it, if there is one to open."""

    value: Number
    url: str = ""

    @property
    def text(self) -> str:
        return as_text(self.value)


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator: in all, then by track."""

    key: str
    name: str
    unit: str
    definition: str
    source: str
    missing: str
    cells: list[Cell]

    @property
    def unit_besides(self) -> str:
        """The unit, where the name does not say it anyway."""
        return "" if self.unit.casefold() in self.name.casefold() else self.unit

    @property
    def source_said(self) -> str:
        return _("Quelle: %(source)s.") % {"source": self.source}


@dataclass(frozen=True, slots=True)
class Aim:
    """One target of the year, with its course drawn."""

    key: str
    name: str
    unit: str
    year: int
    target: float
    actual: Number
    forecast: Number
    course: Course
    url: str

    @property
    def texts(self) -> list[str]:
        """Target, actual, share, forecast."""
        return [
            as_text(self.target),
            as_text(self.actual),
            NOTHING if self.share is None else f"{self.share} %",
            as_text(self.forecast),
        ]

    @property
    def share(self) -> int | None:
        """How much of the target is reached, in per cent."""
        if self.actual is None or not self.target:
            return None
        return numbers.whole(100 * self.actual / self.target)


@dataclass(frozen=True, slots=True)
class Classes:
    """Some classes side by side, with the indicators that any of them has a figure of."""

    # To be found by on a page.
    key: str
    heads: list[str]
    lines: list[Line]

    @property
    def names(self) -> str:
        return ", ".join(self.heads[1:])


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole report in one language."""

    language: str
    title: str
    lead: str
    period: str
    award: Any
    batch: str
    heads: list[str]
    lines: list[Line]
    batch_heads: list[str]
    batch_lines: list[Line]
    charts: list[Bars]
    aims: list[Aim]

    @property
    def classes(self) -> list[Classes]:
        """The figures by class, a few classes at a time, the newest first."""
        return list(_abreast(self.batch_heads, self.batch_lines))

    @property
    def aim_heads(self) -> list[str]:
        return [_("Kennzahl"), _("Ziel"), _("bisher"), _("erreicht"), _("Hochrechnung")]


def of(content: Content, *, language: str, lists: Lists | None = None) -> Shown:
    """The content as somebody reads it, numbers in their language; `lists` is where they open."""
    with translation.override(language):
        return _shown(in_language(content, language), language, lists or Nowhere())


def aims(told: Iterable[Content], lists: Lists) -> list[Aim]:
    """Targets alone, in the language that is active."""
    language = "en" if (translation.get_language() or "de").startswith("en") else "de"
    return [_aim(in_language(one, language), lists) for one in told]


def _shown(content: Content, language: str, lists: Lists) -> Shown:
    period = periods.parsed(content["period"])
    assert period is not None
    tracks, batches = content["tracks"], content["batches"]
    track_slugs = [*(one["slug"] for one in tracks), "none"]
    has_trackless = any(one["by_track"][-1] for one in content["figures"])
    shown_tracks = len(track_slugs) if has_trackless else len(tracks)
    names = [*(one["name"] for one in tracks), _("ohne Schwerpunkt")][:shown_tracks]
    batch = content["batch"]
    of_batch = {"batch": batch["slug"]} if batch else {}
    figures = content["figures"]
    return Shown(
        language=language,
        title=_("Kennzahlen: %(period)s") % {"period": period.label},
        lead=_lead(content, period),
        period=period.label,
        award=content["award"],
        batch=batch["name"] if batch else "",
        heads=[_("Kennzahl"), _("Gesamt"), *names],
        lines=[_line(one, track_slugs[:shown_tracks], of_batch, lists) for one in figures],
        batch_heads=[_("Kennzahl"), *(one["name"] for one in batches)],
        batch_lines=_by_batch(figures, batches, lists),
        charts=[chart for one in figures if (chart := _bars(one, lists)).total],
        aims=[_aim(one, lists) for one in content["targets"]],
    )


def _lead(content: Content, period: periods.Period) -> str:
    days = {
        "first": times.day(period.first),
        "last": times.day(period.last),
        "until": times.day(date.fromisoformat(content["until"])),
    }
    if content["is_over"]:
        return _("Vom %(first)s bis zum %(last)s.") % days
    return _("Vom %(first)s bis zum %(last)s, vorläufig: Stand %(until)s.") % days


def _line(one: Content, tracks: Sequence[str], also: dict[str, str], lists: Lists) -> Line:
    queries = [also, *({"track": slug, **also} for slug in tracks)]
    values = [one["total"], *one["by_track"]]
    cells = [_cell(one, *pair, lists) for pair in zip(values, queries, strict=False)]
    return _named(one, cells)


def _cell(one: Content, value: Number, query: dict[str, str], lists: Lists) -> Cell:
    return Cell(value, lists.figure(one, urlencode(query)) if value else "")


def _by_batch(figures: Sequence[Content], batches: Sequence[Content], lists: Lists) -> list[Line]:
    """The indicators that any class has a figure of."""
    return [
        _named(
            one,
            [
                _cell(one, value, {"batch": batch["slug"]}, lists)
                for value, batch in zip(one["by_batch"], batches, strict=False)
            ],
        )
        for one in figures
        if any(one["by_batch"][: len(batches)])
    ]


def _abreast(heads: Sequence[str], lines: Sequence[Line]) -> Iterator[Classes]:
    name, *batches = heads
    for first in range(0, len(batches), ABREAST):
        some = slice(first, first + ABREAST)
        found = [replace(line, cells=line.cells[some]) for line in lines]
        told = [line for line in found if any(cell.value for cell in line.cells)]
        if told:
            yield Classes(f"classes-{first}", [name, *batches[some]], told)


def _named(one: Content, cells: list[Cell]) -> Line:
    words = ("key", "name", "unit", "definition", "source", "missing")
    return Line(**{word: one[word] for word in words}, cells=cells)


def _bars(one: Content, lists: Lists) -> Bars:
    # Of a share the rows are what it is a share of: drawn already with their count.
    parts = one["parts"] if one["measure"] == "count" else []
    counts = [
        (part["name"], part["count"], lists.figure(one, urlencode({"part": part["part"] or NONE})))
        for part in parts
    ]
    return Bars.of(f"{one['name']}: {one['part_name']}", counts)


def _aim(one: Content, lists: Lists) -> Aim:
    actual = one["actual"][-1] if one["actual"] else None
    words = {word: one[word] for word in ("key", "name", "unit", "year", "target", "forecast")}
    alt = _(
        "%(name)s %(year)s: Ziel %(target)s, Stand nach Quartalen %(actual)s, Hochrechnung "
        "%(forecast)s."
    ) % {
        "name": one["name"],
        "year": one["year"],
        "target": as_text(one["target"]),
        "actual": ", ".join(as_text(number) for number in one["actual"]) or NOTHING,
        "forecast": as_text(one["forecast"]),
    }
    course = Course.of(
        [float(number or 0) for number in one["actual"]],
        target=one["target"],
        forecast=one["forecast"],
        elapsed=one["elapsed"],
        adds_up=one["adds_up"],
        alt=alt,
    )
    return Aim(**words, actual=actual, course=course, url=lists.target(one) if actual else "")


def as_text(number: Number) -> str:
    """«1.200», «12,5»; a dash where there is nothing to say."""
    if number is None:
        return NOTHING
    if isinstance(number, int) and abs(number) < GROUPED_FROM:
        # Most are: the rules of the language would be asked for nothing.
        return str(number)
    rounded = numbers.to_one_decimal(number)
    places = 0 if rounded.is_integer() else 1
    return number_format(rounded, places, use_l10n=True, force_grouping=True)
