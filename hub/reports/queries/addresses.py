"""Where the list behind a figure is: today's rows of running figures, the kept ones of frozen ones."""

from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from django.urls import reverse

from hub.reports.models import Span
from hub.reports.queries.names import Content

# Stands in an address for the indicator.
KEY = "key"


class Lists(Protocol):
    """The address of the list behind a figure or a target, or nothing."""

    def figure(self, one: Content, query: str) -> str: ...

    def target(self, one: Content) -> str: ...


class Nowhere:
    """On paper nothing opens."""

    def figure(self, one: Content, query: str) -> str:
        return ""

    def target(self, one: Content) -> str:
        return ""


@dataclass
class Running:
    """Of a period by its slug; targets are counted up to its end, or up to today."""

    period: str = ""
    base: str = field(init=False)

    def __post_init__(self) -> None:
        # Once for all figures: reversing an address a hundred times would take longer than counting.
        self.base = _base("reports:rows", self.period or "period")

    def figure(self, one: Content, query: str) -> str:
        return _asked(f"{self.base}{one['key']}/", query)

    def target(self, one: Content) -> str:
        address = reverse("reports:rows", args=[one["year"], one["key"]])
        return _asked(address, f"until={self.period}" if self.period else "")


@dataclass
class Kept:
    """Of a frozen report; those from before lists were frozen too have none."""

    report: UUID
    base: str = field(init=False)

    def __post_init__(self) -> None:
        self.base = _base("reports:frozen-rows", self.report)

    def figure(self, one: Content, query: str) -> str:
        return _asked(f"{self.base}{one['key']}/", query) if "list" in one else ""

    def target(self, one: Content) -> str:
        return f"{self.base}{one['key']}/?span={Span.YEAR}" if "list" in one else ""


def _base(name: str, first: object) -> str:
    return reverse(name, args=[first, KEY]).removesuffix(f"{KEY}/")


def _asked(address: str, query: str) -> str:
    return f"{address}?{query}" if query else address
