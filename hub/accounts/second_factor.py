"""Staff need a second factor, used in this very session, before they see anybody's data."""

from collections.abc import Callable

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hub.accounts.http import has_session
from hub.accounts.models import User

# Where staff without a second factor may go: to set it up, or out again.
OPEN_PREFIXES = ("/accounts/", "/en/accounts/", "/static/", "/health/")


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.STAFF_SECOND_FACTOR and concerns(request):
            assert isinstance(request.user, User)
            if not is_mfa_enabled(request.user):
                messages.warning(
                    request, _("Für Ihre Aufgaben im Hub brauchen Sie einen zweiten Faktor.")
                )
                return redirect("mfa_index")
            if not used_one(request, request.user):
                query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
                return redirect(f"{reverse('mfa_reauthenticate')}?{query}")
        return self.get_response(request)


def concerns(request: HttpRequest) -> bool:
    """Whether staff asks for more than the way to a second factor."""
    if not has_session(request):
        return False
    if request.path.startswith(OPEN_PREFIXES) or not request.user.is_authenticated:
        return False
    return request.user.is_staff


def used_one(request: HttpRequest, user: User) -> bool:
    """Whether this session passed the second factor: enrolling one elsewhere is not enough."""
    return any(
        record.get("method") == "mfa" for record in get_authentication_records(request, user)
    )
