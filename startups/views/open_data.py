"""The public directory for machines: the same rows as the page, nothing more."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from hub.core.pagecache import public_page
from startups.filters import StartupFilter
from startups.models import PublicProfile
from startups.models.profile_logo import LARGE
from startups.queries import open_data
from startups.queries.directory import PUBLIC_PAGE, logo_address, page_address
from startups.views.directory import KEPT

# Raised when a field goes or changes its meaning; new fields may come at any time.
VERSION = 1
LICENCE = {
    "id": "dl-de/by-2-0",
    "name": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
    "url": "https://www.govdata.de/dl-de/by-2-0",
}
PAGE_SIZE = 100
IN_FEED = 30


@require_safe
@login_not_required
@public_page(query=KEPT)
def startups_json(request: HttpRequest) -> HttpResponse:
    """The directory as open data: same filters and pages as `/startups/`, 100 to a page.

    What was not released is null or empty, as if it had never been given.
    """
    filters = StartupFilter(request.GET, PublicProfile.objects.visible_to(request.user).public())
    page = filters.page(PAGE_SIZE, request.GET.get("page"), read=open_data.by_key)
    language = get_language()
    here = settings.SITE_URL + reverse("startups:startup-json")
    following = here + filters.address(page.next_page_number()) if page.has_next() else None
    return JsonResponse(
        {
            "version": VERSION,
            "licence": LICENCE,
            "source": settings.SITE_NAME,
            "language": language,
            "count": filters.listed,
            "understood": not filters.has_nonsense,
            "next": following,
            "startups": [_row(row, language) for row in page],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def _row(row: dict[str, Any], language: str | None) -> dict[str, Any]:
    slug, digest = row["slug"], row.pop("logo_digest")
    logo = logo_address(PUBLIC_PAGE, slug, digest, LARGE, language)
    row["url"] = settings.SITE_URL + page_address(PUBLIC_PAGE, slug, language)
    row["logo"] = settings.SITE_URL + logo if logo else None
    row["track"], row["batch"] = row.pop("track__slug"), row.pop("batch__slug")
    return row


@require_safe
@login_not_required
@public_page()
def startup_feed(request: HttpRequest) -> HttpResponse:
    answer: HttpResponse = NewStartups()(request)
    return answer


class NewStartups(Feed):
    """The newest startups of the directory as an Atom feed."""

    feed_type = Atom1Feed
    title = _("Neue Startups des Hubs")
    subtitle = _("Startups, die neu im Verzeichnis stehen.")

    def link(self, profiles: QuerySet[PublicProfile]) -> str:
        return reverse("startups:startup-list")

    def get_object(self, request: HttpRequest) -> QuerySet[PublicProfile]:
        return PublicProfile.objects.visible_to(request.user).public()

    def items(self, profiles: QuerySet[PublicProfile]) -> QuerySet[PublicProfile]:
        newest = profiles.order_by("-published_at", "pk")
        return newest.only("slug", "name", "one_liner", "published_at")[:IN_FEED]

    def item_title(self, item: PublicProfile) -> str:
        return item.name

    def item_description(self, item: PublicProfile) -> str:
        return item.one_liner

    def item_link(self, item: PublicProfile) -> str:
        return reverse(PUBLIC_PAGE, args=[item.slug])

    def item_pubdate(self, item: PublicProfile) -> Any:
        return item.published_at

    def item_updateddate(self, item: PublicProfile) -> Any:
        return item.published_at
