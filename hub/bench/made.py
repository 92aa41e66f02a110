"""What a worker makes, not a page: how long one file and one mail's text take it."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone, translation

from hub.accounts.models import User
from hub.bench import seed
from hub.bench.seed import World
from hub.reports import periods
from hub.reports.models import FundingAward
from hub.reports.periods import Kind
from hub.reports.queries import contents, partner_month
from hub.reports.queries.contents import Wanted
from hub.reports.queries.names import Content
from hub.reports.services import freezing, paper, workbook

TRIES = 5


@dataclass(frozen=True)
class Made:
    """The median of some tries, after one that loads what is needed."""

    what: str
    milliseconds: float
    size: int
    # At most so many milliseconds.
    mark: int


def measure(world: World) -> list[Made]:
    """In this process, with nothing else to do."""
    now = timezone.now()
    quarter = periods.current(Kind.QUARTER, now)
    award, lead = FundingAward.objects.get(), User.objects.get(email=seed.LEAD)
    wanted = Wanted(quarter, award)
    month = periods.current(Kind.MONTH, now).previous()

    def content() -> Content:
        return contents.of(wanted, now=now, user=None)

    def frozen() -> bytes:
        draft = freezing.drafted(award, quarter, version=1, by=lead, now=quarter.end)
        return b"".join(bytes(file.data) for file in draft.files)

    def told() -> bytes:
        with translation.override("de"):
            found = partner_month.of(world.evening.partner, month, now=now)
        lines = [*found.watchlist, *found.introductions, *found.pilots, *found.fits]
        return "\n".join(lines).encode()

    return [
        taken("PDF of a quarter", 500, lambda: paper.made(content(), language="de", now=now)),
        taken(
            "Excel file of a quarter",
            300,
            lambda: workbook.made(content(), language="de", now=now),
        ),
        taken("freezing a quarter: lists, four files", 2_000, frozen),
        taken("a partner's month", 100, told),
    ]


def taken(what: str, mark: int, make: Callable[[], bytes]) -> Made:
    size, times = len(make()), []
    for _number in range(TRIES):
        began = time.perf_counter()
        make()
        times.append(time.perf_counter() - began)
    return Made(what, statistics.median(times) * 1000, size, mark)
