"""A partner's requests to startups: asked, listed, and what came of them.

What is shown comes from `queries.introductions`: the rows themselves know more than these pages may.
"""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.core.workflow import DomainError
from partners.forms import AskForm, OutcomeForm
from partners.models import Introduction, Side
from partners.queries import introductions as queries
from partners.queries import startups
from partners.services import introductions
from partners.views.area import PartnerRequest, for_partners

PER_PAGE = 20


@require_http_methods(["GET", "HEAD", "POST"])
@for_partners
def ask(request: PartnerRequest, slug: str) -> HttpResponse:
    """The form with the reason; or the sentence that says why none can be sent now."""
    startup = get_object_or_404(
        startups.shown_to(request.member).select_related("track"), slug=slug
    )
    form = AskForm(request.POST or None)
    if form.is_valid():
        try:
            made = introductions.ask(startup.pk, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Ihre Anfrage ist unterwegs."))
            return redirect("partners:own-introduction", made.uuid)
    partner = request.member.partner
    context = {
        "partner": partner,
        "startup": startup,
        "above": reverse(startups.PAGE, args=[slug]),
        "form": form,
        "standing": queries.standing(partner, startup.pk, now=timezone.now()),
    }
    return render(request, "partners/introduction_ask.html", context)


@require_safe
@for_partners
def own_list(request: PartnerRequest) -> HttpResponse:
    """All requests of the organisation, newest first, whoever asked."""
    now, partner = timezone.now(), request.member.partner
    rows = queries.with_slug(_own(request)).order_by("-asked_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "partner": partner,
        "page": page,
        "introductions": [queries.shown(row, now=now) for row in page],
        "left": queries.left_this_month(partner, now=now),
        "used_up": queries.used_up(partner, now),
    }
    return render(request, "partners/introduction_list.html", context)


@require_safe
@for_partners
def own(request: PartnerRequest, introduction: UUID) -> HttpResponse:
    return _page(request, introduction)


@require_POST
@for_partners
def outcome(request: PartnerRequest, introduction: UUID) -> HttpResponse:
    """What came of it, as the partner sees it."""
    row = get_object_or_404(_own(request), uuid=introduction)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, introduction, form)
    try:
        introductions.tell_outcome(row, side=Side.PARTNER, by=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Danke, das hilft."))
    return redirect("partners:own-introduction", introduction)


def _page(
    request: PartnerRequest, introduction: UUID, form: OutcomeForm | None = None
) -> HttpResponse:
    row = get_object_or_404(queries.with_slug(_own(request)), uuid=introduction)
    told = row.outcomes.filter(side=Side.PARTNER).select_related("told_by").first()
    said = {"outcome": told.outcome, "story": told.story} if told else None
    shown = queries.shown(row, now=timezone.now())
    context = {
        "partner": request.member.partner,
        "introduction": shown,
        "told": told,
        "form": form or OutcomeForm(initial=said),
    }
    return render(request, "partners/introduction_own.html", context)


def _own(request: PartnerRequest) -> QuerySet[Introduction]:
    """The requests of one's own organisation, though one may be on a startup's team as well."""
    visible = Introduction.objects.visible_to(request.user)
    return visible.filter(partner=request.member.partner)
