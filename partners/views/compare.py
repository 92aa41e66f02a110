"""Startups side by side, and one on a sheet of paper."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.queries import compare as comparing
from partners.queries import startups
from partners.views.area import PartnerRequest, for_partners
from partners.views.startups import note_visits
from startups.models import VisitKind
from startups.queries import directory


@require_safe
@for_partners
def compare(request: PartnerRequest) -> HttpResponse:
    """Up to four startups; what is asked for beyond that, or not shown, is told."""
    comparison = comparing.comparison(request.member, request.GET.getlist("s"))
    is_enough = len(comparison.keys) >= comparing.FEWEST
    if is_enough:
        note_visits(request, comparison.keys, VisitKind.PROFILE)
    context = {
        "partner": request.member.partner,
        "comparison": comparison,
        "is_enough": is_enough,
        "most": comparing.MOST,
    }
    return render(request, "partners/startup_compare.html", context)


@require_safe
@for_partners
def print_view(request: PartnerRequest, slug: str) -> HttpResponse:
    """The released profile on one page of A4; long texts are cut, and say so."""
    visible = startups.shown_to(request.member).select_related("track", "batch")
    shown = get_object_or_404(visible, slug=slug)
    note_visits(request, [shown.pk], VisitKind.PROFILE)
    context = {
        "partner": request.member.partner,
        "startup": directory.partner_profile(shown, page=startups.PAGE),
        "today": timezone.localdate(),
    }
    return render(request, "partners/startup_print.html", context)
