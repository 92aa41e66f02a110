"""Pages of a list whose length is known already."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

# From here on the rows before a page are too many to be built only to be skipped.
FAR = 1_000


class CountedPaginator(Paginator):
    """Asks the database for the rows only; `total` is what the facets have counted."""

    def __init__(self, rows: Any, per_page: int, *, total: int) -> None:
        self.rows, self.total = rows, total
        super().__init__(rows, per_page)

    @cached_property
    def count(self) -> int:
        return self.total

    def page(self, number: int | str) -> Page[Any]:
        """A page far back is found by its keys first, of which an index has all."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        if start < FAR:
            return super().page(number)
        keys = self.rows.values("pk")[start : start + self.per_page]
        return Page(self.rows.filter(pk__in=keys), number, self)


class KeyPaginator(Paginator):
    """Pages of rows that are known by their keys in order, or by a query for those; `read` gets the
    rows of one page by their keys."""

    def __init__(
        self,
        keys: "list[int] | QuerySet[Any, int]",
        per_page: int,
        *,
        total: int,
        read: Callable[[list[int]], Mapping[int, Any]],
    ) -> None:
        self.total, self.read = total, read
        super().__init__(keys, per_page)

    @cached_property
    def count(self) -> int:
        return self.total

    def page(self, number: int | str) -> Page[Any]:
        found = super().page(number)
        keys = list(found.object_list)
        rows = self.read(keys) if keys else {}
        # Who has gone since the keys were read is missing.
        found.object_list = [rows[key] for key in keys if key in rows]
        return found
