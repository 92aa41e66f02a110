"""Pages of a list whose length is known already."""

from typing import Any

from django.core.paginator import Paginator
from django.utils.functional import cached_property


class CountedPaginator(Paginator):
    """Asks the database for the rows only; `total` is what the facets have counted."""

    def __init__(self, rows: Any, per_page: int, *, total: int) -> None:
        self.total = total
        super().__init__(rows, per_page)

    @cached_property
    def count(self) -> int:
        return self.total
