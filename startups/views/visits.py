"""Who of the partners opened a startup's profile, for its team."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hub.accounts.http import PortalRequest
from startups.models import ProfileVisit, Startup
from startups.queries import visits

PAGE_SIZE = 50


@require_safe
def profile_visits(request: PortalRequest, slug: str) -> HttpResponse:
    """The access list of one's own startup, the newest first."""
    own = visits.of_team(Startup.objects.visible_to(request.user), request.user)
    startup = get_object_or_404(own, slug=slug)
    rows = ProfileVisit.objects.visible_to(request.user).filter(startup=startup)
    page = Paginator(rows.select_related("person"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"startup": startup, "page": page}
    return render(request, "startups/profile_visits.html", context)
