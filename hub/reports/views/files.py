"""The running figures as a file: ordered, waited for, fetched."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub.accounts.http import PortalRequest
from hub.reports.forms import FileForm
from hub.reports.models import FigureFile, FileKind
from hub.reports.queries import overview
from hub.reports.queries.contents import Wanted
from hub.reports.services import figure_files
from hub.reports.views.room import ASK_AGAIN, download, for_the_office, period_or_404


@require_POST
@for_the_office
def order(request: PortalRequest, period: str) -> HttpResponse:
    """Ask for the page as a file in the reader's language; of the same award and class."""
    found, form = period_or_404(period), FileForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Bitte wählen Sie, ob es eine PDF- oder eine Excel-Datei wird."))
        return redirect("reports:period", period=found.slug)
    asked = form.cleaned_data
    award = overview.chosen(overview.awards(request.user, found), asked["award"])
    made = figure_files.order(
        Wanted(found, award, asked["batch"]),
        kind=FileKind(asked["kind"]),
        language=get_language() or "de",
        by=request.user,
        now=timezone.now(),
    )
    return redirect(made)


@require_safe
@for_the_office
def page(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """How far the work is; the page asks again by itself, and once it is done begins the download."""
    rows = FigureFile.objects.visible_to(request.user).defer("data")
    found = get_object_or_404(rows, uuid=uuid)
    context = {
        "file": found,
        "steps": figure_files.STEPS,
        "until": found.asked_at + figure_files.KEPT,
    }
    response = render(request, "reports/file.html", context)
    if found.is_at_work:
        response["Refresh"] = ASK_AGAIN
    elif found.made_at and not found.fetched_at:
        response["Refresh"] = f"1; url={found.get_absolute_url()}data/"
    return response


@require_safe
@for_the_office
def data(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """The file; while it is not made yet, its page."""
    found = get_object_or_404(FigureFile.objects.visible_to(request.user), uuid=uuid)
    if not found.made_at:
        return redirect(found)
    made = figure_files.fetch(found, now=timezone.now())
    return download(made, found.kind, f"figures-{found.period_slug}")
