"""A file leaves the portal only to somebody who has just shown who they are.

A download leaves the browser on the page it was on. After the password that was the page asking for
it, which then looked as if nothing had happened. So a page of its own hands the file out.
"""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.reauthentication import (
    is_reauthentication_required,
    stash_and_reauthenticate,
)
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

# How the address of each page ends that asks once more who it is.
ASKING = "/reauthenticate/"


def before_file(request: HttpRequest) -> None:
    """Call it before a file is made: it goes on only for who has shown lately who they are.

    Whoever has to do so first comes to a page that hands out this very file.
    """
    if not is_reauthentication_required(request, app="allauth.account"):
        return
    path = request.get_full_path()
    asked = {"path": path, "fields": _fields(request), "back": _came_from(request)}
    response = stash_and_reauthenticate(request, asked, f"{__name__}.hand_out")
    query = urlencode({REDIRECT_FIELD_NAME: path})
    raise ImmediateHttpResponse(redirect(f"{response.url}?{query}"))


def hand_out(request: HttpRequest, asked: dict[str, Any]) -> HttpResponse:
    """The page after the password: the file comes by itself, or for a form at a button."""
    wanted = get_next_redirect_url(request)
    if wanted != asked["path"]:
        # The file was given up, and the password now is for something else.
        return redirect(wanted or settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/file_ready.html", asked)


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted, to be posted again."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
    ]


def _came_from(request: HttpRequest) -> str:
    """The page of ours with the link or button, empty where the browser does not say.

    Who waited too long on the page that hands a file out comes from one that asks for a password.
    """
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        page, {request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours and not urlsplit(page).path.endswith(ASKING) else ""
