"""What a partner and startups did together: a page to read, and a file to send on."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from partners.queries import together
from partners.services import together_report
from partners.views.area import PartnerRequest, for_partners


@require_safe
@for_partners
def page(request: PartnerRequest) -> HttpResponse:
    """Figures, a chart with its numbers beside it, and what came of the pilots."""
    partner = request.member.partner
    context = {"partner": partner, "done": together.of(partner), "now": timezone.now()}
    return render(request, "partners/together.html", context)


@require_safe
@for_partners
def report(request: PartnerRequest) -> HttpResponse:
    """The page as a PDF, named after the partner and the day."""
    partner, now = request.member.partner, timezone.now()
    name = f"{partner.slug}-{timezone.localdate(now):%Y-%m-%d}.pdf"
    response = HttpResponse(together_report.made(partner, now=now), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
