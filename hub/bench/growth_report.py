"""What was found while the directory grew, as a table and as the last part of docs/benchmarks.md."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from hub.bench.measure import Row
from hub.bench.report import GROWTH, caveat, columns, markdown

# At this size the marks count, and from here to the largest a page may cost twice as much.
MARKED, MOST = 10_000, 2.0

Found = Mapping[int, Sequence[Row]]


def rows(found: Found) -> list[tuple[str, ...]]:
    """A line for each page: its ratio at each size, its mark, and what growing costs."""
    sizes = sorted(found)
    lines = []
    for measured in zip(*(found[size] for size in sizes), strict=True):
        by_size = dict(zip(sizes, measured, strict=True))
        marked, largest = by_size[MARKED], measured[-1]
        factor = marked.ratio / largest.ratio
        is_met = marked.mark is None or marked.ratio >= marked.mark
        lines.append(
            (
                marked.name,
                *(f"{row.ratio:.3f}" for row in measured),
                "" if marked.mark is None else f"≥ {marked.mark:g}",
                "" if marked.mark is None else "met" if is_met else "MISSED",
                f"{factor:.1f}",
                "met" if factor <= MOST else "MISSED",
                f"{marked.milliseconds:.1f}",
                f"{marked.late_milliseconds:.1f}",
                str(marked.queries),
                f"{marked.size:,}",
            )
        )
    return lines


def heads(found: Found) -> list[str]:
    return [
        "page",
        *(f"{size:,}" for size in sorted(found)),
        "mark",
        "",
        "growth",
        f"≤ {MOST:g}",
        "ms",
        "p95",
        "queries",
        "bytes",
    ]


def table(found: Found) -> str:
    """For the terminal."""
    return "\n" + columns(heads(found), rows(found))


def part(found: Found, load: float = 0.0) -> str:
    """`load`: processes that wanted a core before the measurement began."""
    return f"""\
{GROWTH}

Measured on {timezone.localdate():%-d %B %Y}. {caveat(load)}

Ratios to the bare view as above, but the median of five rounds, with
{", ".join(f"{size:,}" for size in sorted(found))} startups of the demo (two in three of them public). Marks, milliseconds (median and 95th percentile of one
client), queries and bytes are those at {MARKED:,}; **growth** says how much more a page costs at the
largest size than there.

{markdown(heads(found), rows(found))}

- Only startups and what partners may see of them are invented here, not their applications: no page
  of these reads any.
- The filters are so wide that a search within them fills a page at both large sizes: the same page is
  compared, not more cards with fewer.
- Visitors' pages differ in a parameter that means nothing, so none but the first comes from the
  process's memory; a partner's pages are never kept.
"""
