"""The door: an address, a mailed code, and somebody is in. No password, no form to fill before."""

from urllib.parse import urlencode

from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.core import ratelimit
from allauth.core.exceptions import ImmediateHttpResponse
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language

from hub.accounts import services

NEXT = "after-code"


@transaction.atomic
def start_code_login(request: HttpRequest, *, email: str, next_url: str) -> HttpResponse:
    """Mail a code to `email` and lead to the page that asks for it, then on to `next_url`.

    Whether the address was known shows nowhere. Too many codes: the answer is the page that says so.
    """
    limited: HttpResponse | None = ratelimit.consume_or_429(
        request, action="request_login_code", key=email.lower()
    )
    if limited:
        return limited
    person = services.enter(email, language=get_language() or "de")
    try:
        LoginCodeVerificationProcess.initiate(
            request=request, user=person if person.is_active else None, email=person.email
        )
    except ImmediateHttpResponse as refused:
        answer: HttpResponse = refused.response
        return answer
    # Also where it survives a page of the code that is opened anew.
    request.session[NEXT] = next_url
    return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': next_url})}")
