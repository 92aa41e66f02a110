"""A startup's entry: begun, on the way in too, written, handed in, withdrawn, taken up again."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts import parking
from hub.accounts.door import start_code_login
from hub.accounts.http import PortalRequest
from hub.core.workflow import DomainError
from partners.entry_forms import DoorForm, EntryForm, FileForm, StartForm
from partners.models import Challenge, Entry, EntryFile
from partners.queries import entries as queries
from partners.services import entries, entry_files
from partners.services.entries import Clash, Incomplete
from partners.states import WAITING_ENTRIES, EntryState
from partners.views import both_texts
from startups.services.gate import FileRefused
from startups.views.files import handed_out

SUBMIT = "submit"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The way in: write at once, then an address and a code, then the startup's name."""
    visible = Challenge.objects.visible_to(request.user).public().select_related("partner")
    challenge = get_object_or_404(visible, slug=slug)
    if request.method != "POST" and not challenge.is_open_at(timezone.now()):
        return redirect(challenge)
    if not request.user.is_authenticated:
        return at_the_door(request, challenge)
    if request.method != "POST" and entries.reads_entries(challenge, request.user):
        return redirect("partners:own-challenge", challenge.uuid)
    return first_save(request, challenge)


def at_the_door(request: HttpRequest, challenge: Challenge) -> HttpResponseBase:
    form = DoorForm(request.POST or None)
    if form.is_valid():
        parking.park(request)
        return start_code_login(request, email=form.cleaned_data["email"], next_url=request.path)
    return render(request, "partners/entry_door.html", {"challenge": challenge, "form": form})


