"""Startups for partner staff: the list, a profile, its deck."""

from collections.abc import Iterable

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.queries import introductions, startups, watchlist
from partners.views.area import PartnerRequest, for_partners
from startups.filters import StartupFilter
from startups.models import VisitKind
from startups.queries import directory
from startups.services import visits
from startups.views import logos
from startups.views.files import handed_out

PAGE_SIZE = 24
# What is chosen for a comparison travels in the address, from page to page and filter to filter.
MOST_PICKED = 12


@require_safe
@for_partners
def startup_list(request: PartnerRequest) -> HttpResponse:
    """The directory as partners see it: the same finder over what was released to them."""
    filters = StartupFilter(request.GET, startups.shown_to(request.member))
    page = filters.page(
        PAGE_SIZE,
        request.GET.get("page"),
        shape=lambda rows: startups.with_marks(startups.for_cards(rows), request.member),
    )
    picked = request.GET.getlist("s")[:MOST_PICKED]
    context = {
        "partner": request.member.partner,
        "page": page,
        "cards": startups.cards(page, filters.terms, picked),
        "elsewhere": [slug for slug in picked if slug not in {row.slug for row in page}],
        "filters": filters,
        "groups": filters.groups(),
    }
    return render(request, "partners/startup_list.html", context)


@require_safe
@for_partners
def startup_detail(request: PartnerRequest, slug: str) -> HttpResponse:
    """What one startup's founders released to partners; others hang their parts below it."""
    visible = startups.shown_to(request.member).select_related("track", "batch")
    shown = get_object_or_404(directory.with_logo(visible), slug=slug)
    note_visits(request, [shown.pk], VisitKind.PROFILE)
    context = {
        "partner": request.member.partner,
        "member": request.member,
        "shown": shown,
        "watched": watchlist.entry_for(request.member, shown),
        "startup": directory.partner_profile(shown, page=startups.PAGE),
        "standing": introductions.standing(request.member.partner, shown.pk, now=timezone.now()),
    }
    return render(request, "partners/startup_detail.html", context)


@require_safe
@for_partners
def logo(request: PartnerRequest, slug: str, digest: str, size: int) -> HttpResponse:
    """The logo, for as long as its founders let partners see the profile."""
    kept = startups.logo_of(request.member, slug)
    return logos.drawing(kept, digest, size, may_keep=False)


@require_safe
@for_partners
def deck(request: PartnerRequest, slug: str) -> HttpResponseBase:
    """The pitch deck as a download, while its founders let partners have it."""
    kept = startups.deck_for(request.member, slug)
    if kept is None:
        raise Http404
    answer = handed_out(request, kept)
    note_visits(request, [kept.startup_id], VisitKind.DECK)
    return answer


def note_visits(request: PartnerRequest, startup_ids: Iterable[int], kind: str) -> None:
    """For the founders' access list, of which the page tells; asking for a head opens nothing."""
    if request.method == "HEAD":
        return
    name = request.member.partner.name
    visits.note(*startup_ids, kind=kind, organisation=name, by=request.user)
