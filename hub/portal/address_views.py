"""The page behind the link in the mail to an address that an account has given up."""

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hub.accounts.addresses import NotUndoable, Taken, Unknown, find
from hub.core import guard
from hub.portal import addresses, wrong_links


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Says what will happen; a click does it, once. Mail scanners only read."""
    try:
        change = find(token)
        if request.method == "POST":
            return act(request, token)
    except NotUndoable as refused:
        return refusal(request, refused)
    return render(request, "accounts/address_undo.html", {"change": change})


def act(request: HttpRequest, token: str) -> HttpResponse:
    person = addresses.undo(token)
    # Their session here is gone from the database with all the others.
    if person is not None and request.user == person:
        logout(request)
    return redirect("address_undo", token)


def refusal(request: HttpRequest, refused: NotUndoable) -> HttpResponse:
    """One clear sentence."""
    status = 409 if isinstance(refused, Taken) else 410
    if isinstance(refused, Unknown):
        status = 404
        if not wrong_links.may_go_on(request, "address-undo"):
            return guard.answer(429)
    context = {"sentence": refused.message}
    return render(request, "accounts/address_undo.html", context, status=status)
