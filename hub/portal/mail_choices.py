"""Which mails somebody wants: the page of one's account, and the link in a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from hub.accounts.http import PortalRequest
from hub.mail import choices
from hub.portal.forms import MailChoiceForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def account_mails(request: PortalRequest) -> HttpResponse:
    """One by one or once a day, and what not at all."""
    kinds, choice = choices.offered(request.user), choices.of(request.user)
    form = MailChoiceForm(request.POST or None, kinds=kinds, choice=choice)
    if form.is_valid():
        asked = [kind.key for kind in kinds]
        choices.save(request.user, asked=asked, **form.cleaned_data)
        messages.success(request, _("Gespeichert."))
        return redirect("portal:account-mails")
    return render(request, "accounts/mails.html", {"form": form})


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mail_stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link in a mail: a page that asks, and one POST that does it (RFC 8058).

    No CSRF token: mail programs have none, and a forged request would need the secret address.
    """
    stop = choices.read(token)
    if stop is None:
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        choices.stop(stop)
    return render(request, "accounts/mail_stop.html", {"stop": stop, "is_done": is_done})
