"""Who comes in: the pages of reports are the office's; for everybody else they do not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpResponse, HttpResponseBase
from django.views.decorators.cache import never_cache

from hub.accounts.http import PortalRequest
from hub.reports import periods
from hub.reports.periods import Period

# Seconds after which a page that waits asks again, without a script.
ASK_AGAIN = "3"
# Rows of a list on one page.
PAGE_SIZE = 100
P = ParamSpec("P")
View = Callable[Concatenate[PortalRequest, P], HttpResponseBase]
OFFICE_FILES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def for_the_office(view: View[P]) -> View[P]:
    """Strangers get 404; what the page shows stays in no cache."""

    @wraps(view)
    def guarded(request: PortalRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(guarded)


def period_or_404(slug: str) -> Period:
    found = periods.parsed(slug)
    if found is None:
        raise Http404
    return found


def download(data: bytes, kind: str, name: str) -> HttpResponse:
    """A file with a name of its own."""
    response = HttpResponse(data, content_type=OFFICE_FILES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
