"""Acts on many applications: first a page that says what would happen to each, then a button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub.accounts import confirmation
from hub.core.workflow import DomainError
from hub.sheets import tables
from startups.admin.forms import BulkDecisionForm
from startups.models import Application
from startups.services import decisions, exports, screening
from startups.states import IN_SELECTION, OUTCOME_TRANSITIONS, Outcome

CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Row:
    """What would happen to one application; `refusal` says why nothing would."""

    application: Application
    refusal: str | Promise = ""


def screen_page(model_admin: Any, request: Any, queryset: QuerySet[Application]) -> Any:
    """Note that all of these may take part; nobody outside is told."""
    rows = [Row(application, _why_not_screened(application)) for application in queryset]
    if CONFIRMED in request.POST:
        return _each(
            model_admin,
            request,
            rows,
            lambda application: screening.screen(application, eligible=True, by=request.user),
        )
    context = {"action": "screen_selected", "what": _("als zugelassen prüfen")}
    return _preview(model_admin, request, rows, context)


def decide_page(model_admin: Any, request: Any, queryset: QuerySet[Application]) -> Any:
    """Prepare the same decision for all of these, in silence."""
    was_asked = "outcome" in request.POST
    form = BulkDecisionForm(request.POST if was_asked else None)
    is_valid = was_asked and form.is_valid()
    outcome = form.cleaned_data["outcome"] if is_valid else ""
    rows = [Row(application, _why_not_decided(application, outcome)) for application in queryset]
    if is_valid and CONFIRMED in request.POST:
        return _each(
            model_admin,
            request,
            rows,
            lambda application: decisions.prepare(
                application, by=request.user, **form.cleaned_data
            ),
        )
    context = {"action": "decide_selected", "what": _("Entscheidung vorbereiten"), "form": form}
    return _preview(model_admin, request, rows, context)


def download(
    model_admin: Any, request: Any, queryset: QuerySet[Application], kind: str
) -> HttpResponse:
    """The chosen applications as a file, for who has just shown who they are."""
    confirmation.before_file(request)
    keys = list(queryset.values_list("pk", flat=True))
    table = exports.table(keys, by=request.user)
    note_export(request, queryset)
    return tables.download(table, kind, "bewerbungen")


def note_export(request: Any, queryset: QuerySet[Application]) -> None:
    """One line in the history of each application that left the portal."""
    LogEntry.objects.log_actions(
        user_id=request.user.pk,
        queryset=queryset,
        action_flag=CHANGE,
        change_message=_("In einen Export aufgenommen."),
    )


def _each(
    model_admin: Any, request: Any, rows: list[Row], act: Callable[[Application], object]
) -> HttpResponse:
    """One transaction each: what cannot be done is said, and keeps the others from nothing."""
    done = 0
    for row in rows:
        if row.refusal:
            continue
        try:
            act(row.application)
        except DomainError as refused:
            messages.warning(request, f"{row.application}: {refused.message}")
        except ObjectDoesNotExist:
            continue
        else:
            model_admin.log_change(request, row.application, _("Mit anderen zusammen bearbeitet."))
            done += 1
    text = ngettext("%d Bewerbung bearbeitet.", "%d Bewerbungen bearbeitet.", done)
    messages.success(request, text % done)
    return HttpResponseRedirect(request.get_full_path())


def _preview(
    model_admin: Any, request: Any, rows: list[Row], more: Mapping[str, object]
) -> HttpResponse:
    possible = [row for row in rows if not row.refusal]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Für %(count)d Bewerbungen: %(what)s")
        % {"count": len(possible), "what": more["what"]},
        "opts": model_admin.opts,
        "rows": rows,
        "possible": possible,
        "checkbox": ACTION_CHECKBOX_NAME,
        **more,
    }
    return TemplateResponse(request, "admin/startups/application/bulk.html", context)


def _why_not_screened(application: Application) -> str | Promise:
    if application.state not in IN_SELECTION:
        return application.get_state_display()
    if application.is_eligible is False:
        return _("schon als nicht zugelassen geprüft")
    return _("schon als zugelassen geprüft") if application.is_eligible else ""


def _why_not_decided(application: Application, outcome: str) -> str | Promise:
    if application.is_eligible is False and application.state in IN_SELECTION:
        return _("als nicht zugelassen geprüft")
    wanted = [Outcome(outcome)] if outcome else list(decisions.PREPARABLE)
    if not any(application.state in OUTCOME_TRANSITIONS[found].sources for found in wanted):
        return application.get_state_display()
    return ""
