"""The de:hub network: a table of its sites, and a drawing of where they are."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.core.pagecache import public_page
from hub.programme.models import HubSite

# Where the sites lie, degrees east and north; a site without an entry stands in the table only.
PLACES = {
    "berlin": (13.40, 52.52),
    "dortmund": (7.47, 51.51),
    "dresden-leipzig": (12.37, 51.34),
    "frankfurt-darmstadt": (8.68, 50.11),
    "hamburg": (9.99, 53.55),
    "karlsruhe": (8.40, 49.01),
    "koeln": (6.96, 50.94),
    "ludwigshafen-mannheim": (8.46, 49.49),
    "muenchen": (11.58, 48.14),
    "nuernberg-erlangen": (11.08, 49.45),
    "potsdam": (13.06, 52.40),
    "stuttgart": (9.18, 48.78),
}
# Names that would run into a neighbour or the edge stand to the left of their stop.
NAMED_LEFT = {"karlsruhe", "potsdam", "ludwigshafen-mannheim"}
WEST, NORTH = 5.6, 55.1
# A degree of longitude is shorter than one of latitude, by the cosine of 51 degrees.
ACROSS, DOWN = 42.0, 66.7
# The border in few strokes, so that the eye knows the country.
BORDER = (
    (9.45, 54.83), (10.15, 54.35), (11.1, 54.45), (10.9, 53.96), (11.45, 53.92), (12.1, 54.18),
    (12.5, 54.47), (13.4, 54.68), (13.7, 54.3), (14.22, 53.93), (14.4, 53.3), (14.15, 52.85),
    (14.6, 52.6), (14.55, 52.35), (14.72, 51.95), (14.75, 51.55), (15.0, 51.2), (14.82, 50.87),
    (14.3, 51.02), (13.85, 50.73), (13.2, 50.5), (12.5, 50.35), (12.1, 50.3), (12.2, 50.1),
    (12.5, 49.9), (12.65, 49.45), (13.0, 49.3), (13.4, 48.98), (13.83, 48.77), (13.73, 48.52),
    (13.4, 48.37), (12.83, 48.17), (12.98, 47.83), (13.05, 47.55), (12.75, 47.67), (12.2, 47.6),
    (11.6, 47.58), (11.0, 47.42), (10.45, 47.55), (10.2, 47.28), (9.95, 47.53), (9.6, 47.53),
    (9.2, 47.66), (8.6, 47.65), (8.2, 47.6), (7.6, 47.58), (7.55, 48.0), (7.8, 48.55),
    (8.23, 48.97), (7.6, 49.05), (7.0, 49.13), (6.6, 49.4), (6.37, 49.47), (6.5, 49.75),
    (6.13, 50.1), (6.05, 50.75), (5.95, 51.1), (6.2, 51.4), (5.97, 51.83), (6.7, 51.9),
    (6.85, 52.1), (7.05, 52.3), (6.7, 52.55), (7.05, 52.65), (7.2, 53.2), (7.0, 53.35),
    (7.2, 53.68), (8.0, 53.72), (8.15, 53.5), (8.55, 53.55), (8.7, 53.88), (9.2, 53.88),
    (8.85, 54.13), (8.6, 54.3), (8.95, 54.5), (8.65, 54.9),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    site: HubSite
    x: float
    y: float
    is_left: bool

    @property
    def name(self) -> str:
        """The first of two towns is enough to find the place."""
        return self.site.city if self.site.is_ours else self.site.city.partition(" / ")[0]

    @property
    def label_x(self) -> float:
        return round(self.x - 13 if self.is_left else self.x + 13, 1)


@require_safe
@login_not_required
@public_page()
def network(request: HttpRequest) -> HttpResponse:
    sites = list(HubSite.objects.visible_to(request.user).on(timezone.localdate()))
    context = {"sites": sites, "spots": spots(sites), "border": border()}
    return render(request, "portal/network.html", context)


def spots(sites: list[HubSite]) -> list[Spot]:
    """The sites whose place is known, on the drawing's plane."""
    return [
        Spot(site, *_at(*PLACES[site.slug]), site.slug in NAMED_LEFT)
        for site in sites
        if site.slug in PLACES
    ]


def border() -> str:
    """The country's outline as the points of an SVG polygon."""
    return " ".join(f"{x:g},{y:g}" for x, y in (_at(*place) for place in BORDER))


def _at(east: float, north: float) -> tuple[float, float]:
    return round((east - WEST) * ACROSS, 1), round((NORTH - north) * DOWN, 1)
