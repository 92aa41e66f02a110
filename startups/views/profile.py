"""A startup's profile in the hands of its team: edited, looked at as others see it, handed in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts import parking
from hub.accounts.http import PortalRequest
from hub.core.workflow import DomainError
from startups.forms import ProfileForm
from startups.forms import profile as profile_form
from startups.forms.profile import Row
from startups.models import Attachment, ProfileChange, ProfileDeck, Startup, StartupMember
from startups.queries import directory, profile_preview, profile_review
from startups.queries.profile_fields import CONSENTS, given_consents, state_of
from startups.queries.profile_preview import Viewer
from startups.services import decks, logos, profile_edits, profile_release
from startups.services.gate import FileRefused
from startups.services.logo_check import NotTaken
from startups.services.profile_edits import Outcome
from startups.states import WRITERS, Visibility
from startups.views.files import handed_out

# The parts of the page with their fields; the deck and the consents stand below the last.
PARTS = (
    ("who", ("name", "one_liner", "text", "tags", "website")),
    ("where", ("stage", "founded_on", "team_size", "seat", "region")),
    ("wants", ("seeks", "jobs_url")),
    ("partners", ("traction", "pilot_wish")),
)

CONSENT_KEYS = [purpose.key for purpose in CONSENTS]


@dataclass(slots=True)
class Desk:
    """A startup as somebody of its team finds it: what stands, what waits, what they may do."""

    startup: Startup
    level: str
    change: ProfileChange | None
    state: dict[str, str] = field(default_factory=dict)

    @property
    def can_write(self) -> bool:
        return self.level in WRITERS and profile_edits.has_profile(self.startup)


@parking.survives_login
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PortalRequest, slug: str) -> HttpResponse:
    """Every field with its audience; saved as a whole, except where somebody else was faster."""
    desk = own_desk(request, slug)
    if request.method != "POST":
        parked = parking.fetch(request)
        return page(request, desk, form_of(desk, MultiValueDict(parked) if parked else None))
    parking.clear(request)
    form = form_of(desk, request.POST, request.FILES)
    if not form.is_valid():
        return page(request, desk, form)
    try:
        outcome = profile_edits.save(desk.startup, wishes=form.wishes(), by=request.user)
    except Startup.DoesNotExist:
        raise Http404 from None
    except DomainError as error:
        messages.error(request, str(error.message))
        return page(request, desk, form, status=409)
    change_logo(request, desk, form)
    change_deck(request, desk, form)
    if outcome.clashes or form.errors:
        return page(request, own_desk(request, slug), form, outcome, status=409)
    messages.success(request, said(outcome))
    return redirect("startups:profile-edit", slug)


def said(outcome: Outcome) -> str:
    if outcome.waiting:
        return _("Gespeichert. Was öffentlich ist, ändert sich, sobald das Hub-Team es freigibt.")
    return _("Gespeichert.")


def own_desk(request: PortalRequest, slug: str) -> Desk:
    """The startup of the reader's own team, else 404; staff edit in the admin, not here."""
    mine = StartupMember.objects.current().filter(person=request.user)
    visible = Startup.objects.visible_to(request.user).filter(pk__in=mine.values("startup"))
    startup = get_object_or_404(visible.select_related("track", "batch"), slug=slug)
    level = mine.filter(startup=startup).values_list("level", flat=True)[0]
    change = ProfileChange.objects.visible_to(request.user).open().filter(startup=startup).first()
    return Desk(startup, level, change, state_of(startup, change, given_consents(startup)))


def form_of(desk: Desk, data: Any = None, files: Any = None) -> ProfileForm:
    form = ProfileForm(
        data,
        files,
        state=desk.state,
        files=profile_form.offered_files(desk.startup),
        has_deck=desk.startup.decks.current().exists(),
    )
    if not desk.can_write:
        for item in form.fields.values():
            item.disabled = True
    return form


def change_logo(request: PortalRequest, desk: Desk, form: ProfileForm) -> None:
    """Take a new logo or remove it; a refusal is told at its field."""
    upload = request.FILES.get("logo_file")
    try:
        if upload:
            logos.upload(desk.startup, file=upload, by=request.user)
        elif form.cleaned_data["logo_removed"]:
            logos.remove(desk.startup, by=request.user)
    except (NotTaken, FileRefused) as error:
        form.add_error("logo_file", str(error.message))


def change_deck(request: PortalRequest, desk: Desk, form: ProfileForm) -> None:
    """Keep, replace or remove the deck; a refusal is told at its field."""
    upload = request.FILES.get("deck_file")
    try:
        if upload:
            decks.upload(desk.startup, file=upload, by=request.user)
        elif form.chosen_file:
            offered = Attachment.objects.visible_to(request.user).fetchable()
            chosen = get_object_or_404(offered, uuid=UUID(form.chosen_file))
            decks.choose(desk.startup, attachment=chosen, by=request.user)
        elif form.removes_deck:
            decks.remove(desk.startup, by=request.user)
    except FileRefused as error:
        form.add_error("deck_file", str(error.message))


