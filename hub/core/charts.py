"""Bars as numbers: where they stand and what they say; `components/bars.html` draws them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

# A row each, labels on the left, the longest as wide as there is room.
ROW, LABELS, ROOM = 28, 214, 160


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    count: int
    # The list behind it, where there is one to open.
    url: str
    y: int
    width: int

    @property
    def text_y(self) -> int:
        return self.y + 15

    @property
    def start(self) -> int:
        return LABELS

    @property
    def end(self) -> int:
        return LABELS + self.width + 8


@dataclass(frozen=True, slots=True)
class Bars:
    """How a number falls into parts."""

    title: str
    bars: list[Bar]

    @classmethod
    def of(cls, title: str, counts: Sequence[tuple[str, int, str]]) -> "Bars":
        """From labels with their counts and the addresses of the lists behind them."""
        most = max([1, *(count for _label, count, _url in counts)])
        bars = [
            Bar(label, count, url, ROW * row, ROOM * count // most)
            for row, (label, count, url) in enumerate(counts)
        ]
        return cls(title, bars)

    @property
    def total(self) -> int:
        return sum(bar.count for bar in self.bars)

    @property
    def height(self) -> int:
        return ROW * len(self.bars)

    @property
    def alt(self) -> str:
        said = ", ".join(f"{bar.label} {bar.count}" for bar in self.bars)
        what = _("Balken:")
        return f"{what} {said}"
