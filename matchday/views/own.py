"""What somebody who takes part sees: their sides, their wishes, their timetable and its card."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.http import PortalRequest
from hub.core.workflow import DomainError
from matchday.forms import WishesForm
from matchday.models import MatchSide
from matchday.queries import counterparts, timetable
from matchday.services import cards, wishes
from matchday.services.wishes import Clash


@require_safe
@never_cache
def side_list(request: PortalRequest) -> HttpResponse:
    """Every day with a timetable to which the reader comes, the next one first."""
    own = MatchSide.objects.visible_to(request.user).named().select_related("day__event")
    now = timezone.now()
    sides = list(own.order_by("-day__starts_at", "pk")[:50])
    context = {
        "coming": [one for one in reversed(sides) if one.day.event.ends_at > now],
        "past": [one for one in sides if one.day.event.ends_at <= now],
    }
    return render(request, "matchday/side_list.html", context)


@require_safe
@never_cache
def side(request: PortalRequest, side: UUID) -> HttpResponse:
    """The timetable of one side; before there is one, what it wishes."""
    mine = _own(request, side)
    plan = timetable.published(mine)
    context = {
        "side": mine,
        "takes_wishes": _takes_wishes(mine),
        "wished": mine.wishes.count(),
        "timetable": timetable.of(mine, plan) if plan else None,
        "unserved": timetable.not_served(mine, plan) if plan else [],
    }
    return render(request, "matchday/side.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def wishes_page(request: PortalRequest, side: UUID) -> HttpResponse:
    """Whom the side wants to meet, of those whom it may see."""
    mine = _own(request, side)
    stored = dict(mine.wishes.values_list("wished_id", "rank"))
    others, seen = counterparts.of(mine), wishes.mark(stored)
    is_open = _takes_wishes(mine)
    form = WishesForm(
        request.POST or None, counterparts=others, stored=stored, seen=seen, is_open=is_open
    )
    if form.is_valid():
        try:
            typed = form.cleaned_data["seen"]
            wishes.save(mine, form.ranks(), seen=typed, by=request.user, now=timezone.now())
        except DomainError as refused:
            form.add_error(None, str(refused.message))
            if isinstance(refused, Clash):
                form.show_again(seen)
        else:
            messages.success(request, _("Die Wünsche sind gespeichert."))
            return redirect(mine)
    context = {"side": mine, "form": form, "takes_wishes": is_open}
    return render(request, "matchday/wishes.html", context)


@require_safe
@never_cache
def card(request: PortalRequest, side: UUID) -> HttpResponse:
    """The published timetable as a file to print."""
    mine = _own(request, side)
    plan = timetable.published(mine)
    if plan is None:
        raise Http404
    shown = timetable.of(mine, plan)
    made = cards.made([(mine, shown)], mine.day, at=shown.published_at)
    return cards.download(made, mine.uuid.hex[:8])


def _own(request: PortalRequest, uuid: UUID) -> MatchSide:
    rows = MatchSide.objects.visible_to(request.user).named().select_related("day__event")
    return get_object_or_404(rows, uuid=uuid)


def _takes_wishes(side: MatchSide) -> bool:
    return side.cancelled_at is None and side.day.takes_wishes_at(timezone.now())
