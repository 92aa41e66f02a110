"""Pilots in lists: a partner's board, a founder's list, and new ideas from either."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.http import PortalRequest
from hub.core.workflow import DomainError
from partners.models import Partner, Pilot, PilotSide
from partners.pilot_forms import FounderProposalForm, ProposalForm
from partners.queries import pilot_board, pilot_founders, startups
from partners.services import pilots
from partners.states import PilotState
from partners.views.area import PartnerRequest, for_partners

PAGE_SIZE = 50


@require_safe
@for_partners
def board(request: PartnerRequest) -> HttpResponse:
    """A partner's pilots as columns of cards, or with `?view=list` as one list with its filter."""
    partner = request.member.partner
    mine = Pilot.objects.visible_to(request.user).filter(partner=partner)
    counts = pilot_board.counts(mine)
    context = {"partner": partner, "counts": counts, "has_any": any(counts.values())}
    if request.GET.get("view") != "list":
        context["columns"] = pilot_board.board(mine, side=PilotSide.PARTNER)
        return render(request, "partners/pilot_board.html", context)
    state = request.GET.get("stage", "")
    chosen = state if state in PilotState.values else ""
    rows = pilot_board.rows(mine.filter(state=chosen) if chosen else mine)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context |= {
        "page": page,
        "cards": pilot_board.cards(page, side=PilotSide.PARTNER),
        "stage": chosen,
        "stages": [(state, PilotState(state).label) for state in pilot_board.ORDER],
    }
    return render(request, "partners/pilot_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_partners
def propose(request: PartnerRequest, slug: str) -> HttpResponse:
    """An idea for a startup that is open to partners, from the startup's page."""
    visible = startups.shown_to(request.member).select_related("startup")
    shown = get_object_or_404(visible, slug=slug)
    partner = request.member.partner
    form = ProposalForm(request.POST or None)
    if form.is_valid():
        try:
            pilot = pilots.propose(
                partner=partner,
                startup=shown.startup,
                side=PilotSide.PARTNER,
                by=request.user,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            return redirect(pilot)
    context = {"partner": partner, "form": form, "startup": shown}
    return render(request, "partners/pilot_propose.html", context)


@require_safe
def own(request: PortalRequest) -> HttpResponse:
    """The pilots of the startups on whose team somebody is; for everybody else it is not there."""
    mine = Pilot.objects.visible_to(request.user).of_team(request.user)
    mine_to_propose = pilot_founders.may_propose_for(request.user)
    page = Paginator(pilot_board.rows(mine), PAGE_SIZE).get_page(request.GET.get("page"))
    if not page.paginator.count and not mine_to_propose:
        raise Http404
    context = {
        "page": page,
        "cards": pilot_board.cards(page, side=PilotSide.STARTUP),
        "may_propose": bool(mine_to_propose),
    }
    return render(request, "partners/pilot_own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def founder_propose(request: PortalRequest) -> HttpResponse:
    """A founder's idea for one of the hub's partners."""
    mine = pilot_founders.may_propose_for(request.user)
    if not mine:
        raise Http404
    today = timezone.localdate()
    partners = Partner.objects.visible_to(request.user).order_by("sort_key", "pk")
    form = FounderProposalForm(
        request.POST or None,
        partners=partners.under_contract(today),
        startups=mine,
        initial={"partner": request.GET.get("partner", "")},
    )
    if form.is_valid():
        try:
            pilot = pilots.propose(side=PilotSide.STARTUP, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            return redirect(pilot)
    return render(request, "partners/pilot_propose_own.html", {"form": form})
