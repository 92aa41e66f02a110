"""The directory and the partner area while they grow: the same pages at three sizes."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from hub.accounts.models import User
from hub.bench import deployment, growth_report, measure, report, seed
from hub.bench.load import CONNECTIONS, COUNTER, Clients
from hub.bench.measure import Row, Say
from hub.bench.pages import Page
from hub.bench.requests import Request
from hub.portal import demo
from startups.models import PublicProfile

SIZES = (100, growth_report.MARKED, 100_000)
# Two sizes are compared, so that what another one does on the machine meanwhile counts twice.
ROUNDS = 5
# A parameter that means nothing and differs each time: no kept page answers.
ANEW = f"n={COUNTER.decode()}"
SEARCH = "q=W%C3%A4rme+Leck"
COMMON = "q=W%C3%A4rme"
# Nothing has both words: each is counted alone, and typos are looked for.
NOWHERE = "q=L%C3%A4rm+messen"
# So wide that a search within them fills a page at both large sizes: what is compared is the same page.
FACETS = (
    "track=energy&track=smart-city&stage=prototype&stage=customers&stage=growth"
    "&seeks=pilot&seeks=capital&seeks=staff"
)


# A list that found something has one.
CARD = '<li class="card'


@dataclass(frozen=True)
class Audience:
    """Who asks: a partner's session, and a public startup to look at."""

    session: str
    profile: str

    def pages(self, *, holds: str = "") -> Iterator[Page]:
        """`holds`: what every list has that should find something."""
        public, ours = reverse("startups:startup-list"), reverse("partners:startup-list")
        profile = reverse("startups:startup-detail", args=[self.profile])
        as_json = reverse("startups:startup-json")
        yield page("directory, first page", public, mark=0.25, holds=holds)
        yield page("directory, a search", f"{public}?{SEARCH}&{ANEW}", mark=0.04, holds=holds)
        yield page("directory, a common word", f"{public}?{COMMON}&{ANEW}", mark=0.04, holds=holds)
        yield page("directory, nothing found", f"{public}?{NOWHERE}&{ANEW}", mark=0.04)
        yield page("directory, three facets", f"{public}?{FACETS}&{ANEW}", mark=0.04, holds=holds)
        both = f"{SEARCH}&{FACETS}"
        sought = f"{public}?{both}&{ANEW}"
        yield page("directory, search and three facets", sought, mark=0.04, holds=holds)
        yield page("profile", f"{profile}?{ANEW}", mark=0.10)
        yield page("startups.json", f"{as_json}?{ANEW}", mark=0.06)
        yield page("partner: startups", ours, self.session)
        yield page("partner: search and three facets", f"{ours}?{both}", self.session)
        yield page("partner: board of pilots", reverse("partners:pilots"), self.session)


def page(
    name: str, path: str, session: str = "", *, mark: float | None = None, holds: str = ""
) -> Page:
    """A page that all connections ask for alike."""
    request = Request(path, session)
    return Page(name, request, [request] * CONNECTIONS, mark=mark, holds=holds)


def run(clients: Clients, folder: Path, say: Say) -> None:
    """Measure at each size, on a database that grows; adds a part to docs/benchmarks.md."""
    load = os.getloadavg()[0]
    found: dict[int, list[Row]] = {}
    for size in SIZES:
        say(f"Growing to {size:,} startups")
        # What is measured reads no application.
        demo.load(startups_wanted=size, with_applications=False)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        # Among a hundred there may be none that a search is for.
        pages = list(audience().pages(holds=CARD if size >= growth_report.MARKED else ""))
        with deployment.started(folder / "logs") as running:
            portal, _pid = running.serve("web", "hub.wsgi", "/health/live")
            bare, _pid = running.serve("bare", "hub.bench.bare", "/")
            track = measure.Track(clients, portal=portal, bare=bare, say=say)
            found[size] = track.pages(pages, ROUNDS)
    report.add(growth_report.part(found, load))
    print(growth_report.table(found))  # noqa: T201


def audience() -> Audience:
    """From the demo: the partner who can log in there, and the first startup of the directory."""
    partner = User.objects.get(email="partner@example.org")
    shown = PublicProfile.objects.public().order_by("sort_key").values_list("slug", flat=True)
    return Audience(seed.sessions([partner], timezone.now())[0], shown[0])
