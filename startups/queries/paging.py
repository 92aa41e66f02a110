"""Pages of a list whose length is known already."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Page, Paginator
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
    """Pages of rows whose keys are known in their order; `read` gets those of one page."""

    def __init__(
        self, keys: list[int], per_page: int, *, read: Callable[[list[int]], Iterable[Any]]
    ) -> None:
        self.read = read
        super().__init__(keys, per_page)

    def page(self, number: int | str) -> Page[Any]:
        found = super().page(number)
        keys = list(found.object_list)
        rows = {row.pk: row for row in self.read(keys)} if keys else {}
        # Who has gone since the keys were read is missing.
        found.object_list = [rows[key] for key in keys if key in rows]
        return found
