"""Drafts, as far as staff may know them: that they exist, since when, and how long they have."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Max, Min
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from hub.accounts.models import User
from hub.core.workflow import DomainError
from startups.admin.forms import ExtensionForm
from startups.queries import desk
from startups.services import extensions

PAGE_SIZE = 100


def summary(user: User) -> dict[str, Any]:
    """How many drafts there are, and since when the oldest."""
    drafts = desk.drafts(user)
    return {"count": drafts.count(), **drafts.aggregate(oldest=Min("started_at"))}


def page(model_admin: Any, request: Any) -> HttpResponse:
    """The drafts by age, each with the time its team has left."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    drafts = desk.drafts(request.user).annotate(extended=Max("extensions__until"))
    ordered = drafts.select_related("batch", "startup").order_by("-batch__deadline", "started_at")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Entwürfe"),
        "opts": model_admin.opts,
        "page": Paginator(ordered, PAGE_SIZE).get_page(request.GET.get("page")),
        "may_write": model_admin.has_change_permission(request),
    }
    return TemplateResponse(request, "admin/startups/application/drafts.html", context)


def extend_page(model_admin: Any, request: Any, uuid: UUID) -> HttpResponse:
    """Give one draft more time, without opening it."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    draft = get_object_or_404(desk.drafts(request.user), uuid=uuid)
    form = ExtensionForm(request.POST or None)
    if form.is_valid():
        try:
            extensions.give(draft, by=request.user, **form.cleaned_data)
        except DomainError as refused:
            form.add_error(None, str(refused.message))
        else:
            messages.success(request, _("Die Frist ist verlängert, das Team weiß es."))
            return redirect(reverse("admin:startups_application_drafts"))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Mehr Zeit für %(startup)s") % {"startup": draft.startup},
        "opts": model_admin.opts,
        "draft": draft,
        "form": form,
    }
    return TemplateResponse(request, "admin/startups/application/extend.html", context)
