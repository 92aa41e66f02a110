"""The page of one pilot, the same for both sides, and what they do there."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts.http import PortalRequest
from hub.core.workflow import DomainError
from partners.models import Pilot
from partners.pilot_forms import MoveForm, OutcomeForm, ShowForm, TermsForm, UpdateForm
from partners.queries import pilot_page, pilot_sides
from partners.queries.pilot_sides import Seat
from partners.services import pilot_news, pilot_terms, pilots
from partners.services.pilot_terms import Clash

TO_BOARD = "board"


class PilotRequest(PortalRequest):
    """A request of somebody who sits at a pilot."""

    pilot: Pilot
    seat: Seat


def at_pilot(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only for the two sides and the hub team; the view finds `request.pilot` and `request.seat`."""

    @wraps(view)
    def shown(request: PilotRequest, /, uuid: UUID) -> HttpResponse:
        rows = Pilot.objects.visible_to(request.user).select_related(*pilot_page.WITH_SIDES)
        request.pilot = get_object_or_404(rows, uuid=uuid)
        seat = pilot_sides.seat(request.user, request.pilot.partner, request.pilot.startup)
        if seat is None:
            raise Http404
        request.seat = seat
        return view(request)

    return shown


@require_safe
@at_pilot
def pilot(request: PilotRequest) -> HttpResponse:
    return shown(request)


def shown(request: PilotRequest, **forms: Any) -> HttpResponse:
    """The page, with the forms that somebody has already filled in."""
    page = pilot_page.of(request.pilot, request.seat)
    context = {
        "page": page,
        "pilot": request.pilot,
        "files": page.files(request.user),
        "update_form": UpdateForm(),
        "move_form": MoveForm(),
        "show_form": ShowForm(initial={"public_text": request.pilot.public_text}),
        **forms,
    }
    return render(request, "partners/pilot.html", context)


@require_POST
@at_pilot
def confirm(request: PilotRequest) -> HttpResponse:
    """Say yes to the idea for one's side."""
    return act(
        request,
        lambda: pilots.confirm(request.pilot.uuid, by=request.user),
        _("Die Idee gilt jetzt auf beiden Seiten."),
    )


@require_POST
@at_pilot
def move(request: PilotRequest) -> HttpResponse:
    """To another stage; a refusal is said on the page, with the note still there."""
    form = MoveForm(request.POST)
    if not form.is_valid():
        if form.has_error("note"):
            return shown(request, move_form=form)
        messages.error(request, _("Diesen Schritt gibt es nicht."))
        return redirect(request.pilot)
    try:
        moved = pilots.move(request.pilot.uuid, by=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, str(error.message))
        request.pilot.refresh_from_db()
        return shown(request, move_form=form)
    done = _("„%(title)s“: Stand ist jetzt „%(state)s“.")
    messages.success(request, done % {"title": moved, "state": moved.get_state_display()})
    to_board = request.POST.get("back") == TO_BOARD
    return redirect("partners:pilots") if to_board else redirect(moved)


@require_POST
@at_pilot
def update(request: PilotRequest) -> HttpResponse:
    """A message to both sides."""
    form = UpdateForm(request.POST)
    if not form.is_valid():
        return shown(request, update_form=form)
    try:
        pilot_news.write(request.pilot.uuid, by=request.user, **form.cleaned_data)
    except DomainError as error:
        form.add_error("text", str(error.message))
        return shown(request, update_form=form)
    messages.success(request, _("Die Nachricht steht auf der Seite."))
    return redirect(request.pilot)


@require_http_methods(["GET", "HEAD", "POST"])
@at_pilot
def terms(request: PilotRequest) -> HttpResponse:
    """What the two agree on; who saves second sees both versions and loses nothing."""
    if not request.seat.acts:
        raise Http404
    form = TermsForm(request.POST or None, pilot=request.pilot, side=request.seat.side)
    if form.is_valid():
        typed = dict(form.cleaned_data)
        version, owner = typed.pop("version") or 0, typed.pop("owner")
        return save(
            request,
            form,
            lambda: pilot_terms.edit(
                request.pilot.uuid,
                version=version,
                owner=UUID(owner) if owner else None,
                terms=typed,
                by=request.user,
            ),
        )
    return edit_page(request, form, title=_("Vereinbarung"))


@require_http_methods(["GET", "HEAD", "POST"])
@at_pilot
def outcome(request: PilotRequest) -> HttpResponse:
    """What came of it."""
    if not request.seat.acts:
        raise Http404
    form = OutcomeForm(request.POST or None, pilot=request.pilot)
    if form.is_valid():
        typed = dict(form.cleaned_data)
        version = typed.pop("version") or 0
        return save(
            request,
            form,
            lambda: pilot_terms.judge(
                request.pilot.uuid, version=version, outcome=typed, by=request.user
            ),
        )
    return edit_page(request, form, title=_("Ergebnis"))


@require_POST
@at_pilot
def show(request: PilotRequest) -> HttpResponse:
    """Agree for one's side that everybody may read the text."""
    form = ShowForm(request.POST)
    if not form.is_valid():
        return shown(request, show_form=form)
    text = form.cleaned_data["public_text"]
    try:
        after = pilot_terms.show(request.pilot.uuid, text=text, by=request.user)
    except DomainError as error:
        form.add_error("public_text", str(error.message))
        return shown(request, show_form=form)
    both = _("Beide Seiten haben zugestimmt: Das Pilotprojekt ist jetzt öffentlich.")
    one = _("Zugestimmt. Öffentlich wird es, wenn die andere Seite demselben Text zustimmt.")
    messages.success(request, both if after.is_shown else one)
    return redirect(after)


@require_POST
@at_pilot
def hide(request: PilotRequest) -> HttpResponse:
    """Take the agreement back."""
    return act(
        request,
        lambda: pilot_terms.hide(request.pilot.uuid, by=request.user),
        _("Das Pilotprojekt ist nicht mehr öffentlich."),
    )


def act(request: PilotRequest, service: Callable[[], object], done: str) -> HttpResponse:
    """Call the service; back to the pilot with what came of it."""
    try:
        service()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect(request.pilot)


def save(
    request: PilotRequest, form: TermsForm | OutcomeForm, service: Callable[[], object]
) -> HttpResponse:
    """Save a form; who comes second gets it back as typed, with what the other one wrote."""
    title = _("Vereinbarung") if isinstance(form, TermsForm) else _("Ergebnis")
    try:
        service()
    except Clash as clash:
        form.seen_now(clash.pilot)
        differing = form.differing(clash.pilot, request.seat.side)
        return edit_page(request, form, title=title, differing=differing)
    except DomainError as error:
        form.add_error(None, str(error.message))
        return edit_page(request, form, title=title)
    messages.success(request, _("Gespeichert."))
    return redirect(request.pilot)


def edit_page(request: PilotRequest, form: Any, *, title: str, **more: Any) -> HttpResponse:
    context = {"pilot": request.pilot, "form": form, "title": title, **more}
    return render(request, "partners/pilot_edit.html", context)
