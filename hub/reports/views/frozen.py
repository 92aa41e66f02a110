"""Freezing: what it would keep, the work on it, and the report that never changes."""

import json
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts.http import PortalRequest
from hub.core.workflow import DomainError
from hub.reports.forms import FreezeForm
from hub.reports.models import FundingAward, FundingReport, ReportRun, Span
from hub.reports.queries import addresses, awards, kept, shown, versions
from hub.reports.queries.evidence import Group
from hub.reports.services import freezing, paper, runs
from hub.reports.views.room import ASK_AGAIN, PAGE_SIZE, download, for_the_office, period_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_office
def freeze(request: PortalRequest, uuid: UUID, period: str) -> HttpResponse:
    """Say what would be frozen and what changed since the last time; on a POST order it."""
    award = get_object_or_404(FundingAward.objects.visible_to(request.user), uuid=uuid)
    found, moment = period_or_404(period), timezone.now()
    if not request.user.has_perm(freezing.FREEZE):
        raise Http404
    newest = versions.newest(award, found)
    version = newest.version + 1 if newest else 1
    form = FreezeForm(
        request.POST or None, initial={"version": version}, is_correction=newest is not None
    )
    if form.is_valid():
        try:
            run = runs.ask(award, found, by=request.user, now=moment, **form.cleaned_data)
        except DomainError as refused:
            form.add_error(None, str(refused.message))
        else:
            return redirect(run)
    context = {
        "award": award,
        "period": found,
        "form": form,
        "newest": newest,
        "is_freezable": freezing.is_freezable(award, found, moment),
        "changed": versions.changed_since(newest, award, found, now=moment) if newest else [],
    }
    return render(request, "reports/freeze.html", context)


@require_safe
@for_the_office
def run(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """How far the work is; the page asks again by itself and leads on to the report."""
    found = get_object_or_404(
        ReportRun.objects.visible_to(request.user).select_related("award", "report"), uuid=uuid
    )
    if found.report:
        return redirect(found.report)
    response = render(request, "reports/run.html", {"run": found, "steps": freezing.STEPS})
    if found.is_at_work:
        response["Refresh"] = ASK_AGAIN
    return response


@require_safe
@for_the_office
def report(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """A frozen report as it was."""
    rows = FundingReport.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("award", "frozen_by"), uuid=uuid)
    content = json.loads(found.content)
    lists = addresses.Kept(found.uuid)
    said = shown.of(content, language=get_language() or "de", lists=lists)
    context = {
        "frozen": found,
        "period": found.period,
        "content": content,
        "report": said,
        "facts": paper.facts(said, found),
        "is_whole": freezing.checksum(found.content.encode()) == found.checksum,
        "has_lists": any("list" in one for one in content["figures"]),
        "newer": versions.newer_than(found),
        "forecast_note": paper.forecast_note(),
    }
    return render(request, "reports/frozen.html", context)


@require_safe
@for_the_office
def rows(request: PortalRequest, uuid: UUID, key: str) -> HttpResponse:
    """The list behind a figure as it was frozen with it."""
    found = get_object_or_404(FundingReport.objects.visible_to(request.user), uuid=uuid)
    span = Span.YEAR if request.GET.get("span") == Span.YEAR else Span.PERIOD
    behind = get_object_or_404(found.lists, span=span, indicator=key)
    figure = versions.figure(found, span, key)
    language = get_language() or "de"
    group = Group.of(request.GET)
    listed = kept.of(
        figure, json.loads(behind.content), group, language=language, user=request.user
    )
    page = Paginator(listed.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "frozen": found,
        "period": found.period,
        "kicker": listed.span,
        "listed": listed.listed,
        "is_whole": versions.is_whole(figure, behind),
        "page": page,
        "rows": kept.lines(page.object_list, listed, user=request.user),
    }
    return render(request, "reports/rows.html", context)


@require_safe
@for_the_office
def report_file(request: PortalRequest, uuid: UUID, language: str, kind: str) -> HttpResponse:
    """One of its files, byte for byte."""
    found = get_object_or_404(FundingReport.objects.visible_to(request.user), uuid=uuid)
    file = get_object_or_404(found.files, language=language, kind=kind)
    name = f"report-{found.period_slug}-v{found.version}-{language}"
    return download(bytes(file.data), kind, name)


@require_safe
@for_the_office
def award(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """An award: its targets year by year against what was reached, and its reports."""
    found = get_object_or_404(FundingAward.objects.visible_to(request.user), uuid=uuid)
    moment = timezone.now()
    context = {
        "award": found,
        "years": awards.years(found, user=request.user, now=moment),
        "reports": found.reports.defer("content").select_related("frozen_by"),
        "periods": awards.to_freeze(found, now=moment),
        "is_freezer": request.user.has_perm(freezing.FREEZE),
    }
    return render(request, "reports/award.html", context)
