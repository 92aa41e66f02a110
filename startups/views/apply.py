"""What one reads before applying: which batches take applications, and everything they ask."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hub.accounts import consents
from hub.core.pagecache import public_page
from startups.models import Batch
from startups.queries import batches


@require_safe
@login_not_required
@public_page(until=batches.next_turn)
def apply(request: HttpRequest) -> HttpResponse:
    offers = [
        {"batch": batch, "sections": batches.sections_with_counts(batch)}
        for batch in batches.open_now()
    ]
    context = {"offers": offers, "coming": batches.coming()}
    return render(request, "startups/apply.html", context)


@require_safe
@login_not_required
@public_page(until=batches.next_turn)
def batch(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole form of one batch, to read and to print before an account exists."""
    found = get_object_or_404(Batch.objects.visible_to(request.user), slug=slug)
    now = timezone.now()
    context = {
        "batch": found,
        "sections": batches.asked(found),
        "purposes": consents.FOR_APPLICATIONS,
        "is_open": found.is_open_at(now),
        "is_coming": now < found.opens_at,
    }
    return render(request, "startups/batch.html", context)
