"""Events for calendars: one, all, and somebody's own under a private address."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import conditional_page, require_POST, require_safe

from events.filters import CalendarFilter
from events.models import CalendarAddress, Event
from events.queries import ical, listing
from events.queries.subscription import Subscription
from events.services import calendars
from events.views.public import KEPT
from hub.accounts.http import PortalRequest
from hub.core.pagecache import public_page

# What calendars show changes with the events alone, and those who change them say so.
HOLD = 3600


@require_safe
@login_not_required
@conditional_page
@public_page(HOLD)
def event_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """A public event as a file to open."""
    events = Event.objects.visible_to(request.user).public()
    event = get_object_or_404(ical.for_calendar(events), slug=slug)
    return _answer(
        ical.calendar(ical.public([event])), f"{event.slug}.ics", disposition="attachment"
    )


@require_safe
@login_not_required
@conditional_page
@public_page(HOLD, query=KEPT, until=listing.next_turn)
def calendar(request: HttpRequest) -> HttpResponse:
    """All public events, or those that the list's filters leave."""
    events = Event.objects.visible_to(request.user).public()
    filters = CalendarFilter(request.GET, ical.for_calendar(events), now=timezone.now())
    shown = ical.public(filters.ordered)
    title = _("Termine")
    return _answer(ical.calendar(shown, name=f"{settings.SITE_NAME}: {title}"), "events.ics")


@require_safe
@login_not_required
@conditional_page
@cache_control(private=True, no_cache=True)
def own_calendar(_request: HttpRequest, token: str) -> HttpResponse:
    """Somebody's own events; whoever knows the address may read them until it is replaced."""
    person = calendars.owner(token)
    if person is None:
        raise Http404
    title = _("Meine Termine")
    shown = ical.calendar(ical.own(person), name=f"{settings.SITE_NAME}: {title}")
    response = _answer(shown, "my-events.ics")
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@never_cache
def my_calendar(request: PortalRequest) -> HttpResponse:
    """The private address to copy, and how to replace or stop it."""
    address = CalendarAddress.objects.visible_to(request.user).first()
    subscription = Subscription(calendars.path(address)) if address else None
    context = {"address": address, "subscription": subscription}
    return render(request, "events/my_calendar.html", context)


@require_POST
def calendar_renew(request: PortalRequest) -> HttpResponse:
    calendars.renew(seen=_uuid(request.POST.get("seen", "")), by=request.user)
    messages.success(request, _("Das ist deine neue Adresse. Eine frühere gilt nicht mehr."))
    return redirect("events:my-calendar")


@require_POST
def calendar_stop(request: PortalRequest) -> HttpResponse:
    calendars.stop(by=request.user)
    messages.success(request, _("Die Adresse gilt nicht mehr."))
    return redirect("events:my-calendar")


def _answer(content: bytes, name: str, *, disposition: str = "inline") -> HttpResponse:
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'{disposition}; filename="{name}"'
    return response


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
