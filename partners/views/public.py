"""The hub's partners, for everybody to see."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hub.core.pagecache import hold_until, public_page
from partners.models import Partner
from partners.queries import challenges, public


@require_safe
@login_not_required
@public_page()
def partner_list(request: HttpRequest) -> HttpResponse:
    partners = Partner.objects.visible_to(request.user).prefetch_related("tracks")
    return render(request, "partners/partner_list.html", {"groups": public.by_kind(partners)})


@require_safe
@login_not_required
@public_page()
def partner_detail(request: HttpRequest, slug: str) -> HttpResponse:
    visible = Partner.objects.visible_to(request.user).prefetch_related("tracks")
    partner = get_object_or_404(visible, slug=slug)
    running = challenges.open_now(of=partner)
    if running and running[0].deadline:
        hold_until(request, running[0].deadline)
    context = {"partner": partner, "units": public.units_of(partner), "challenges": running}
    return render(request, "partners/partner_detail.html", context)
