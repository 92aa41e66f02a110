"""The stages of the watchlist, for the leads who name and order them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.core.workflow import DomainError
from partners.forms import StageForm
from partners.models import WatchStage
from partners.queries import watchlist as lists
from partners.services import stages
from partners.views.area import PartnerRequest, for_partners

STEPS = {"up": -1, "down": 1}


@require_http_methods(["GET", "HEAD", "POST"])
@for_partners
def stage_list(request: PartnerRequest) -> HttpResponse:
    """Everybody reads them; a lead adds one."""
    form = StageForm(request.POST or None)
    if form.is_valid():
        try:
            stages.add(name=form.cleaned_data["name"], by=request.user)
        except DomainError as error:
            form.add_error("name", str(error.message))
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("partners:stage-list")
    return stage_page(request, form)


@require_POST
@for_partners
def stage(request: PartnerRequest, stage: UUID) -> HttpResponse:
    """Rename, move or delete one; what is not named renames."""
    held = get_object_or_404(WatchStage.objects.visible_to(request.user), uuid=stage)
    act, form = request.POST.get("act", ""), StageForm(request.POST, prefix=str(held.uuid))
    try:
        if act in STEPS:
            stages.move(stage_uuid=stage, step=STEPS[act], by=request.user)
        elif act == "remove":
            stages.remove(stage_uuid=stage, by=request.user)
        elif form.is_valid():
            stages.rename(stage_uuid=stage, name=form.cleaned_data["name"], by=request.user)
        else:
            return stage_page(request, StageForm(), form)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Gespeichert."))
    return redirect("partners:stage-list")


def stage_page(
    request: PartnerRequest, form: StageForm, failed: StageForm | None = None
) -> HttpResponse:
    rows = [
        (row, failed if failed and failed.prefix == str(row.uuid) else form_of(row))
        for row in lists.stages_of(request.member)
    ]
    context = {
        "partner": request.member.partner,
        "me": request.member,
        "rows": rows,
        "form": form,
        "failed": failed,
    }
    return render(request, "partners/stage_list.html", context)


def form_of(row: WatchStage) -> StageForm:
    return StageForm(initial={"name": row.name}, prefix=str(row.uuid))
