"""A place that ran out, offered once more: a new date, the mail word for word, then one button."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from hub.core.workflow import DomainError
from startups.admin import reading
from startups.admin.forms import RenewalForm
from startups.models import Application, Offer
from startups.queries import places
from startups.services import offers

CONFIRMED = "confirmed"


def page(model_admin: Any, request: Any, application: Application) -> HttpResponse:
    """Ask for the date, show the mails, and with the second button send them."""
    offer: Offer | None = getattr(application, "offer", None)
    if offer is None:
        raise Http404
    form = RenewalForm(request.POST or None)
    mails, status = [], 200
    if form.is_valid():
        try:
            if CONFIRMED in request.POST:
                return offer_again(model_admin, request, application, form)
            mails = offers.preview_renewal(application, until=form.cleaned_data["until"])
        except DomainError as refused:
            form.add_error(None, str(refused.message))
            status = 409
    elif form.is_bound:
        status = 422
    elif not reading.has_expired(application):
        messages.info(request, _("Der Platz ist nicht verfallen."))
        return redirect(reading.address(application))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Platz erneut anbieten: %(startup)s") % {"startup": application.startup},
        "opts": model_admin.opts,
        "application": application,
        "offer": offer,
        "form": form,
        "mails": mails,
        "asked": bool(form.is_bound and form.is_valid()),
        "places": places.left(application.batch),
        "seen": offers.stamp(offer),
    }
    template = "admin/startups/application/renew.html"
    return TemplateResponse(request, template, context, status=status)


def offer_again(
    model_admin: Any, request: Any, application: Application, form: RenewalForm
) -> HttpResponse:
    done = _("Der Platz ist erneut angeboten, das Team weiß es.")
    until, seen = form.cleaned_data["until"], form.cleaned_data["seen"]
    offers.renew(application, until=until, by=request.user, seen=seen)
    model_admin.log_change(request, application, done)
    messages.success(request, done)
    return redirect(reading.address(application))
