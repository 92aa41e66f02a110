"""The front page and the tracks."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from hub.core.pagecache import public_page
from hub.portal import front
from hub.programme.models import Track
from startups.queries import batches


@require_safe
@login_not_required
@public_page(until=batches.next_turn)
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/home.html", {"home": front.home()})


@require_safe
@login_not_required
@public_page(until=batches.next_turn)
def track(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Track.objects.visible_to(request.user), slug=slug)
    return render(request, "portal/track.html", {"track": found, "page": front.track_page(found)})
