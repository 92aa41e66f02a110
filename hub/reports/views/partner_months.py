"""A partner's month as a page: what the mail of the first tells, to read again and to print."""

from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.reports import periods
from hub.reports.periods import Kind, Period
from hub.reports.queries import partner_month
from partners.views.area import PartnerRequest, for_partners


@require_safe
@for_partners
def latest(_request: PartnerRequest) -> HttpResponse:
    """The last one that is over: what the newest mail is about."""
    month = periods.current(Kind.MONTH, timezone.now()).previous()
    return redirect("months:month", month=month.slug)


@require_safe
@for_partners
def month(request: PartnerRequest, month: str) -> HttpResponse:
    """One month of the reader's own organisation; the running one as far as it has come."""
    now, partner = timezone.now(), request.member.partner
    found = _month_or_404(month, now)
    before, after = found.previous(), found.following()
    context = {
        "partner": partner,
        "month": found,
        "told": partner_month.of(partner, found, now=now),
        "nothing": partner_month.nothing(),
        "is_running": not found.is_over(now),
        "today": now,
        "before": before if partner_month.is_kept(before, now) else None,
        "after": after if after.start <= now else None,
    }
    return render(request, "reports/partner_month.html", context)


def _month_or_404(slug: str, now: datetime) -> Period:
    found = periods.parsed(slug)
    if found is None or found.kind != Kind.MONTH or not partner_month.is_kept(found, now):
        raise Http404
    return found
