"""The scientists' area: their unit's page, what it knows and has, and who is named there."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.core.workflow import DomainError
from partners.models import ScienceUnitMember
from partners.queries import competence, membership, transfers
from partners.science_forms import EquipmentForm, ExpertiseForm, UnitForm
from partners.services import science
from partners.services.members import unit_staff
from partners.views.area import Area, AreaRequest, door

SCIENCE = Area(
    gettext_lazy("Bereich Wissenschaft"),
    "partners/science_base.html",
    "partners:science-team",
    unit_staff,
)
PAGE_SIZE, SHOWN = 25, 20
FORMS: dict[str, Any] = {"expertise": ExpertiseForm, "equipment": EquipmentForm}


for_scientists = door(SCIENCE, membership.in_science)


class ScienceRequest(AreaRequest):
    """A request of somebody who may act for a unit."""

    member: ScienceUnitMember


@require_safe
@for_scientists
def overview(request: ScienceRequest) -> HttpResponse:
    """Where scientists begin: what waits, their page, and whether they are named on it."""
    context = {
        **SCIENCE.frame(request.member),
        "me": request.member,
        "is_named": competence.is_named(request.member),
        "waiting": transfers.waiting(request.member.unit)[:SHOWN],
    }
    return render(request, "partners/science_area.html", context)


@require_safe
@for_scientists
def requests(request: ScienceRequest) -> HttpResponse:
    """All requests to the unit, open ones first; of what went on, a line each."""
    everything = transfers.of_unit(request.member.unit)
    context = {
        **SCIENCE.frame(request.member),
        "page": Paginator(everything, PAGE_SIZE).get_page(request.GET.get("page")),
        "handed_over": transfers.handed_over(request.member.unit)[:SHOWN],
    }
    return render(request, "partners/science_requests.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_scientists
def unit(request: ScienceRequest) -> HttpResponse:
    """The unit's own texts, and what it knows and has, each on a page of its own."""
    form = UnitForm(request.POST or None, instance=request.member.unit)
    if form.is_valid() and _saved(request, form):
        return redirect("partners:science-own-unit")
    context = {**SCIENCE.frame(request.member), "me": request.member, "form": form}
    return render(request, "partners/science_own_unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_scientists
def part(request: ScienceRequest, sort: str, uuid: UUID | None = None) -> HttpResponse:
    """One expertise or one piece of equipment: a new one, or one that is there."""
    there = getattr(request.member.unit, sort)
    instance = get_object_or_404(there, uuid=uuid) if uuid else None
    form = FORMS[sort](request.POST or None, instance=instance)
    if form.is_valid() and _saved(request, form):
        return redirect("partners:science-own-unit")
    context = {
        **SCIENCE.frame(request.member),
        "me": request.member,
        "form": form,
        "sort": sort,
        "part": instance,
    }
    return render(request, "partners/science_part.html", context)


@require_POST
@for_scientists
def remove_part(request: ScienceRequest, sort: str, uuid: UUID) -> HttpResponse:
    there = get_object_or_404(getattr(request.member.unit, sort), uuid=uuid)
    try:
        science.remove(there, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Das steht nicht mehr auf Ihrer Seite."))
    return redirect("partners:science-own-unit")


@require_POST
@for_scientists
def named(request: ScienceRequest) -> HttpResponse:
    """Agree to be named in public, or take it back."""
    wanted = request.POST.get("named") == "yes"
    science.set_named(request.member, named=wanted)
    done = (
        _("Ihr Name steht jetzt auf der Seite.")
        if wanted
        else _("Ihr Name steht nicht mehr auf der Seite.")
    )
    messages.success(request, done)
    return redirect("partners:science-area")


def _saved(request: ScienceRequest, form: Any) -> bool:
    try:
        science.save(form, unit=request.member.unit, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
        return False
    messages.success(request, _("Gespeichert."))
    return True
