"""What fits: challenges for a team, startups for a challenge; either may be dismissed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub.accounts.http import PortalRequest
from hub.core.workflow import DomainError
from partners.models import UNIT_CAUSES, Challenge, DismissalCause, ScienceUnit
from partners.queries import fits, startups
from partners.services import matches
from partners.views.area import PartnerRequest, for_partners
from startups.models import Startup


@require_safe
def challenge_fits(request: PortalRequest) -> HttpResponse:
    """For each of one's startups the open challenges that fit, why, and the switch for mails."""
    context = {"teams": fits.of_person(request.user), "causes": DismissalCause.choices}
    context["unit_causes"] = UNIT_CAUSES
    return render(request, "partners/challenge_fits.html", context)


@require_POST
def news(request: PortalRequest, startup: UUID) -> HttpResponse:
    """Hear of fitting challenges by mail, or no more."""
    found = own_startup(request, startup)
    wanted = request.POST.get("on") == "1"
    matches.set_news(found, wanted=wanted, by=request.user)
    done = _("Wir schreiben dir, wenn eine Challenge passt.") if wanted else _("Keine Mails mehr.")
    messages.success(request, done)
    return redirect("partners:challenge-fits")


@require_POST
def dismiss_challenge(request: PortalRequest, startup: UUID, slug: str) -> HttpResponse:
    found = own_startup(request, startup)
    visible = Challenge.objects.visible_to(request.user).public()
    challenge = get_object_or_404(visible, slug=slug)
    try:
        matches.dismiss_for_startup(
            challenge, startup=found, cause=request.POST.get("cause", ""), by=request.user
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Danke. Diese Challenge schlagen wir euch nicht mehr vor."))
    return redirect("partners:challenge-fits")


@require_POST
def dismiss_unit_for_startup(request: PortalRequest, startup: UUID, slug: str) -> HttpResponse:
    found = own_startup(request, startup)
    unit = get_object_or_404(ScienceUnit.objects.visible_to(request.user).published(), slug=slug)
    try:
        matches.dismiss_unit_for_startup(
            unit, startup=found, cause=request.POST.get("cause", ""), by=request.user
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Danke. Diese Einrichtung schlagen wir euch nicht mehr vor."))
    return redirect("partners:challenge-fits")


def own_startup(request: PortalRequest, uuid: UUID) -> Startup:
    """A startup of one's own team, whatever roles one has besides."""
    return get_object_or_404(
        Startup.objects.visible_to(request.user),
        uuid=uuid,
        members__person=request.user,
        members__left_at=None,
    )


@require_POST
@for_partners
def dismiss_startup(request: PartnerRequest, challenge: UUID, slug: str) -> HttpResponse:
    visible = Challenge.objects.visible_to(request.user).filter(partner=request.member.partner)
    found = get_object_or_404(visible, uuid=challenge)
    shown = get_object_or_404(startups.shown_to(request.member), slug=slug)
    try:
        matches.dismiss_for_partner(
            found.uuid,
            startup=shown.startup,
            cause=request.POST.get("cause", ""),
            by=request.user,
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Danke. Dieses Startup schlagen wir hier nicht mehr vor."))
    return redirect("partners:own-challenge", challenge)


@require_POST
@for_partners
def dismiss_unit(request: PartnerRequest, challenge: UUID, slug: str) -> HttpResponse:
    visible = Challenge.objects.visible_to(request.user).filter(partner=request.member.partner)
    found = get_object_or_404(visible, uuid=challenge)
    unit = get_object_or_404(ScienceUnit.objects.visible_to(request.user).published(), slug=slug)
    try:
        matches.dismiss_unit_for_partner(
            found.uuid, unit=unit, cause=request.POST.get("cause", ""), by=request.user
        )
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Danke. Diese Einrichtung schlagen wir hier nicht mehr vor."))
    return redirect("partners:own-challenge", challenge)
