from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hub.accounts.door import start_code_login
from hub.accounts.forms import DoorForm


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Come in with an address and a mailed code; an account comes into being by doing so."""
    next_url = own_page(request)
    if request.user.is_authenticated:
        return redirect(next_url)
    form = DoorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return start_code_login(request, email=form.cleaned_data["email"], next_url=next_url)
    return render(request, "accounts/door.html", {"form": form, "next_url": next_url})


def own_page(request: HttpRequest) -> str:
    """Where the request wants to go afterwards, if that is a page of the portal."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/"):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
