"""The hub's events, for everybody to see."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.filters import EventFilter
from events.models import Event
from events.queries import listing, page, registering
from events.queries.months import Month
from events.queries.subscription import Subscription
from events.services import letters
from hub.core.pagecache import public_page

PAGE_SIZE = 24
# A calendar shows its month whole, up to here.
MOST_IN_A_MONTH = 200
# What a kept page's address may ask for: not the search, whose words are without number.
KEPT = ("track", "kind", "place", "language", "when", "month", "page")
# Seats go by the minute where an event is wanted.
SEATS_HOLD = 15


@require_safe
@login_not_required
@public_page(SEATS_HOLD, query=KEPT, until=listing.next_turn)
def event_list(request: HttpRequest) -> HttpResponse:
    """Only what is public, for staff too: it is the page the public sees."""
    now = timezone.now()
    events = Event.objects.visible_to(request.user).public()
    filters = EventFilter(request.GET, events, now=now)
    size = PAGE_SIZE if filters.sheet is None else MOST_IN_A_MONTH
    shown = filters.lines(size, request.GET.get("page"))
    context = {
        "page": shown,
        "months": listing.months(shown, now),
        "weeks": filters.sheet.weeks(shown, now) if filters.sheet else [],
        "this_month": str(Month.at(now)),
        "filters": filters,
        "groups": filters.groups(),
        "subscription": Subscription(
            reverse("events:calendar") + filters.address().removesuffix("?")
        ),
    }
    return render(request, "events/event_list.html", context)


@require_safe
@login_not_required
@public_page(SEATS_HOLD, until=listing.next_turn)
def event_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A public event; hub staff see a draft here before it is public."""
    visible = Event.objects.visible_to(request.user)
    event = get_object_or_404(page.for_page(visible), slug=slug)
    shown = page.page(event, timezone.now())
    own = registering.active(event, request.user)
    context = {
        "event": event,
        "page": shown,
        "data": page.as_data(shown),
        "own_token": letters.token(own) if own else "",
    }
    return render(request, "events/event_detail.html", context)
