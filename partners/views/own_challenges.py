"""A partner's challenges: listed, written together, sent to the hub's check."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.core.workflow import DomainError
from partners.challenge_forms import ChallengeForm, stored
from partners.models import UNIT_CAUSES, Challenge, DismissalCause, Entry
from partners.queries import fits
from partners.services import challenges
from partners.services.challenges import Clash, Incomplete, NotEditable
from partners.states import WAITING_ENTRIES
from partners.views import both_texts
from partners.views.area import PartnerRequest, for_partners

PAGE_SIZE = 24
SEND = "send"
SENT = gettext_lazy("Die Challenge liegt jetzt beim Hub-Team. Sie hören von uns per E-Mail.")


def own(request: PartnerRequest) -> QuerySet[Challenge]:
    """The challenges of the partner somebody acts for, whatever their state."""
    return Challenge.objects.visible_to(request.user).filter(partner=request.member.partner)


@require_safe
@for_partners
def challenge_list(request: PartnerRequest) -> HttpResponse:
    found = own(request).prefetch_related("tracks")
    context = {
        "partner": request.member.partner,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "partners/own_challenge_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_partners
def new(request: PartnerRequest) -> HttpResponse:
    form = ChallengeForm(request.POST or None, initial=first_words(request))
    if form.is_valid():
        challenge = challenges.start(uuid=form.new_uuid, values=form.values, by=request.user)
        return after_saving(request, form, challenge)
    return form_page(request, form, None)


def first_words(request: PartnerRequest) -> dict[str, Any]:
    """An empty form knows its own mark, and whom one would ask."""
    me = request.user
    return {"uuid": uuid4(), "contact_name": me.name, "contact_email": me.email}


@require_safe
@for_partners
def challenge(request: PartnerRequest, challenge: UUID) -> HttpResponse:
    """One challenge, where it stands and what can be done now."""
    found = get_object_or_404(own(request).prefetch_related("tracks"), uuid=challenge)
    visible = Entry.objects.visible_to(request.user).handed_in().filter(challenge=found)
    entries = visible.select_related("startup__track", "verdict").annotate(
        noted=Count("notes", distinct=True)
    )
    context = {
        "partner": request.member.partner,
        "challenge": found,
        "fits": fits.startups_of(found),
        "causes": DismissalCause.choices,
        "units": fits.units_of(found),
        "unit_causes": UNIT_CAUSES,
        "moves": found.moves.select_related("by"),
        "entries": list(entries),
        "has_waiting": any(entry.state in WAITING_ENTRIES for entry in entries),
    }
    return render(request, "partners/own_challenge.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_partners
def edit(request: PartnerRequest, challenge: UUID) -> HttpResponse:
    """Save as it is, finished or not; with «send», on to the check at once."""
    found = get_object_or_404(own(request), uuid=challenge)
    if request.method != "POST":
        if not found.is_draft:
            messages.error(request, str(NotEditable.message))
            return redirect("partners:own-challenge", found.uuid)
        return form_page(request, ChallengeForm.of(found), found)
    form = ChallengeForm(both_texts.typed(request.POST, stored(found)))
    if not form.is_valid():
        return form_page(request, form, found)
    version = form.cleaned_data["version"] or 0
    try:
        saved = challenges.save(found.uuid, values=form.values, version=version, by=request.user)
    except Clash as clash:
        return clash_page(request, form, clash.stored)
    except DomainError as error:
        form.add_error(None, str(error.message))
        return form_page(request, form, found)
    return after_saving(request, form, saved)


@require_POST
@for_partners
def send(request: PartnerRequest, challenge: UUID) -> HttpResponse:
    """From the page of the challenge; what is missing is said where it is written."""
    found = get_object_or_404(own(request).prefetch_related("tracks"), uuid=challenge)
    try:
        challenges.send(found.uuid, by=request.user)
    except Incomplete as error:
        form = ChallengeForm(both_texts.as_posted(stored(found)))
        form.is_valid()
        form.add_problems(error.problems)
        return form_page(request, form, found)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, SENT)
    return redirect("partners:own-challenge", found.uuid)


@require_POST
@for_partners
def take_back(request: PartnerRequest, challenge: UUID) -> HttpResponse:
    found = get_object_or_404(own(request), uuid=challenge)
    try:
        challenges.take_back(found.uuid, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Die Challenge ist wieder ein Entwurf."))
    return redirect("partners:own-challenge", found.uuid)


def after_saving(
    request: PartnerRequest, form: ChallengeForm, challenge: Challenge
) -> HttpResponse:
    """Saved; what the check would miss is said beside it, if it was to be sent."""
    if request.POST.get("act") != SEND:
        messages.success(request, _("Gespeichert."))
        return redirect("partners:own-challenge", challenge.uuid)
    try:
        challenges.send(challenge.uuid, by=request.user)
    except Incomplete as error:
        again = as_seen(form, challenge.version)
        again.add_problems(error.problems)
        return form_page(request, again, challenge)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, SENT)
    return redirect("partners:own-challenge", challenge.uuid)


def clash_page(request: PartnerRequest, form: ChallengeForm, held: Challenge) -> HttpResponse:
    """Both texts: one's own in the form, what the colleague saved beside it."""
    mine = as_seen(form, held.version)
    clashes = both_texts.differing(mine, ChallengeForm.of(held))
    return form_page(request, mine, held, clashes=clashes)


def form_page(
    request: PartnerRequest,
    form: ChallengeForm,
    challenge: Challenge | None,
    clashes: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    context = {
        "partner": request.member.partner,
        "challenge": challenge,
        "form": form,
        "clashes": clashes,
        "edited_by": challenge.edited_by if challenge and clashes else None,
    }
    status = 409 if clashes else 200
    return render(request, "partners/challenge_form.html", context, status=status)


def as_seen(form: ChallengeForm, version: int) -> ChallengeForm:
    """The same words, by somebody who has now seen `version`."""
    again = ChallengeForm(both_texts.seen(form.data, version))
    again.is_valid()
    return again
