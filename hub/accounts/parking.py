"""What somebody typed must outlive the session it was typed in.

A form posted after the session ended is parked in the new, anonymous session; logging in keeps
that session's contents, and the page shows the texts again.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase

KEY = "parked"
MAX_PARKED = 300_000
# Shorter texts are typed again faster than copied.
WORTH_KEEPING = 40

Parked = dict[str, list[str]]


def survives_login(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For a page with a long form: logged out, it asks to log in and keeps what was posted."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "POST":
            park(request)
        return redirect_to_login(request.path)

    return login_not_required(guarded)


def park(request: HttpRequest) -> None:
    """Keep the posted form for this address in the session."""
    typed = {
        name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"
    }
    if sum(len(text) for values in typed.values() for text in values) <= MAX_PARKED:
        request.session[KEY] = {"path": request.path, "typed": typed}


def fetch(request: HttpRequest) -> Parked | None:
    """What was parked for this address; it stays until `clear`, so a reload loses nothing."""
    parked = request.session.get(KEY)
    if parked and parked["path"] == request.path:
        typed: Parked = parked["typed"]
        return typed
    return None


def clear(request: HttpRequest) -> None:
    request.session.pop(KEY, None)


def worth_keeping(request: HttpRequest) -> list[str]:
    """The long texts of a form that nobody will take, to be handed back on a page."""
    return [
        text
        for name, texts in request.POST.lists()
        if "password" not in name and name != "csrfmiddlewaretoken"
        for text in texts
        if len(text) > WORTH_KEEPING
    ]
