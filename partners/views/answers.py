"""Requests of partners, as the founders they were sent to see and answer them."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts.access import role_required
from hub.accounts.http import PortalRequest
from hub.accounts.roles import Role
from hub.core.workflow import DomainError
from partners.forms import AnswerForm, OutcomeForm
from partners.models import Introduction, Side
from partners.queries import answers
from partners.services import introductions
from startups.models import Startup

PER_PAGE = 20


@require_safe
@role_required(Role.FOUNDER)
def founders_list(request: PortalRequest) -> HttpResponse:
    """The requests to one's startups, those that wait first, and the switch for each startup."""
    rows = Introduction.objects.visible_to(request.user).of_team(request.user)
    rows = rows.select_related("partner", "startup", "asked_by")
    ordered = rows.order_by(F("ended_at").desc(nulls_first=True), "-asked_at", "-pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "switches": answers.switches(request.user)}
    return render(request, "partners/introductions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def introduction(request: PortalRequest, introduction: UUID) -> HttpResponse:
    """Who asks and why; the team's answer, its contacts after a yes, what came of it."""
    row = _own(request, introduction)
    if request.method != "POST":
        return _page(request, row)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form)
    try:
        introductions.answer(row, by=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, answers.thanks(form.cleaned_data["answer"], row))
    return redirect(row)


@require_POST
def outcome(request: PortalRequest, introduction: UUID) -> HttpResponse:
    """What came of it, as the startup sees it."""
    row = _own(request, introduction)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _page(request, row, outcome_form=form)
    try:
        introductions.tell_outcome(row, side=Side.STARTUP, by=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Danke, das hilft."))
    return redirect(row)


@require_POST
def pause(request: PortalRequest, startup: UUID) -> HttpResponse:
    """Take requests, or none for now."""
    found = get_object_or_404(
        Startup.objects.visible_to(request.user),
        uuid=startup,
        members__person=request.user,
        members__left_at=None,
    )
    is_paused = request.POST.get("paused") == "1"
    try:
        introductions.set_pause(found.pk, is_paused=is_paused, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Gespeichert."))
    return redirect("partners:introductions")


def _own(request: PortalRequest, uuid: UUID) -> Introduction:
    rows = Introduction.objects.visible_to(request.user).of_team(request.user)
    people = rows.select_related("partner", "startup", "asked_by", "answered_by")
    return get_object_or_404(people, uuid=uuid)


def _page(
    request: PortalRequest,
    row: Introduction,
    *,
    form: AnswerForm | None = None,
    outcome_form: OutcomeForm | None = None,
) -> HttpResponse:
    told = row.outcomes.filter(side=Side.STARTUP).select_related("told_by").first()
    said = {"outcome": told.outcome, "story": told.story} if told else None
    given = {"answer": row.state, "note": row.note, "seen": row.state}
    context = {
        "introduction": row,
        "fact": answers.about(row, now=timezone.now()),
        "form": form or AnswerForm(initial=given),
        "told": told,
        "outcome_form": outcome_form or OutcomeForm(initial=said),
    }
    return render(request, "partners/introduction.html", context)
