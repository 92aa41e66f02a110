"""What a startup has reached, in the hands of its team."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.accounts import parking
from hub.accounts.http import PortalRequest
from hub.core.workflow import DomainError
from startups.forms.milestone import MilestoneForm
from startups.models import Milestone, Startup
from startups.services import milestones, profile_changes
from startups.services.milestones import Clash
from startups.views.profile import Desk, about, own_desk


@parking.survives_login
@require_http_methods(["GET", "HEAD", "POST"])
def own_list(request: PortalRequest, slug: str) -> HttpResponse:
    """All of one's startup, newest first, and the form for one more."""
    desk = own_desk(request, slug)
    form = MilestoneForm.of(None, posted_or_parked(request))
    if request.method != "POST" or not form.is_valid():
        return page(request, desk, form)
    parking.clear(request)
    try:
        told = milestones.add(desk.startup, **form.cleaned_data, by=request.user)
    except Startup.DoesNotExist:
        raise Http404 from None
    except DomainError as error:
        messages.error(request, str(error.message))
        return page(request, desk, form, status=409)
    return done(request, slug, told)


@parking.survives_login
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PortalRequest, slug: str, milestone: UUID) -> HttpResponse:
    """One of them; who was slower sees the other's text beside the own one."""
    desk = own_desk(request, slug)
    visible = Milestone.objects.visible_to(request.user)
    told = get_object_or_404(visible, uuid=milestone, startup=desk.startup)
    form = MilestoneForm.of(told, posted_or_parked(request))
    if request.method != "POST" or not form.is_valid():
        return page(request, desk, form, told=told, seen=request.POST.get("seen"))
    parking.clear(request)
    seen = request.POST.get("seen", "")
    try:
        told = milestones.change(
            desk.startup, milestone, **form.cleaned_data, seen=seen, by=request.user
        )
    except Clash as clash:
        return page(request, desk, form, status=409, told=clash.theirs, is_clash=True)
    except DomainError as error:
        messages.error(request, str(error.message))
        return page(request, desk, form, status=409, told=told, seen=seen)
    return done(request, slug, told)


@require_POST
def remove(request: PortalRequest, slug: str, milestone: UUID) -> HttpResponse:
    desk = own_desk(request, slug)
    try:
        milestones.remove(desk.startup, milestone, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Der Meilenstein ist entfernt."))
    return redirect("startups:profile-milestones", slug)


def posted_or_parked(request: PortalRequest) -> Any:
    if request.method == "POST":
        return request.POST
    parked = parking.fetch(request)
    return MultiValueDict(parked) if parked else None


def done(request: PortalRequest, slug: str, told: Milestone) -> HttpResponse:
    text = _("Gespeichert. Öffentlich steht es da, sobald das Hub-Team es freigibt.")
    messages.success(request, text if told.waits else _("Gespeichert."))
    return redirect("startups:profile-milestones", slug)


def page(
    request: PortalRequest,
    desk: Desk,
    form: MilestoneForm,
    *,
    status: int = 200,
    told: Milestone | None = None,
    seen: str | None = None,
    is_clash: bool = False,
) -> HttpResponse:
    """The list with its form, or the form for `told`; `seen` is what stood in the one sent back."""
    context = about(desk) | {
        "form": form,
        "told": told,
        "seen": seen or (milestones.stamp(told) if told else ""),
        "is_clash": is_clash,
        "must_wait": profile_changes.must_wait(desk.startup),
        "milestones": Milestone.objects.visible_to(request.user).filter(startup=desk.startup),
    }
    template = "startups/milestone.html" if told else "startups/milestones.html"
    return render(request, template, context, status=status)
