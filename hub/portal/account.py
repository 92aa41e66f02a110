"""A person's own data: seen, corrected, consents withdrawn, taken away as a file."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts import confirmation, consents
from hub.accounts.forms import ConsentForm, ProfileForm
from hub.accounts.http import PortalRequest
from hub.portal import own_data


@require_http_methods(["GET", "HEAD", "POST"])
def account_data(request: PortalRequest) -> HttpResponse:
    """Name and language to correct, consents to withdraw, and where the rest is."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if form.is_valid():
        person = form.save()
        with translation.override(person.language):
            messages.success(request, _("Gespeichert."))
        return redirect("portal:account-data")
    context = {"form": form, "consents": consents.held_by(request.user)}
    return render(request, "accounts/data.html", context)


@require_POST
def withdraw_consent(request: PortalRequest) -> HttpResponse:
    form = ConsentForm(request.POST)
    if form.is_valid() and consents.withdraw_own(request.user, **form.cleaned_data):
        messages.success(request, _("Die Einwilligung ist widerrufen."))
    else:
        messages.info(request, _("Diese Einwilligung gilt schon nicht mehr."))
    return redirect("portal:account-data")


@require_safe
@never_cache
def account_export(request: PortalRequest) -> HttpResponse:
    """Everything the portal keeps about the person, as a file."""
    confirmation.before_file(request)
    response = JsonResponse(
        own_data.about(request.user),
        json_dumps_params={"ensure_ascii": False, "indent": 2},
    )
    name = f"smart-infrastructure-hub-{timezone.localdate():%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
