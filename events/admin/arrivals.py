"""At the door of an event: the list, what the camera and the buttons note, and the list as a file."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import Event
from events.queries import arrivals as lists
from events.queries.arrivals import Door
from events.services import arrivals, attendance
from events.services.arrivals import Noted, Outcome, Scan
from hub.accounts import confirmation
from hub.core.headers import with_camera
from hub.core.workflow import DomainError
from hub.sheets import tables

FILES = ("pdf", "xlsx")
# The names of the list's buttons.
HERE, UNDO = "here", "undo"
# What a browser sends at once; the rest follows.
MOST = 200
SCAN = re.compile(r"([0-9a-f]{32}) ([0-9]{12,14}) ([01])")


def urls(model_admin: Any) -> list[URLPattern]:
    def at(route: str, view: Any, name: str) -> URLPattern:
        def bound(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
            event: Event = model_admin.found(request, pk)
            if not event.is_public:
                raise Http404
            answer: HttpResponse = view(request, model_admin, event, **more)
            return answer

        wrapped = model_admin.admin_site.admin_view(bound)
        found: URLPattern = path(f"<int:pk>/{route}", wrapped, name=f"events_event_{name}")
        return found

    return [
        at("check-in/", page, "check_in"),
        at("check-in/scans/", scans, "check_in_scans"),
        at("attendance/<slug:kind>/", file, "attendance"),
    ]


def page(request: Any, model_admin: Any, event: Event) -> HttpResponse:
    """Who has a seat, to tick by name; with a script also by camera and without a network."""
    if request.method == "POST":
        return ticked(request, event)
    now, door = timezone.now(), lists.door(event)
    asked = request.GET.get("q", "")[:200]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Einlass: %(event)s") % {"event": event.title},
        "opts": model_admin.opts,
        "event": event,
        "door": door,
        "guests": door.named(asked),
        "asked": asked,
        "is_open": arrivals.is_open(event, now),
        "now": int(now.timestamp() * 1000),
    }
    response = TemplateResponse(request, "admin/events/event/check_in.html", context)
    return with_camera(response)


def ticked(request: Any, event: Event) -> HttpResponse:
    """A button of the list, in a browser without scripts."""
    now, sent = timezone.now(), request.POST
    found = [_ticked(sent[name], now, name == HERE) for name in (HERE, UNDO) if name in sent]
    try:
        for one in arrivals.note(event, [scan for scan in found if scan], by=request.user):
            messages.info(request, said(one))
    except DomainError as refused:
        messages.error(request, str(refused.message))
    here = reverse("admin:events_event_check_in", args=[event.pk])
    return redirect(here)


def scans(request: Any, _model_admin: Any, event: Event) -> JsonResponse:
    """What the page's script sends, at once or later; and how the list stands now."""
    noted: list[Noted] = []
    if request.method == "POST":
        found = [_seen(text) for text in request.POST.getlist("scan")[:MOST]]
        try:
            noted = arrivals.note(event, [scan for scan in found if scan], by=request.user)
        except DomainError as refused:
            return JsonResponse({"error": str(refused.message)}, status=409)
    return JsonResponse({"noted": [told(one) for one in noted], **standing(lists.door(event))})


def _ticked(ticket: str, now: datetime, is_here: bool) -> Scan | None:
    try:
        return Scan(UUID(ticket), now, is_here)
    except ValueError:
        return None


def _seen(text: str) -> Scan | None:
    """«ticket milliseconds 1», as the script writes it; None for what nobody of ours wrote."""
    match = SCAN.fullmatch(text)
    if match is None:
        return None
    ticket, moment, is_here = match.groups()
    return Scan(UUID(ticket), datetime.fromtimestamp(int(moment) / 1000, UTC), is_here == "1")


def standing(door: Door) -> dict[str, Any]:
    here = {guest.ticket: guest.clock for guest in door.guests if guest.is_here}
    return {"here": here, "count": door.here, "expected": door.expected}


def told(noted: Noted) -> dict[str, str]:
    return {"ticket": noted.scan.ticket.hex, "outcome": noted.outcome, "text": said(noted)}


def said(noted: Noted) -> str:
    """The outcome in words, for who stands at the door."""
    if noted.registration is None:
        return _("Dieses Ticket gehört nicht zu diesem Termin.")
    sentences = {
        Outcome.CAME: _("%(name)s ist da."),
        Outcome.KNOWN: _("%(name)s war schon da."),
        Outcome.UNDONE: _("%(name)s ist nicht mehr als anwesend vermerkt."),
        Outcome.REFUSED: _("%(name)s hat keinen Platz: %(state)s."),
    }
    row = noted.registration
    text = sentences[noted.outcome] % {"name": row.name, "state": row.get_state_display()}
    return f"{text} ({row.seats})" if row.seats > 1 and noted.outcome == Outcome.CAME else text


@require_safe
def file(request: Any, model_admin: Any, event: Event, *, kind: str) -> HttpResponse:
    """The list of those who have a seat, for who has just shown who they are."""
    if kind not in FILES:
        raise Http404
    confirmation.before_file(request)
    model_admin.log_change(request, event, _("Anwesenheitsliste heruntergeladen (%s)") % kind)
    word = _("anwesenheit")
    name = f"{event.slug}-{word}"
    if kind == "xlsx":
        return tables.download(attendance.table(event), kind, name)
    now = timezone.now()
    response = HttpResponse(attendance.paper(event, now=now), content_type="application/pdf")
    day = timezone.localdate(now)
    response["Content-Disposition"] = f'attachment; filename="{name}-{day:%Y-%m-%d}.pdf"'
    return response
