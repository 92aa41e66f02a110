"""Staff see other people's data, so their session ends after two hours without a request.

The request that comes too late goes on as a visitor's: pages everybody may read are shown, the
others ask to log in. What it brought is parked where the page knows how, else handed back.
"""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from hub.accounts import parking
from hub.accounts.http import has_session
from hub.accounts.models import User

KEY = "staff_session"
IDLE = timedelta(hours=2).total_seconds()
# A write on every page would cost more than it tells.
NOTED_EVERY = timedelta(minutes=5).total_seconds()


class IdleMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponse | None:
        """End a session that lay idle, before anybody asks whether its owner may do this."""
        user = request.user if has_session(request) else None
        if not (isinstance(user, User) and user.is_staff):
            return None
        now = int(time.time())
        came_in = int(user.last_login.timestamp()) if user.last_login else now
        began, seen = request.session.get(KEY, (came_in, came_in))
        # Noting the time renews the session, so its whole age is counted here.
        if now - seen > IDLE or now - began > settings.SESSION_COOKIE_AGE:
            return end(request, view)
        if now - seen >= NOTED_EVERY:
            request.session[KEY] = (began, now)
        return None


def end(request: HttpRequest, view: Callable[..., Any]) -> HttpResponse | None:
    logout(request)
    messages.warning(
        request, _("Zwei Stunden ohne Klick: Zum Schutz der Daten sind Sie abgemeldet.")
    )
    if request.method == "POST" and getattr(view, "login_required", True) and navigates(request):
        typed = parking.worth_keeping(request)
        if typed:
            context = {"typed": typed, "path": request.get_full_path()}
            return render(request, "accounts/idle.html", context, status=403)
    return None


def navigates(request: HttpRequest) -> bool:
    """Whether the answer is shown as a page; a script would not know what to do with one."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
