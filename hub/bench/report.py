"""What was found, as a table in the terminal and as docs/benchmarks.md."""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version

from django.db import connection
from django.utils import timezone

from hub.bench.made import Made
from hub.bench.measure import Applications, Row, Yardstick
from hub.local.paths import ROOT

FILE = ROOT / "docs" / "benchmarks.md"
GROWTH = "## While the directory grows"
APPLICATIONS_MARK, MEMORY_MARK, MAILS_MARK = 6, 120, 150
# The machine on which that mark was set: requests a second of its bare view.
BARE_THERE = 4_600
SHARE_MARK = APPLICATIONS_MARK / BARE_THERE
MEGABYTE = 1024**2
BUSY = 1.0


@dataclass(frozen=True)
class Findings:
    rows: list[Row]
    bare: Yardstick
    applications: Applications
    memory: list[tuple[int, int]]
    mails: float
    made: list[Made]
    # Processes that wanted a core before the measurement began.
    load: float

    @property
    def caveat(self) -> str:
        return caveat(self.load)

    @property
    def share(self) -> float:
        """Complete applications for each request that the bare view answers in the same time."""
        return self.applications.per_second / self.bare.rate

    @property
    def resident(self) -> float:
        """Megabytes of the largest worker; shared pages count in full."""
        return max((rss for rss, _pss in self.memory), default=0) / MEGABYTE

    @property
    def proportional(self) -> float:
        return max((pss for _rss, pss in self.memory), default=0) / MEGABYTE


def caveat(load: float) -> str:
    """What a reader must know about a machine that had other work."""
    if load < BUSY:
        return ""
    return (
        f"The machine was busy with other work (load {load:.1f} at the start): the ratios hold, "
        "but what counts per second or in milliseconds is far better on a machine of its own."
    )


@dataclass(frozen=True)
class Mark:
    what: str
    wanted: str
    measured: str
    is_met: bool

    @property
    def verdict(self) -> str:
        return "met" if self.is_met else "MISSED"


def marks(found: Findings) -> list[Mark]:
    """Every mark with what was measured."""
    pages = [
        Mark(row.name, f"≥ {row.mark:g}", f"{row.ratio:.3f}", row.ratio >= row.mark)
        for row in found.rows
        if row.mark is not None
    ]
    per_second, resident, mails = found.applications.per_second, found.resident, found.mails
    return [
        *pages,
        Mark(
            "complete application, 8 clients",
            f"≥ {APPLICATIONS_MARK}/s",
            f"{per_second:.1f}/s",
            per_second >= APPLICATIONS_MARK,
        ),
        Mark(
            "complete application, as a ratio",
            f"≥ {SHARE_MARK:.4f}",
            f"{found.share:.4f}",
            found.share >= SHARE_MARK,
        ),
        *(
            Mark(
                one.what,
                f"≤ {one.mark:,} ms",
                f"{one.milliseconds:,.0f} ms",
                one.milliseconds <= one.mark,
            )
            for one in found.made
        ),
        Mark(
            "memory of a web worker",
            f"< {MEMORY_MARK} MB",
            f"{resident:.0f} MB",
            0 < resident < MEMORY_MARK,
        ),
        Mark(
            "1,000 mails, one mail worker",
            f"≥ {MAILS_MARK}/s",
            f"{mails:.0f}/s",
            mails >= MAILS_MARK,
        ),
    ]


PAGE_HEADS = ("page", "requests/s", "ratio", "mark", "", "ms", "queries", "bytes", "gzip")
MARK_HEADS = ("mark", "wanted", "measured", "")


def page_rows(found: Findings) -> list[tuple[str, ...]]:
    bare = found.bare
    alone = f"{bare.milliseconds:.1f}"
    rows: list[tuple[str, ...]] = [
        ("bare Django view", f"{bare.rate:,.0f}", "1", "", "", alone, "0", "2", "")
    ]
    for row in found.rows:
        is_met = row.mark is None or row.ratio >= row.mark
        rows.append(
            (
                row.name,
                f"{row.rate:,.0f}",
                f"{row.ratio:.3f}",
                "" if row.mark is None else f"≥ {row.mark:g}",
                "" if row.mark is None else "met" if is_met else "MISSED",
                f"{row.milliseconds:.1f}",
                str(row.queries),
                f"{row.size:,}",
                f"{row.packed:,}",
            )
        )
    return rows


