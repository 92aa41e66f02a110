"""The competence centre, for everybody to see."""

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hub.core.pagecache import public_page
from partners.filters import ScienceFilter
from partners.models import ScienceUnit, UnitState
from partners.queries import competence

PAGE_SIZE = 24
# What a kept page's address may ask for: not the search, whose words are without number.
KEPT = ("track", "university", "kind", "sort", "page")


@require_safe
@login_not_required
@public_page(query=KEPT)
def unit_list(request: HttpRequest) -> HttpResponse:
    """Only what is public, for staff too: it is the page the public sees."""
    filters = ScienceFilter(request.GET, ScienceUnit.objects.visible_to(request.user).published())
    shape = partial(competence.for_cards, searched=bool(filters.terms))
    page = filters.page(PAGE_SIZE, request.GET.get("page"), shape=shape)
    context = {
        "page": page,
        "cards": filters.cards(page),
        "filters": filters,
        "groups": filters.groups(),
    }
    return render(request, "partners/science_list.html", context)


@require_safe
@login_not_required
@public_page()
def unit_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A unit's page; its own people and hub staff see a private one here before it is public."""
    visible = ScienceUnit.objects.visible_to(request.user)
    unit = get_object_or_404(competence.for_page(visible), slug=slug)
    context = {
        "unit": unit,
        "is_public": unit.state == UnitState.PUBLISHED,
        "named": competence.named(unit),
        "data": competence.as_data(unit),
    }
    return render(request, "partners/science_unit.html", context)
