"""Saved searches: kept, paused, deleted."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.core.workflow import DomainError
from partners.forms import SearchForm
from partners.models import SavedSearch
from partners.queries import searches as found
from partners.queries import startups
from partners.services import searches
from partners.views.area import PartnerRequest, for_partners
from startups.filters import StartupFilter

MOST_SHOWN = 20


@require_safe
@for_partners
def search_list(request: PartnerRequest) -> HttpResponse:
    """One's own searches, what they ask for and when they last told of something."""
    words = found.labels()
    rows = SavedSearch.objects.visible_to(request.user)
    context = {
        "partner": request.member.partner,
        "is_unwanted": searches.is_unwanted(request.user),
        "rows": [(row, found.in_words(row.query, words)) for row in rows],
    }
    return render(request, "partners/search_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_partners
def search_new(request: PartnerRequest) -> HttpResponse:
    """Keep the filter that the address names, without what makes no sense in it."""
    filters = StartupFilter(request.GET, startups.shown_to(request.member))
    query = filters.address()
    form = SearchForm(request.POST) if request.method == "POST" else SearchForm()
    if form.is_valid():
        try:
            searches.save(query=query, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("name", str(error.message))
        else:
            messages.success(request, _("Die Suche ist gespeichert."))
            return redirect("partners:search-list")
    context = {
        "partner": request.member.partner,
        "form": form,
        "filters": filters,
        "words": found.in_words(query, found.labels()),
    }
    return render(request, "partners/search_new.html", context)


@require_safe
@for_partners
def search(request: PartnerRequest, search: UUID) -> HttpResponse:
    """One search, and what a mail would tell now."""
    kept = get_object_or_404(SavedSearch.objects.visible_to(request.user), uuid=search)
    new = [] if kept.paused_at else searches.news_for(kept, now=timezone.now())
    context = {
        "partner": request.member.partner,
        "search": kept,
        "words": found.in_words(kept.query, found.labels()),
        "new": new[:MOST_SHOWN],
        "number": len(new),
        "next_at": searches.next_slot(kept.frequency, timezone.now()),
    }
    return render(request, "partners/search_detail.html", context)


@require_POST
@for_partners
def search_act(request: PartnerRequest, search: UUID) -> HttpResponse:
    """Pause, go on or delete."""
    get_object_or_404(SavedSearch.objects.visible_to(request.user), uuid=search)
    acts = {
        "pause": (searches.pause, _("Zu dieser Suche kommen keine Mails mehr.")),
        "resume": (searches.resume, _("Die Suche läuft wieder.")),
        "remove": (searches.remove, _("Die Suche ist gelöscht.")),
    }
    asked = request.POST.get("act", "")
    if asked not in acts:
        messages.error(request, _("Wählen Sie bitte eine der Möglichkeiten."))
        return redirect("partners:search", search)
    service, done = acts[asked]
    service(search_uuid=search, by=request.user)
    messages.success(request, done)
    return redirect("partners:search-list")
