"""What search engines and finders of security holes read."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from events.models import Event
from hub.core.pagecache import public_page
from hub.programme.models import Track
from partners.models import Challenge, Partner, ScienceUnit
from startups.models import Batch, Startup

PAGES = (
    "portal:home",
    "startups:apply",
    "startups:startup-list",
    "partners:partner-list",
    "partners:science-list",
    "partners:challenge-list",
    "events:event-list",
    "portal:network",
    "portal:imprint",
    "portal:privacy",
    "portal:accessibility",
    "portal:barrier-report",
)
# A sitemap may have 50,000 addresses and 50 MB; each page stands there twice.
PAGES_PER_MAP = 10_000
HIDDEN = ("/admin/", "/accounts/", "/account/", "/applications/", "/dashboard/", "/health/")
VALID_FOR = timedelta(days=180)


@require_safe
@login_not_required
@public_page(300)
def sitemap(_request: HttpRequest) -> HttpResponse:
    """Every public page in both languages, each naming the other; too many stand in several maps."""
    maps = _number_of_maps()
    if maps == 1:
        return _map(1)
    addresses = [
        f"{settings.SITE_URL}{reverse('sitemap-part', args=[number + 1])}"
        for number in range(maps)
    ]
    return _xml("portal/sitemap_index.xml", {"addresses": addresses})


@require_safe
@login_not_required
@public_page(300)
def sitemap_part(_request: HttpRequest, number: int) -> HttpResponse:
    if not 1 <= number <= _number_of_maps():
        raise Http404
    return _map(number)


@require_safe
@login_not_required
@public_page(300)
def robots(_request: HttpRequest) -> HttpResponse:
    """A demo keeps its invented startups out of search engines altogether."""
    hidden = ["/"] if settings.DEMO else [*HIDDEN, *(f"/en{path}" for path in HIDDEN)]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in hidden)]
    lines += ["", f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
@public_page(300)
def security_txt(_request: HttpRequest) -> HttpResponse:
    """RFC 9116. A running portal is looked after, so the date moves on with it."""
    expires = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + VALID_FOR
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: de, en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _map(number: int) -> HttpResponse:
    first = (number - 1) * PAGES_PER_MAP
    rows = [
        {"de": f"{settings.SITE_URL}{path}", "en": f"{settings.SITE_URL}/en{path}"}
        for path in islice(_public_paths(), first, first + PAGES_PER_MAP)
    ]
    return _xml("portal/sitemap.xml", {"rows": rows})


def _xml(template: str, context: dict[str, object]) -> HttpResponse:
    return HttpResponse(
        render_to_string(template, context), content_type="application/xml; charset=utf-8"
    )


def _number_of_maps() -> int:
    pages = len(PAGES) + sum(rows.count() for _name, rows in _listed())
    return -(-pages // PAGES_PER_MAP)


def _public_paths() -> Iterator[str]:
    """In an order that stays, so that no page falls between two maps."""
    yield from (reverse(name) for name in PAGES)
    for name, rows in _listed():
        for slug in rows.order_by("pk").values_list("slug", flat=True):
            yield reverse(name, args=[slug])


def _listed() -> list[tuple[str, QuerySet]]:
    """What has a page for each of its rows."""
    return [
        ("portal:track", Track.objects.all()),
        ("startups:batch", Batch.objects.all()),
        ("partners:partner-detail", Partner.objects.active()),
        ("partners:science-unit", ScienceUnit.objects.published()),
        ("partners:challenge-detail", Challenge.objects.public()),
        ("events:event-detail", Event.objects.public()),
        ("startups:startup-detail", Startup.objects.public()),
    ]
