"""Text pages that staff edit, and the form to report a barrier."""

from datetime import timedelta

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from hub.accounts import limits
from hub.accounts.http import sender
from hub.core.pagecache import public_page
from hub.portal.forms import BarrierForm
from hub.programme import barriers
from hub.programme.models import Page

REPORTS_PER_HOUR = 5


@require_safe
@login_not_required
@public_page()
def page(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Page.objects.visible_to(request.user), slug=slug)
    return render(request, "portal/page.html", {"page": found})


# No token and so no cookie: the form needs no login and does the same for everybody, so a forged
# sender could do nothing that anybody cannot do openly.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def barrier_report(request: HttpRequest) -> HttpResponse:
    form = BarrierForm(request.POST or None, initial={"page": _page_before(request)})
    if request.method == "POST" and form.is_valid():
        if form.is_a_machine():
            return redirect("portal:barrier-thanks")
        key = f"barrier:{sender(request)}"
        if limits.allow(key, limit=REPORTS_PER_HOUR, per=timedelta(hours=1)):
            barriers.report(**form.report())
            return redirect("portal:barrier-thanks")
        form.add_error(
            None,
            _("Von hier kamen gerade viele Meldungen. Bitte versuchen Sie es in einer Stunde."),
        )
    status = 429 if form.non_field_errors() else 200
    return render(request, "portal/barrier_report.html", {"form": form}, status=status)


@require_safe
@login_not_required
@public_page()
def barrier_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/barrier_thanks.html")


def _page_before(request: HttpRequest) -> str:
    """The page of ours the reader came from: most likely where the barrier is."""
    referer = request.headers.get("Referer", "")
    start = f"{request.scheme}://{request.get_host()}"
    return referer.removeprefix(start)[:300] if referer.startswith(f"{start}/") else ""
