"""The figures of a period: a page, and the list behind each of them."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hub.accounts.http import PortalRequest
from hub.reports import periods
from hub.reports.indicators.registry import INDICATORS
from hub.reports.queries import addresses, contents, evidence, overview, shown
from hub.reports.queries.contents import Wanted
from hub.reports.queries.evidence import Group
from hub.reports.queries.names import Names
from hub.reports.services import freezing, paper
from hub.reports.views.room import PAGE_SIZE, for_the_office, period_or_404


@require_safe
@for_the_office
def now(_request: PortalRequest) -> HttpResponse:
    """The quarter that runs."""
    quarter = periods.current(periods.Kind.QUARTER, timezone.now())
    return redirect("reports:period", period=quarter.slug)


@require_safe
@for_the_office
def period(request: PortalRequest, period: str) -> HttpResponse:
    """All indicators of a period as far as it has come, of the rows that the reader may open."""
    found, moment = period_or_404(period), timezone.now()
    awards = overview.awards(request.user, found)
    award = overview.chosen(awards, request.GET.get("award", ""))
    wanted = Wanted(found, award, request.GET.get("batch", ""))
    content = contents.of(wanted, now=moment, user=request.user)
    context = {
        "period": found,
        "report": shown.of(
            content, language=get_language() or "de", lists=addresses.Running(found.slug)
        ),
        "content": content,
        "awards": awards,
        "award": award,
        "kinds": overview.kinds(found, moment),
        "is_future": found.start > moment,
        "is_reported": found.kind in freezing.FROZEN_KINDS,
        "may_freeze": award is not None and freezing.is_freezable(award, found, moment),
        "is_freezer": request.user.has_perm(freezing.FREEZE),
        "forecast_note": paper.forecast_note(),
    }
    return render(request, "reports/period.html", context)


@require_safe
@for_the_office
def rows(request: PortalRequest, period: str, key: str) -> HttpResponse:
    """The rows behind one figure."""
    found, indicator = period_or_404(period), INDICATORS.get(key)
    if indicator is None or indicator.rows is None:
        raise Http404
    group, names = Group.of(request.GET), Names.load()
    window = overview.window(found, request.GET.get("until", ""), now=timezone.now())
    counted = evidence.rows(indicator, window, group, names, user=request.user)
    page = Paginator(counted, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "period": found,
        "kicker": found.label,
        "listed": evidence.listed(indicator, group, names, user=request.user),
        "page": page,
        "rows": evidence.lines(page.object_list, indicator, names, user=request.user),
    }
    return render(request, "reports/rows.html", context)
