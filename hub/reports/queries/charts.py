"""The course of a year as numbers: where its lines stand; templates draw them."""

from collections.abc import Sequence
from dataclasses import dataclass

# The field in which it is drawn; the template draws its axis with the quarters.
LEFT, RIGHT, TOP, BOTTOM = 6, 394, 12, 132
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float

    def __str__(self) -> str:
        """As SVG wants it, whatever the language."""
        return f"{self.x:.1f},{self.y:.1f}"


@dataclass(frozen=True, slots=True)
class Course:
    """A year against its target: what was promised, what came so far, where it leads."""

    promised: list[Point]
    done: list[Point]
    ahead: list[Point]
    alt: str

    @classmethod
    def of(
        cls,
        actual: Sequence[float],
        *,
        target: float,
        forecast: float | None,
        elapsed: float,
        adds_up: bool,
        alt: str,
    ) -> "Course":
        """`actual` stands at the ends of the quarters so far, the last of them perhaps earlier."""
        most = max([1.0, target, *actual, forecast or 0]) * 1.08
        moments = [min((number + 1) / QUARTERS, elapsed) for number in range(len(actual))]
        done = [_point(at, value, most) for at, value in zip(moments, actual, strict=True)]
        if adds_up and done:
            done.insert(0, _point(0, 0, most))
        ahead = []
        if done and forecast is not None and elapsed < 1:
            ahead = [done[-1], _point(1, forecast, most)]
        promised = [_point(0, 0 if adds_up else target, most), _point(1, target, most)]
        return cls(promised, done, ahead, alt)

    @property
    def promised_line(self) -> str:
        return _line(self.promised)

    @property
    def done_line(self) -> str:
        return _line(self.done)

    @property
    def ahead_line(self) -> str:
        return _line(self.ahead)

    @property
    def now(self) -> Point | None:
        return self.done[-1] if self.done else None


def _point(at: float, value: float, most: float) -> Point:
    return Point(LEFT + (RIGHT - LEFT) * at, BOTTOM - (BOTTOM - TOP) * value / most)


def _line(points: Sequence[Point]) -> str:
    return " ".join(str(point) for point in points)