def first_save(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    """What was written before the login stands in the form until it is saved."""
    assert request.user.is_authenticated
    mine = queries.writable_startups(request.user)
    if request.method != "POST":
        form = StartForm(initial=written_before(request) | {"uuid": uuid4()}, startups=mine)
        return start_page(request, challenge, form)
    form = StartForm(request.POST, startups=mine)
    if not form.is_valid():
        return start_page(request, challenge, form)
    try:
        entry = entries.start(
            challenge,
            uuid=form.new_uuid,
            startup=form.chosen,
            values=form.values,
            by=request.user,
        )
    except DomainError as error:
        form.add_error(None, str(error.message))
        return start_page(request, challenge, form)
    parking.clear(request)
    return keep(request, entry, form)


def start_page(request: HttpRequest, challenge: Challenge, form: StartForm) -> HttpResponse:
    assert request.user.is_authenticated
    visible = Entry.objects.visible_to(request.user).of_team(request.user)
    held = visible.filter(challenge=challenge).select_related("startup")
    context = {"challenge": challenge, "form": form, "files": FileForm(), "held": held}
    return render(request, "partners/entry_start.html", context)


def written_before(request: HttpRequest) -> dict[str, Any]:
    parked = parking.fetch(request) or {}
    kept = {name: (parked.get(name) or [""])[-1] for name in ("answer", "approach")}
    return kept | {"may_read": bool(parked.get("may_read"))}


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """An own entry: to write as long as it is open, to read after that."""
    found = own(request, uuid)
    if request.method != "POST":
        return entry_page(request, found, EntryForm(initial=stored(found)))
    form = EntryForm(both_texts.typed(request.POST, stored(found)))
    if not form.is_valid():
        return entry_page(request, found, form)
    return keep(request, found, form)


def keep(request: HttpRequest, found: Entry, form: EntryForm) -> HttpResponse:
    """Save, take the file, hand in: as far as it goes, and the rest said where it belongs."""
    assert request.user.is_authenticated
    hands_in = request.POST.get("act") == SUBMIT
    files = FileForm(request.POST, request.FILES)
    files.is_valid()
    version = form.cleaned_data["version"] or 0
    try:
        saved = entries.save(found.uuid, values=form.values, version=version, by=request.user)
        form = as_seen(form, saved.version)
        if upload := files.cleaned_data.get("file"):
            entry_files.attach(found.uuid, upload=upload, by=request.user)
        if hands_in:
            entries.submit(found.uuid, by=request.user)
    except Clash as clash:
        return clash_page(request, form, files, clash.stored)
    except Incomplete as error:
        form.add_problems(error.problems)
    except FileRefused as error:
        files.add_error("file", str(error.message))
    except DomainError as error:
        form.add_error(None, str(error.message))
    else:
        messages.success(
            request, _("Euer Beitrag ist eingereicht.") if hands_in else _("Gespeichert.")
        )
        return redirect("partners:entry", found.uuid)
    return entry_page(request, own(request, found.uuid), form, files)


def clash_page(
    request: HttpRequest, form: EntryForm, files: FileForm, held: Entry
) -> HttpResponse:
    """Both texts: one's own in the form, what the colleague saved beside it."""
    mine = as_seen(form, held.version)
    if files.cleaned_data.get("file"):
        files.add_error("file", _("Wählt die Datei bitte noch einmal aus."))
    clashes = both_texts.differing(mine, EntryForm(initial=stored(held)))
    page = entry_page(request, own(request, held.uuid), mine, files, clashes)
    page.status_code = 409
    return page


def as_seen(form: EntryForm, version: int) -> EntryForm:
    """The form of the entry's own page, with the words of whichever form they came from."""
    again = EntryForm(both_texts.seen(form.data, version))
    again.is_valid()
    return again


def entry_page(
    request: HttpRequest,
    found: Entry,
    form: EntryForm,
    files: FileForm | None = None,
    clashes: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    assert request.user.is_authenticated
    now = timezone.now()
    is_open = found.challenge.is_open_at(now)
    undecided = found.state in WAITING_ENTRIES | {EntryState.DRAFT}
    may_write = found.may_write(request.user)
    verdict = getattr(found, "verdict", None)
    context = {
        "entry": found,
        "challenge": found.challenge,
        "standing": queries.standing(found, now=now),
        "form": form,
        "files": files or FileForm(),
        "clashes": clashes,
        "can_write": may_write and is_open and undecided,
        "can_withdraw": may_write and undecided,
        "can_resume": may_write and is_open and found.state == EntryState.WITHDRAWN,
        "file": EntryFile.objects.visible_to(request.user).fetchable().filter(entry=found).first(),
        "message": verdict.message if verdict and verdict.released_at else "",
        "action": reverse("partners:entry", args=[found.uuid]),
    }
    return render(request, "partners/entry.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """Ask once, then take the entry from its partner."""
    found = own(request, uuid)
    if request.method != "POST":
        context = {"entry": found, "is_open": found.challenge.is_open_at(timezone.now())}
        return render(request, "partners/entry_withdraw.html", context)
    try:
        entries.withdraw(uuid, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Der Beitrag ist zurückgezogen."))
    return redirect("partners:entry", uuid)


@require_POST
def resume(request: PortalRequest, uuid: UUID) -> HttpResponse:
    own(request, uuid)
    try:
        entries.resume(uuid, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(
            request, _("Der Beitrag ist wieder ein Entwurf. Reicht ihn ein, wenn er fertig ist.")
        )
    return redirect("partners:entry", uuid)


@require_safe
def file(request: PortalRequest, uuid: UUID) -> HttpResponseBase:
    """The PDF, for whoever may read the entry."""
    visible = EntryFile.objects.visible_to(request.user).fetchable()
    return handed_out(request, get_object_or_404(visible, entry__uuid=uuid))


@require_POST
def file_remove(request: PortalRequest, uuid: UUID) -> HttpResponse:
    own(request, uuid)
    try:
        entry_files.remove(uuid, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Die Datei ist entfernt."))
    return redirect("partners:entry", uuid)


def own(request: HttpRequest, uuid: UUID) -> Entry:
    """An entry of one's own team; partner and hub staff read theirs elsewhere."""
    assert request.user.is_authenticated
    mine = Entry.objects.visible_to(request.user).of_team(request.user)
    return get_object_or_404(queries.for_teams(mine), uuid=uuid)


def stored(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in (*entries.WRITTEN, "version")}
