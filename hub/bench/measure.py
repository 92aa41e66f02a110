"""The measurement itself: everything against the bare view, in turns, and the median of it."""

import gzip
import io
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import pikepdf

from hub.bench import applicant
from hub.bench.applicant import Errand, Finished
from hub.bench.load import CONNECTIONS, Clients, Outcome
from hub.bench.pages import LATENCY_TRIES, SUBMITS_EACH, Page
from hub.bench.requests import look

ROUNDS = 3
BARE_SECONDS, PAGE_SECONDS, LATENCY_SECONDS = 1.0, 2.0, 1.0
APPLICANTS, APPLICATIONS_EACH = 8, 4
DECK_PAGES, DECK_BYTES = 12, 1_000_000
BARE = b"GET / HTTP/1.1\r\nHost: bare\r\n\r\n"

Say = Callable[[str], None]


@dataclass
class Row:
    """What was found about one page; one entry of `ratios` for each round."""

    name: str
    mark: float | None
    queries: int
    size: int
    packed: int
    milliseconds: float = 0.0
    late_milliseconds: float = 0.0
    rates: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)


@dataclass(frozen=True)
class Yardstick:
    rate: float
    milliseconds: float
    client_microseconds: float


class Track:
    """The clients on one side, the portal and the bare view on the other."""

    def __init__(self, clients: Clients, *, portal: int, bare: int, say: Say) -> None:
        self.clients, self.portal, self.bare, self.say = clients, portal, bare, say
        self.bare_outcomes: list[Outcome] = []
        # How often each connection has asked a page before: an autosave goes on from there.
        self.asked: dict[str, list[int]] = {}

    def pages(self, pages: list[Page], rounds: int = ROUNDS) -> list[Row]:
        rows = [self.row(page) for page in pages]
        for number in range(1, rounds + 1):
            self.say(f"Round {number} of {rounds}")
            before = self.bare_rate()
            for page, row in zip(pages, rows, strict=True):
                rate = self.rate(page)
                after = self.bare_rate()
                row.rates.append(rate)
                row.ratios.append(rate / statistics.mean([before, after]))
                before = after
        for page, row in zip(pages, rows, strict=True):
            alone = self.alone(page)
            row.milliseconds, row.late_milliseconds = alone.median * 1000, alone.late * 1000
        return rows

    def row(self, page: Page) -> Row:
        """What one answer holds. A page to read is asked twice: the first time fills what is kept."""
        found = look(page.inside)
        if not page.inside.values:
            found = look(page.inside)
        if found.status != page.status or page.holds.encode() not in found.content:
            raise SystemExit(f"{page.name}: {found.status}\n{found.content.decode()[:3000]}")
        packed = len(gzip.compress(found.content, compresslevel=6))
        return Row(page.name, page.mark, found.queries, len(found.content), packed)

    def bare_rate(self) -> float:
        outcome = self.clients.run(self.bare, [[BARE]] * CONNECTIONS, seconds=BARE_SECONDS)
        self.bare_outcomes.append(outcome)
        return outcome.per_second

    def rate(self, page: Page) -> float:
        if page.requests:
            own = [[request.raw()] for request in page.requests]
            return self.run(page, own, PAGE_SECONDS).per_second
        each = [fresh(page, SUBMITS_EACH) for _ in range(CONNECTIONS)]
        return self.run(page, each, None).per_second

    def alone(self, page: Page) -> Outcome:
        """One client, nobody else."""
        if page.requests:
            return self.run(page, [[page.requests[0].raw()]], LATENCY_SECONDS)
        return self.run(page, [fresh(page, LATENCY_TRIES)], None)

    def run(self, page: Page, requests: list[list[bytes]], seconds: float | None) -> Outcome:
        asked = self.asked.setdefault(page.name, [0] * CONNECTIONS)
        done = asked if page.requests else []
        outcome = self.clients.run(
            self.portal, requests, seconds=seconds, expected=page.status, done=done
        )
        for number, one in enumerate(outcome.done):
            asked[number] += one.answers
        return outcome

    def yardstick(self) -> Yardstick:
        alone = self.clients.run(self.bare, [[BARE]], seconds=LATENCY_SECONDS)
        return Yardstick(
            rate=statistics.median(outcome.per_second for outcome in self.bare_outcomes),
            milliseconds=alone.median * 1000,
            client_microseconds=1e6
            * statistics.median(outcome.client_seconds for outcome in self.bare_outcomes),
        )


def fresh(page: Page, count: int) -> list[bytes]:
    assert page.once is not None
    return [next(page.once).raw() for _ in range(count)]


@dataclass(frozen=True)
class Applications:
    per_second: float
    seconds: float
    requests: int


def applications(
    clients: Clients, port: int, *, database: str, host: str, batch: str
) -> Applications:
    """Complete applications with eight clients at once; the median of the rounds."""
    pdf = deck()
    rates, times, requests = [], [], 0
    for round_number in range(ROUNDS):
        begin = time.monotonic() + 0.2
        errands = []
        for client in range(APPLICANTS):
            first = (round_number * APPLICANTS + client) * APPLICATIONS_EACH
            numbers = list(range(first, first + APPLICATIONS_EACH))
            errands.append(Errand(port, database, host, batch, pdf, numbers, begin))
        found: list[Finished] = clients.pool.map(applicant.run, errands, chunksize=1)
        done = sum(len(one.times) for one in found)
        rates.append(done / (max(one.end for one in found) - begin))
        times += [seconds for one in found for seconds in one.times]
        requests = sum(one.requests for one in found) // done
    return Applications(statistics.median(rates), statistics.median(times), requests)


def deck() -> bytes:
    """A deck of the usual size: a few pages and what does not compress, as pictures do not."""
    pdf = pikepdf.new()
    for _ in range(DECK_PAGES):
        pdf.add_blank_page(page_size=(842, 595))
    noise = bytes(range(256)) * (DECK_BYTES // 256)
    pdf.pages[0].Contents = pikepdf.Stream(pdf, noise)
    out = io.BytesIO()
    pdf.save(out, compress_streams=False)
    return out.getvalue()
