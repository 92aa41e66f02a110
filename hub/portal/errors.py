"""Error pages for what Django finds wrong with a request.

A missing or forbidden page comes in the language of its address, with the portal's own way on.
Where the portal itself may be what is broken, the page is a static one in both languages.
"""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hub.accounts import parking
from hub.core import guard


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is stale or forged: nothing was done, and long texts are handed back."""
    return _forbidden(request, parking.worth_keeping(request))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return guard.answer(400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _forbidden(request)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    text = _("Die Seite gibt es nicht, nicht mehr, oder sie ist nicht für dieses Konto gedacht.")
    return _page(request, 404, _("Hier hält nichts"), text)


def server_error(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]
    if error is not None and guard.is_lost_database(error):
        return guard.unavailable(error)
    return guard.answer(500)


def _forbidden(request: HttpRequest, typed: list[str] | None = None) -> HttpResponse:
    text = _(
        "Vielleicht war die Seite zu lange offen. Bitte einen Schritt zurückgehen, die Seite neu "
        "laden und es noch einmal versuchen."
    )
    return _page(request, 403, _("Das ist von hier aus nicht erlaubt"), text, typed)


def _page(
    request: HttpRequest, status: int, title: str, text: str, typed: list[str] | None = None
) -> HttpResponse:
    context = {"status": status, "title": title, "text": text, "typed": typed}
    return render(request, "portal/error.html", context, status=status)