def mark_rows(found: Findings) -> list[tuple[str, ...]]:
    return [(mark.what, mark.wanted, mark.measured, mark.verdict) for mark in marks(found)]


def table(found: Findings) -> str:
    """For the terminal."""
    missed = [mark.what for mark in marks(found) if not mark.is_met]
    verdict = f"Missed: {', '.join(missed)}." if missed else "Every mark is met."
    return "\n".join(
        [
            "",
            columns(PAGE_HEADS, page_rows(found)),
            "",
            columns(MARK_HEADS, mark_rows(found)),
            "",
            f"{verdict} {found.caveat}".strip(),
            f"Written to docs/{FILE.name}.",
        ]
    )


def columns(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in (heads, *rows)
    ]
    return "\n".join(lines)


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)


def write(found: Findings) -> None:
    """Put this part first; what was found about growing stays below it."""
    grown = FILE.read_text(encoding="utf-8").partition(f"\n{GROWTH}")
    FILE.write_text("".join([page(found), *grown[1:]]), encoding="utf-8")


def add(part: str) -> None:
    """Put what was found about growing last, in the place of what an earlier run found."""
    first = FILE.read_text(encoding="utf-8").partition(f"\n{GROWTH}")[0]
    FILE.write_text(f"{first.rstrip()}\n\n{part}", encoding="utf-8")


def page(found: Findings) -> str:
    applications = found.applications
    return f"""\
# How fast the portal is

Written by `python3 manage.py bench` on {timezone.localdate():%-d %B %Y}: {os.cpu_count()} cores, \
Python {platform.python_version()}, Django {version("django")}, gunicorn {version("gunicorn")} with \
two sync workers, PostgreSQL {server_version()}.

The **ratio** is what counts: requests per second of a page divided by requests per second of a bare
Django view (a constant answer, no middleware, the same gunicorn), measured just before and just
after. So it says the same on a fast machine and on a busy one. Twelve connections, the median of
three rounds; `ms` is the median with one client. {found.caveat}

{markdown(PAGE_HEADS, page_rows(found))}

{markdown(MARK_HEADS, mark_rows(found))}

- The portal runs as deployed: `DEBUG` off, cached templates, the hashed static files, real
  PostgreSQL that writes to the disk, sessions and a second factor for staff. Only the renewal of
  workers (`max_requests`) is off, because a renewal would fall into one round and not the other.
- In the database: 300 applications with the real form in one batch, 120 public startups, as many
  drafts as are worked on, 1,000 events, 500 people expected at one of them. Public pages come from the process's memory (one query asks whether they
  still hold), as they do for every visitor after the first.
- The client is a process for each connection with bare sockets; a request costs it
  {found.bare.client_microseconds:.0f} µs, which both sides of the ratio pay.
- A complete application is every request from the first page to the receipt ({applications.requests}
  of them, with a deck of 1 MB): at eight clients each one takes {applications.seconds:.2f} s. Each section is
  sent as a whole and its redirect followed, as a browser does it without JavaScript; what fields save
  by themselves while somebody types is the row *autosave*. The code that is mailed for logging in is
  read from the outbox by SQL, inside the time that is measured.
- That mark stands there twice. Six a second were set on a machine whose bare view answered about
  {BARE_THERE:,} requests a second: what founders notice, but easy on a faster machine and out of reach on one
  that is slow or has other work. As a ratio, applications a second by requests a second of the bare view
  ({APPLICATIONS_MARK} / {BARE_THERE:,}), it asks the same of every machine.
- Lists of the best peers reach a ratio of 0.012 (a talk list or schedule of pretalx; staff lists of 200 to 300
  rows 0.0006 to 0.0009). Reports and lists of ours must be as fast as their public lists; what visitors read is
  kept and must be twenty times as fast. A registration sent is a transaction with its mail.
- A file or a mail's text is made by a worker, never in a request: milliseconds in one process, the median of
  five, with their own counting.
- Memory is the largest worker's resident size after the run, shared pages counted in full; its fair
  share of them counted, it is {found.proportional:.0f} MB.
- Mails a second counts from the first arrival at a local mail server to the last of 1,000, sent by
  one Celery worker with one process that beat rings every two seconds.
"""


def server_version() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])
