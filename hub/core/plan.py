"""The geometry of the home page's network plan: lines from data, drawn on the server.

Every line comes in from the right, bends down into the hub and ends at its track's column. The
paths are fixed; what varies is which stops stand on a line and where their names find room.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot

LETTER = 7.6  # average width of a letter of a stop's name, in drawing units
MAX_STOPS = 4
MAX_NAME = 20
FIRST_STOP, LAST_STOP = 870, 1130

Point = tuple[float, float]

WAYPOINTS: tuple[tuple[Point, ...], ...] = (
    ((2200, 92), (792, 92), (712, 172), (712, 470), (672, 510), (54, 510), (14, 550), (14, 600)),
    (
        (2200, 206), (800, 206), (740, 266), (740, 498), (700, 538), (467.3, 538),
        (427.3, 578), (427.3, 600),
    ),
    ((2200, 320), (808, 320), (768, 360), (768, 496), (840.7, 568.7), (840.7, 600)),
)  # fmt: skip
RADIUS = 30
# On phones the lines enter above each other and show their first stops, unnamed: x and y.
RAILS: tuple[Point, ...] = ((134, 90), (160, 56), (120, 22))
RAIL_STOPS, RAIL_STEP = 2, 106


@dataclass(frozen=True)
class Stop:
    name: str
    url: str
    x: float
    y: float
    label_y: float

    @property
    def label(self) -> str:
        """The name as far as there is room for it."""
        if len(self.name) <= MAX_NAME:
            return self.name
        return self.name[: MAX_NAME - 1].rstrip() + "…"


@dataclass(frozen=True)
class Line:
    colour: str
    path: str
    end_x: float
    end_y: float
    stops: tuple[Stop, ...]
    rail_stops: tuple[Point, ...]


def rounded_path(points: Sequence[Point], radius: float = RADIUS) -> str:
    """An SVG path through `points` whose corners are rounded, however short the pieces are."""
    parts = [f"M{_at(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        enter = _towards(corner, before, radius)
        leave = _towards(corner, after, radius)
        parts.append(f"L{_at(enter)}Q{_at(corner)} {_at(leave)}")
    return "".join([*parts, f"L{_at(points[-1])}"])


def stops_on(y: float, stops: Sequence[dict[str, str]]) -> tuple[Stop, ...]:
    """Stops spread along the line; names that would touch stand above and below in turn."""
    shown = stops[:MAX_STOPS]
    step = (LAST_STOP - FIRST_STOP) / max(len(shown) - 1, 2)
    rooms = (min(len(stop["name"]), MAX_NAME) * LETTER for stop in shown)
    crowded = any((a + b) / 2 + 10 > step for a, b in pairwise(rooms))
    return tuple(
        Stop(
            name=stop["name"],
            url=stop["url"],
            x=round(FIRST_STOP + index * step, 1),
            y=y,
            label_y=y + 32 if crowded and index % 2 else y - 19,
        )
        for index, stop in enumerate(shown)
    )


def draw(lines: Sequence[dict[str, object]]) -> tuple[Line, ...]:
    """The lines of the plan from rows of `colour` and `stops` (each `name`, `url`)."""
    drawn = []
    for line, points, (rail_x, rail_y) in zip(lines, WAYPOINTS, RAILS, strict=False):
        stops = line["stops"]
        assert isinstance(stops, Sequence)
        end_x, end_y = points[-1]
        drawn.append(
            Line(
                colour=str(line["colour"]),
                path=rounded_path(points),
                end_x=end_x,
                end_y=end_y,
                stops=stops_on(points[0][1], stops),
                rail_stops=tuple(
                    (rail_x + index * RAIL_STEP, rail_y)
                    for index in range(min(len(stops), RAIL_STOPS))
                ),
            )
        )
    return tuple(drawn)


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = hypot(end[0] - start[0], end[1] - start[1])
    share = min(distance, length / 2) / length
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _at(point: Point) -> str:
    return f"{round(point[0], 1):g} {round(point[1], 1):g}"