def page(
    request: PortalRequest,
    desk: Desk,
    form: ProfileForm,
    outcome: Outcome | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the page; after a save that went half, what was typed stands where it is not stored."""
    theirs: Mapping[str, str] = outcome.clashes if outcome else {}
    marks = profile_form.marks_of(desk.state)
    if form.is_bound:
        judged = outcome.saved | outcome.clashes.keys() if outcome else frozenset()
        sent = {key: form.sent(profile_form.SEEN, key) for key in marks if key not in judged}
        marks |= sent
    parts = {
        part: list(profile_form.rows(form, names, marks=marks, theirs=theirs))
        for part, names in PARTS
    }
    context = about(desk) | {
        "form": form,
        "parts": parts,
        "consents": profile_form.rows(form, CONSENT_KEYS, marks=marks, theirs={}),
        "clashes": clashed(parts),
        "rest_is_saved": outcome is not None and not theirs,
        "restored": form.is_bound and request.method != "POST",
        "deck": desk.startup.decks.current().first(),
    }
    return render(request, "startups/profile_edit.html", context, status=status)


def clashed(parts: Mapping[str, list[Row]]) -> list[Row]:
    """The fields and audiences that somebody else wrote meanwhile, in the order of the page."""
    rows = [row for part in parts.values() for row in part]
    both = [one for row in rows for one in (row, row.audience) if one]
    return [row for row in both if row.theirs is not None]


def about(desk: Desk) -> dict[str, object]:
    """What the pages of a profile have in common: where it stands, and what waits."""
    startup, change = desk.startup, desk.change
    lines = profile_review.lines(startup, change) if change else []
    return {
        "startup": startup,
        "desk": desk,
        "change": change,
        "lines": [found for found in lines if found.is_new],
        "logo": directory.logo_of(startup, is_shown=True),
        "logo_waiting": directory.logo_of(startup, is_shown=False),
        "is_public": startup.visibility == Visibility.PUBLIC,
        "is_pending": startup.visibility == Visibility.PENDING,
        "is_private": startup.visibility == Visibility.PRIVATE,
    }


@require_safe
def preview(request: PortalRequest, slug: str, viewer: str) -> HttpResponse:
    """The profile as a visitor, a partner or the hub sees it; `?after=1` once all is released."""
    desk = own_desk(request, slug)
    if viewer not in Viewer.values:
        raise Http404
    after = bool(desk.change) and "after" in request.GET
    shown = profile_preview.seen_by(viewer, desk.startup, desk.change if after else None)
    is_open = {
        Viewer.VISITOR: desk.startup.visibility == Visibility.PUBLIC,
        Viewer.PARTNER: desk.startup.visibility != Visibility.ARCHIVED
        and (desk.startup.visibility == Visibility.PUBLIC or desk.startup.for_partners),
        Viewer.HUB: True,
    }
    context = about(desk) | {
        "profile": shown,
        "eyes": viewer,
        "after": after,
        "is_open": is_open[Viewer(viewer)],
    }
    return render(request, "startups/profile_preview.html", context)


@require_safe
def deck(request: PortalRequest, slug: str) -> HttpResponseBase:
    """The deck for the team and for staff; partners have an address of their own."""
    visible = ProfileDeck.objects.visible_to(request.user).fetchable()
    kept = get_object_or_404(visible, startup__slug=slug)
    return handed_out(request, kept)


@require_POST
def ask_release(request: PortalRequest, slug: str) -> HttpResponse:
    done = _("Euer Profil liegt beim Hub-Team. Ihr bekommt eine Mail, sobald es entschieden ist.")
    return act(request, slug, profile_release.ask, done)


@require_POST
def withdraw(request: PortalRequest, slug: str) -> HttpResponse:
    return act(request, slug, profile_release.withdraw, _("Zurückgezogen. Es wartet nichts mehr."))


@require_POST
def leave(request: PortalRequest, slug: str) -> HttpResponse:
    done = _("Euer Profil steht nicht mehr im Verzeichnis.")
    return act(request, slug, profile_release.leave_directory, done)


def act(
    request: PortalRequest, slug: str, service: Callable[..., object], done: str
) -> HttpResponse:
    """Call a service on the own startup and say how it went."""
    desk = own_desk(request, slug)
    try:
        service(desk.startup, by=request.user)
    except Startup.DoesNotExist:
        raise Http404 from None
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect("startups:profile-edit", slug)
