"""Pages of a list whose length is known already."""

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
