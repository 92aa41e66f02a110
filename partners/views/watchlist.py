"""The watchlist of one's own organisation: the list, an entry with its notes, the mark."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.core.workflow import DomainError
from hub.sheets import tables
from partners.forms import NoteForm
from partners.models import WatchEntry, WatchNote
from partners.queries import startups
from partners.queries import watchlist as lists
from partners.services import watch_export, watchlist
from partners.views.area import PartnerRequest, for_partners
from startups.queries.paging import CountedPaginator

PAGE_SIZE = 25


@require_safe
@for_partners
def watch_list(request: PartnerRequest) -> HttpResponse:
    """What colleagues have marked, with the last note, by stage."""
    stages, loose = lists.stages_of(request.member), lists.without_stage(request.member)
    wanted = lists.asked(request.GET.get("stage", ""), request.GET.get("sort", ""), stages)
    counts = lists.counts(stages, loose, wanted)
    found = lists.entries(request.member, wanted)
    listed = next((one.count for one in counts if one.is_on), 0)
    page = CountedPaginator(found, PAGE_SIZE, total=listed).get_page(request.GET.get("page"))
    context = {
        "partner": request.member.partner,
        "page": page,
        "items": lists.items(page, request.member),
        "counts": counts,
        "sorts": lists.SORTS,
        "wanted": wanted,
    }
    return render(request, "partners/watch_list.html", context)


@require_safe
@for_partners
def export(request: PartnerRequest, kind: str) -> HttpResponse:
    """The whole list with its notes, for a spreadsheet of the own house."""
    if kind not in tables.TYPES:
        raise Http404
    return tables.download(watch_export.table(request.member), kind, "watchlist")


@require_safe
@for_partners
def entry(request: PartnerRequest, entry: UUID) -> HttpResponse:
    return entry_page(request, own_entry(request, entry), NoteForm())


@require_POST
@for_partners
def note_add(request: PartnerRequest, entry: UUID) -> HttpResponse:
    held, form = own_entry(request, entry), NoteForm(request.POST)
    if not form.is_valid():
        return entry_page(request, held, form)
    try:
        watchlist.add_note(entry_uuid=entry, text=form.cleaned_data["text"], by=request.user)
    except DomainError as error:
        form.add_error("text", str(error.message))
        return entry_page(request, held, form)
    messages.success(request, _("Die Notiz ist gespeichert."))
    return redirect("partners:watch-entry", entry)


@require_http_methods(["GET", "HEAD", "POST"])
@for_partners
def note(request: PartnerRequest, note: UUID) -> HttpResponse:
    """One's own note in other words; with both wordings where another tab was faster."""
    kept = own_note(request, note)
    first = {"text": kept.text, "version": kept.version}
    form = NoteForm(request.POST) if request.method == "POST" else NoteForm(initial=first)
    context = {"partner": request.member.partner, "note": kept, "form": form}
    if not form.is_valid():
        return render(request, "partners/watch_note.html", context)
    wanted = {"text": form.cleaned_data["text"], "version": form.cleaned_data["version"] or 0}
    try:
        watchlist.edit_note(note_uuid=note, by=request.user, **wanted)
    except watchlist.Clash as clash:
        context |= {"clash": clash, "note": clash.note}
        context["form"] = NoteForm(initial=wanted | {"version": clash.note.version})
        return render(request, "partners/watch_note.html", context, status=409)
    messages.success(request, _("Die Notiz ist gespeichert."))
    return redirect("partners:watch-entry", kept.entry.uuid)


@require_POST
@for_partners
def note_remove(request: PartnerRequest, note: UUID) -> HttpResponse:
    kept = own_note(request, note)
    watchlist.remove_note(note_uuid=note, by=request.user)
    messages.success(request, _("Die Notiz ist gelöscht."))
    return redirect("partners:watch-entry", kept.entry.uuid)


@require_POST
@for_partners
def set_stage(request: PartnerRequest, entry: UUID) -> HttpResponse:
    """Move the entry to another stage; a stage that is gone is told."""
    own_entry(request, entry)
    chosen = request.POST.get("stage", "")
    try:
        wanted = UUID(chosen) if chosen else None
        watchlist.set_stage(entry_uuid=entry, stage_uuid=wanted, by=request.user)
    except ValueError:
        messages.error(request, _("Wählen Sie bitte eine der Möglichkeiten."))
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Gespeichert."))
    return redirect("partners:watch-entry", entry)


@require_POST
@for_partners
def entry_remove(request: PartnerRequest, entry: UUID) -> HttpResponse:
    """Take an entry off the list, also one whose startup is no longer shown."""
    held = own_entry(request, entry)
    watchlist.unwatch(startup_id=held.startup_id, by=request.user)
    messages.success(request, _("Nicht mehr vorgemerkt. Ihre Notizen bleiben erhalten."))
    return redirect("partners:watch-list")


@require_POST
@for_partners
def watch(request: PartnerRequest, slug: str) -> HttpResponse:
    """Mark a startup or take the mark off; htmx gets the mark alone, everybody else the page."""
    shown = get_object_or_404(startups.shown_to(request.member), slug=slug)
    is_on = request.POST.get("on") != "0"
    if is_on:
        watchlist.watch(slug, by=request.user)
    else:
        watchlist.unwatch(startup_id=shown.pk, by=request.user)
    if request.headers.get("HX-Request"):
        context = {"slug": slug, "name": shown.name, "is_watched": is_on}
        return render(request, "partners/_watch_mark.html", context)
    return redirect(way_back(request, slug))


def way_back(request: HttpRequest, slug: str) -> str:
    """The list that the mark stood in, at its card; else the profile."""
    asked = request.POST.get("back", "")
    if asked.startswith(reverse("partners:startup-list")) and url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None
    ):
        return f"{asked.partition('#')[0]}#s-{slug}"
    return reverse("partners:startup-detail", args=[slug])


def own_entry(request: PartnerRequest, uuid: UUID) -> WatchEntry:
    held = WatchEntry.objects.visible_to(request.user).current().select_related("stage")
    return get_object_or_404(held, uuid=uuid)


def own_note(request: PartnerRequest, uuid: UUID) -> WatchNote:
    """A note of this person's own on a list of today; colleagues only read it."""
    notes = WatchNote.objects.visible_to(request.user).filter(author=request.user)
    current = notes.filter(entry__removed_at__isnull=True).select_related("entry")
    return get_object_or_404(current, uuid=uuid)


def entry_page(request: PartnerRequest, held: WatchEntry, form: NoteForm) -> HttpResponse:
    context: dict[str, Any] = {
        "partner": request.member.partner,
        "entry": held,
        "startup": lists.shown_of([held], request.member).get(held.startup_id),
        "notes": held.notes.select_related("author"),
        "stages": lists.stages_of(request.member),
        "me": request.user,
        "form": form,
    }
    return render(request, "partners/watch_entry.html", context)
