"""A partner reads the entries to its challenge, marks, notes and chooses."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.core.workflow import DomainError
from partners.entry_forms import NoteForm, ReleaseForm, VerdictForm
from partners.models import Challenge, Entry, EntryFile
from partners.queries import entries as queries
from partners.services import choices
from partners.services.choices import Changed
from partners.views.area import PartnerRequest, for_partners
from startups.queries import directory


def read(request: PartnerRequest, challenge: UUID) -> QuerySet[Entry]:
    """What was handed in to a challenge of one's own partner."""
    visible = Entry.objects.visible_to(request.user).handed_in()
    own = visible.filter(challenge__uuid=challenge, challenge__partner=request.member.partner)
    return own.select_related("challenge", "startup__track", "verdict")


@require_safe
@for_partners
def entry(request: PartnerRequest, challenge: UUID, entry: UUID) -> HttpResponse:
    return page(request, get_object_or_404(read(request, challenge), uuid=entry))


def page(
    request: PartnerRequest,
    found: Entry,
    *,
    note: NoteForm | None = None,
    verdict: VerdictForm | None = None,
    status: int = 200,
) -> HttpResponse:
    profile = queries.released_profile(found)
    held = choices.verdict_of(found)
    noted = {
        "outcome": held.outcome if held else "",
        "message": held.message if held else "",
        "seen": choices.stamp(held),
    }
    context = {
        "partner": request.member.partner,
        "challenge": found.challenge,
        "entry": found,
        "startup": directory.partner_profile(profile) if profile else None,
        "file": EntryFile.objects.visible_to(request.user).fetchable().filter(entry=found).first(),
        "notes": queries.notes(found, request.member.partner),
        "note_form": note or NoteForm(),
        "held": held,
        "verdict_form": verdict or VerdictForm(initial=noted),
    }
    return render(request, "partners/own_entry.html", context, status=status)


@require_POST
@for_partners
def shortlist(request: PartnerRequest, challenge: UUID, entry: UUID) -> HttpResponse:
    found = get_object_or_404(read(request, challenge), uuid=entry)
    is_on = request.POST.get("on") == "1"
    return act(
        request,
        found,
        lambda: choices.shortlist(found.uuid, is_on=is_on, by=request.user),
        _("Vorgemerkt. Das sieht nur Ihre Organisation.")
        if is_on
        else _("Nicht mehr vorgemerkt."),
    )


@require_POST
@for_partners
def note(request: PartnerRequest, challenge: UUID, entry: UUID) -> HttpResponse:
    found = get_object_or_404(read(request, challenge), uuid=entry)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return page(request, found, note=form)
    text = form.cleaned_data["text"]
    return act(
        request,
        found,
        lambda: choices.note(found.uuid, text=text, by=request.user),
        _("Die Notiz ist gespeichert."),
    )


@require_POST
@for_partners
def verdict(request: PartnerRequest, challenge: UUID, entry: UUID) -> HttpResponse:
    """Note the result; where a colleague noted one meanwhile, both are shown."""
    found = get_object_or_404(read(request, challenge), uuid=entry)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return page(request, found, verdict=form)
    try:
        choices.prepare(found.uuid, by=request.user, **form.cleaned_data)
    except Changed as error:
        fresh = get_object_or_404(read(request, challenge), uuid=entry)
        data = request.POST.copy()
        data["seen"] = choices.stamp(choices.verdict_of(fresh))
        again = VerdictForm(data)
        again.add_error(None, str(error.message))
        return page(request, fresh, verdict=again, status=409)
    except DomainError as error:
        form.add_error(None, str(error.message))
        return page(request, found, verdict=form, status=409)
    messages.success(request, _("Notiert. Das Team erfährt es, wenn Sie allen Bescheid geben."))
    return redirect("partners:own-entry", challenge, entry)


@require_http_methods(["GET", "HEAD", "POST"])
@for_partners
def release(request: PartnerRequest, challenge: UUID) -> HttpResponse:
    """First who will hear what, then one button for all."""
    visible = Challenge.objects.visible_to(request.user).filter(partner=request.member.partner)
    found = get_object_or_404(visible, uuid=challenge)
    shown = list(choices.waiting(found))
    form = ReleaseForm(request.POST or None, initial={"shown": choices.release_stamp(shown)})
    if form.is_valid():
        try:
            told = choices.release(found.uuid, by=request.user, **form.cleaned_data)
        except Changed as error:
            data = request.POST.copy()
            data["shown"] = choices.release_stamp(shown)
            form = ReleaseForm(data)
            form.add_error(None, str(error.message))
        except DomainError as error:
            form.add_error("message", str(error.message))
        else:
            text = ngettext("%d Team weiß Bescheid.", "%d Teams wissen Bescheid.", len(told))
            messages.success(request, text % len(told))
            return redirect("partners:own-challenge", challenge)
    context = {
        "partner": request.member.partner,
        "challenge": found,
        "form": form,
        "entries": shown,
        "silent": [one for one in shown if choices.verdict_of(one) is None],
    }
    return render(request, "partners/challenge_release.html", context)


def act(
    request: PartnerRequest, found: Entry, service: Callable[[], object], done: str
) -> HttpResponse:
    try:
        service()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect("partners:own-entry", found.challenge.uuid, found.uuid)
