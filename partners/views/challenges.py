"""What partners put out, for everybody to read."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.core.pagecache import public_page
from hub.programme.models import Track
from partners.models import Challenge
from partners.queries import challenges
from partners.services import entries

PAGE_SIZE = 24
KEPT = ("track", "state", "page")


@require_safe
@login_not_required
@public_page(query=KEPT, until=challenges.next_turn)
def challenge_list(request: HttpRequest) -> HttpResponse:
    """Only what is public, for staff too: it is the page the public sees."""
    tracks = list(Track.objects.all())
    chosen = challenges.choice(request.GET.get("track", ""), request.GET.get("state", ""), tracks)
    now = timezone.now()
    visible = Challenge.objects.visible_to(request.user).public()
    found = challenges.listed(visible, chosen, now)
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "tracks": tracks,
        "chosen": chosen,
        "now": now,
        "states": challenges.STATES,
    }
    return render(request, "partners/challenge_list.html", context)


@require_safe
@login_not_required
@public_page(until=challenges.next_turn)
def challenge_detail(request: HttpRequest, slug: str) -> HttpResponse:
    visible = Challenge.objects.visible_to(request.user).public()
    found = get_object_or_404(challenges.for_cards(visible), slug=slug)
    user = request.user
    context = {
        "challenge": found,
        "is_open": found.is_open_at(timezone.now()),
        "is_own": user.is_authenticated and entries.reads_entries(found, user),
    }
    return render(request, "partners/challenge_detail.html", context)
