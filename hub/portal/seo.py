"""What search engines and finders of security holes read."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import chain

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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
# Half of the 50,000 addresses that a sitemap may have, as each page stands there twice.
MAX_PAGES = 25_000
HIDDEN = ("/admin/", "/accounts/", "/account/", "/applications/", "/dashboard/", "/health/")
VALID_FOR = timedelta(days=180)


@require_safe
@login_not_required
@public_page(300)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page in both languages, each naming the other."""
    rows = [
        {"de": f"{settings.SITE_URL}{path}", "en": f"{settings.SITE_URL}/en{path}"}
        for path, _number in zip(_public_paths(), range(MAX_PAGES), strict=False)
    ]
    return render(request, "portal/sitemap.xml", {"rows": rows}, content_type="application/xml")


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


def _public_paths() -> Iterable[str]:
    return chain(
        (reverse(name) for name in PAGES),
        _paths("portal:track", Track.objects.values_list("slug", flat=True)),
        _paths("startups:batch", Batch.objects.values_list("slug", flat=True)),
        _paths("partners:partner-detail", Partner.objects.active().values_list("slug", flat=True)),
        _paths(
            "partners:science-unit", ScienceUnit.objects.published().values_list("slug", flat=True)
        ),
        _paths(
            "partners:challenge-detail", Challenge.objects.public().values_list("slug", flat=True)
        ),
        _paths("events:event-detail", Event.objects.public().values_list("slug", flat=True)),
        _paths("startups:startup-detail", Startup.objects.public().values_list("slug", flat=True)),
    )


def _paths(name: str, slugs: Iterable[str]) -> Iterable[str]:
    return (reverse(name, args=[slug]) for slug in slugs)
