"""Profiles that wait for a release: the queue, and one of them with old and new side by side."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.core.workflow import DomainError, InvalidTransition
from startups.models import ProfileChange, Startup
from startups.queries import directory, profile_review
from startups.services import profile_release
from startups.states import Visibility

PAGE_SIZE = 100


def queue(model_admin: Any, request: Any) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    found = profile_review.waiting().select_related("track", "batch")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Profile, die auf Freigabe warten"),
        "opts": model_admin.opts,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "admin/startups/startup/waiting.html", context)


def page(model_admin: Any, request: Any, startup: Startup) -> HttpResponse:
    """Show what waits; on a POST release or return it, if it still is what was shown."""
    note, status = "", 200
    if request.method == "POST":
        if not model_admin.has_change_permission(request, startup):
            raise PermissionDenied
        note = request.POST.get("note", "")
        try:
            return decide(model_admin, request, startup, note)
        except InvalidTransition:
            messages.info(request, _("Dieses Profil wartet nicht mehr."))
            return redirect("admin:startups_startup_waiting")
        except DomainError as refused:
            messages.error(request, str(refused.message))
            status = 409
    fresh = Startup.objects.get(pk=startup.pk)
    change = ProfileChange.objects.waiting().filter(startup=fresh).select_related("by").first()
    is_first = fresh.visibility == Visibility.PENDING
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Freigabe: %(startup)s") % {"startup": fresh},
        "opts": model_admin.opts,
        "startup": fresh,
        "change": change,
        "is_first": is_first,
        "waits": is_first or change is not None,
        "lines": list(profile_review.lines(fresh, change)),
        "logo": directory.logo_of(fresh, is_shown=True),
        "logo_waiting": directory.logo_of(fresh, is_shown=False),
        "seen": profile_review.stamp(fresh, change),
        "note": note,
        "may_write": model_admin.has_change_permission(request, fresh),
    }
    template = "admin/startups/startup/review.html"
    return TemplateResponse(request, template, context, status=status)


def decide(model_admin: Any, request: Any, startup: Startup, note: str) -> HttpResponse:
    """Hand the decision to its service; the next profile that waits is one click away."""
    seen = request.POST.get("seen", "")
    if "return" in request.POST:
        profile_release.give_back(startup, by=request.user, seen=seen, note=note)
        done = _("%(startup)s ist zurückgegeben, das Team weiß es.")
    else:
        profile_release.release(startup, by=request.user, seen=seen)
        done = _("%(startup)s ist freigegeben, das Team weiß es.")
    told = done % {"startup": startup}
    model_admin.log_change(request, startup, told)
    messages.success(request, told)
    return redirect(reverse("admin:startups_startup_waiting"))
