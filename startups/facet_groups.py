"""What a list offers to narrow it by, as its page shows it."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet: how much it would show, and whether it is on; then `address` is without it."""

    value: str
    label: str
    count: int | None
    is_on: bool
    address: str

    @property
    def mark(self) -> str:
        return "checked" if self.is_on else ""

    @property
    def count_shown(self) -> str:
        return "" if self.count is None else str(self.count)


@dataclass(frozen=True, slots=True)
class Way:
    """Another list, where this one is empty."""

    label: str | Promise
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """One facet as the page shows it."""

    name: str
    label: str
    options: list[Option]

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.is_on]
