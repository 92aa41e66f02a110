"""The page behind an invitation's link: who invites, to what, and yes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hub.accounts.door import start_code_login
from hub.accounts.forms import NameForm
from hub.accounts.invitations import NotRedeemable, OtherPerson, Unknown, find
from hub.accounts.models import Invitation
from hub.core import guard
from hub.portal import invitations, wrong_links


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shown to whoever has the link; accepted by the invited address alone."""
    try:
        found = find(token)
        offer = invitations.offer(found)
        me = NameForm.wanted(request)
        if request.method == "POST" and (me is None or me.is_valid()):
            return accept(request, found, token, me)
    except NotRedeemable as refused:
        return refusal(request, refused)
    user = request.user
    if user.is_authenticated and user.email != found.email:
        return refusal(request, OtherPerson())
    context = {"invitation": found, "offer": offer, "me": me}
    return render(request, "accounts/invitation.html", context)


def accept(
    request: HttpRequest, found: Invitation, token: str, me: NameForm | None
) -> HttpResponse:
    """Logged out: prove the address first. Logged in: redeem."""
    if not request.user.is_authenticated:
        here = reverse("invitation", args=[token])
        return start_code_login(request, email=found.email, next_url=here)
    invitations.redeem(token, by=request.user)
    if me:
        me.save()
    messages.success(request, _("Die Einladung ist angenommen."))
    return redirect("portal:dashboard")


def refusal(request: HttpRequest, refused: NotRedeemable) -> HttpResponse:
    """One friendly sentence."""
    if isinstance(refused, Unknown) and not wrong_links.may_go_on(request, "invitation"):
        return guard.answer(429)
    status = 404 if isinstance(refused, Unknown) else 410
    if isinstance(refused, OtherPerson):
        status = 403
    context = {"sentence": refused.message, "other_person": isinstance(refused, OtherPerson)}
    return render(request, "accounts/invitation_refused.html", context, status=status)
