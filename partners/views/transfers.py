"""Transfer requests: one page for all who have to do with it, and a page for each act."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts.http import PortalRequest
from hub.core.workflow import DomainError
from partners.models import Partner, ScienceUnit, TransferRequest
from partners.queries import membership, transfers
from partners.queries.transfers import Side
from partners.services import shared_projects
from partners.services import transfers as service
from partners.transfer_forms import (
    AnswerForm,
    AskForm,
    CloseForm,
    HandOverForm,
    ProjectForm,
    StampForm,
)

PAGE_SIZE = 25


@dataclass(frozen=True)
class Act:
    """A page on which something is done with a request."""

    title: str | Promise
    button: str | Promise
    done: str | Promise
    form: Callable[..., Any]
    do: Callable[..., object]


ACTS = {
    "answer": Act(
        gettext_lazy("Anfrage beantworten"),
        gettext_lazy("Antwort senden"),
        gettext_lazy("Die Antwort ist unterwegs."),
        lambda data, _request: AnswerForm(data),
        service.answer,
    ),
    "hand_over": Act(
        gettext_lazy("Anfrage weitergeben"),
        gettext_lazy("Weitergeben"),
        gettext_lazy("Die Anfrage liegt jetzt dort. Wer gefragt hat, weiß Bescheid."),
        lambda data, request: HandOverForm(data, request=request),
        service.hand_over,
    ),
    "close": Act(
        gettext_lazy("Anfrage abschließen"),
        gettext_lazy("Abschließen"),
        gettext_lazy("Die Anfrage ist abgeschlossen."),
        lambda data, _request: CloseForm(data),
        service.close,
    ),
    "project": Act(
        gettext_lazy("Gemeinsames Projekt"),
        gettext_lazy("Speichern und zustimmen"),
        gettext_lazy("Gespeichert. Öffentlich wird es, sobald beide Seiten zugestimmt haben."),
        lambda data, request: ProjectForm(data, initial=_project_words(request)),
        shared_projects.write,
    ),
}

ADDRESSES = {name: f"partners:transfer-{name.replace('_', '-')}" for name in ACTS}


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PortalRequest, slug: str) -> HttpResponse:
    """Ask a unit; who may not ask yet reads how to."""
    unit = get_object_or_404(ScienceUnit.objects.visible_to(request.user).published(), slug=slug)
    askers = transfers.askers(request.user)
    form = AskForm(request.POST or None, askers=askers)
    if askers and form.is_valid():
        try:
            asked = service.ask(unit, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Die Anfrage ist unterwegs."))
            return redirect(asked)
    partner = next((asker.side for asker in askers if isinstance(asker.side, Partner)), None)
    context = {"unit": unit, "form": form, "askers": askers, "partner": partner}
    return render(request, "partners/transfer_ask.html", context)


@require_safe
def own(request: PortalRequest) -> HttpResponse:
    """What one's own startups and partner have asked."""
    asked = TransferRequest.objects.visible_to(request.user).asked_by_side_of(request.user)
    page = Paginator(transfers.for_lists(asked), PAGE_SIZE).get_page(request.GET.get("page"))
    member = membership.of(request.user)
    context = {"page": page, "partner": member and member.partner}
    return render(request, "partners/transfer_list.html", context)


@require_safe
def detail(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """Everything about a request, for each side with what it can do now."""
    asked = _visible(request, uuid)
    sides = transfers.sides_of(request.user, asked)
    project = transfers.project_of(asked)
    context = {
        **_area(request, asked),
        "asked": asked,
        "moves": asked.moves.select_related("from_unit", "to_unit", "by"),
        "acts": [
            (name, ACTS[name].title, reverse(ADDRESSES[name], args=[asked.uuid]))
            for name in transfers.open_acts(asked, sides)
        ],
        "project": project,
        "stamp": shared_projects.stamp(project) if project else "",
        "has_agreed": project is not None and transfers.has_agreed(project, sides),
        "is_hub_only": sides == {Side.HUB},
        "is_asker": Side.ASKER in sides,
        "is_unit": Side.UNIT in sides,
    }
    return render(request, "partners/transfer.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: PortalRequest, uuid: UUID, name: str) -> HttpResponse:
    """One act on a page of its own; for a side that never may the page is not there."""
    asked = _visible(request, uuid)
    sides = transfers.sides_of(request.user, asked)
    if not transfers.ACTS[name][0] & sides:
        raise Http404
    if name not in transfers.open_acts(asked, sides):
        messages.error(request, _("Das ist in diesem Stand nicht mehr möglich."))
        return redirect(asked)
    chosen = ACTS[name]
    form = chosen.form(request.POST or None, asked)
    if form.is_valid():
        return _done(request, asked, chosen, form)
    shown = {"asked": asked, "act": chosen, "name": name, "form": form}
    context = {**_area(request, asked), **shown}
    return render(request, "partners/transfer_act.html", context)


@require_POST
def agree(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """Agree to the project's words, or take the consent back."""
    asked = _visible(request, uuid)
    if transfers.project_of(asked) is None:
        raise Http404
    form = StampForm(request.POST)
    try:
        if form.is_valid():
            shared_projects.agree(asked.uuid, by=request.user, **form.cleaned_data)
            messages.success(request, _("Die Zustimmung ist vermerkt."))
        else:
            shared_projects.take_back(asked.uuid, by=request.user)
            messages.success(request, _("Das Projekt ist nicht mehr öffentlich."))
    except DomainError as error:
        messages.error(request, str(error.message))
    return redirect(asked)


def _area(request: PortalRequest, asked: TransferRequest) -> dict[str, Partner | ScienceUnit]:
    """Whose area a request's page stands in for its reader: who asked, or where it lies."""
    member = membership.of(request.user)
    if member is not None and member.partner_id == asked.partner_id:
        return {"partner": member.partner}
    scientist = membership.in_science(request.user)
    if scientist is not None and scientist.unit_id == asked.unit_id:
        return {"area_unit": scientist.unit}
    return {}


def _visible(request: PortalRequest, uuid: UUID) -> TransferRequest:
    rows = TransferRequest.objects.visible_to(request.user)
    related = rows.select_related("unit__university", "startup", "partner", "asked_by")
    return get_object_or_404(related, uuid=uuid)


def _done(request: PortalRequest, asked: TransferRequest, chosen: Act, form: Any) -> HttpResponse:
    try:
        chosen.do(asked.uuid, by=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, str(chosen.done))
    still = TransferRequest.objects.visible_to(request.user).filter(pk=asked.pk).exists()
    return redirect(asked) if still else redirect("partners:science-area")


def _project_words(request: TransferRequest) -> dict[str, str]:
    project = transfers.project_of(request)
    return {"title": project.title, "text": project.text} if project else {}
