"""The public directory of startups."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hub.core.pagecache import public_page
from startups.filters import StartupFilter
from startups.models import PublicProfile
from startups.queries import directory, linked_data, profile_page
from startups.states import Visibility

PAGE_SIZE = 24
# What a kept page's address may ask for: not the search, whose words are without number.
KEPT = ("track", "seeks", "stage", "region", "team", "batch", "hiring", "sort", "page")


@require_safe
@login_not_required
@public_page(query=KEPT)
def startup_list(request: HttpRequest) -> HttpResponse:
    """Only what is public, for staff too: it is the page the public sees."""
    filters = StartupFilter(request.GET, PublicProfile.objects.visible_to(request.user).public())
    page = filters.page(PAGE_SIZE, request.GET.get("page"), read=directory.public_cards)
    context = {
        "page": page,
        "cards": directory.cards(page, filters.terms),
        "filters": filters,
        "groups": filters.groups(),
    }
    return render(request, "startups/startup_list.html", context)


@require_safe
@login_not_required
@public_page()
def startup_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A public profile; its team and hub staff see a private one here before it is released."""
    page = profile_page.load(request.user, slug)
    if page is None:
        raise Http404
    startup = directory.profile(page.shown)
    context = {
        "startup": startup,
        "list_url": directory.list_address(),
        "is_public": page.shown.visibility == Visibility.PUBLIC,
        "preview": directory.preview_address(startup.slug),
        "data": linked_data.organisation(startup),
        "similar": page.similar,
        "beside": page.beside,
    }
    return render(request, "startups/startup_detail.html", context)
