"""The reading page of one application, and the acts of its boxes."""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from hub.accounts.models import User
from hub.core.desk import is_key
from hub.core.workflow import DomainError
from startups.admin.forms import (
    NO,
    YES,
    DecisionForm,
    DeskForm,
    ExtensionForm,
    NoteForm,
    QuestionsForm,
    ScreeningForm,
    StepForm,
    WithdrawalForm,
)
from startups.models import Application, Decision, Question, Reopening
from startups.queries import application_form, places
from startups.services import decisions, extensions, notes, reopenings, screening
from startups.services.drafts import deadline_of
from startups.states import (
    IN_SELECTION,
    OUTCOME_TRANSITIONS,
    RENEW_OFFER,
    UNDECIDED,
    ApplicationState,
    Outcome,
)

Bound = Mapping[str, forms.Form]


class SeenOnlyForm(DeskForm):
    seen = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class ClosingForm(DeskForm):
    reopening = forms.CharField(max_length=19, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True)
class Act:
    """One box of the page: its form, what it does, what is said afterwards."""

    form: type[forms.Form]
    run: Callable[[Application, dict[str, Any], User], object]
    done: Any


def _screen(application: Application, typed: dict[str, Any], by: User) -> object:
    return screening.screen(
        application,
        eligible=typed["eligible"] == YES,
        reason=typed["reason"],
        seen=typed["seen"],
        by=by,
    )


def _decide(application: Application, typed: dict[str, Any], by: User) -> object:
    return decisions.prepare(application, by=by, **typed)


def _step(application: Application, typed: dict[str, Any], by: User) -> object:
    step = screening.STEPS.get(ApplicationState(typed["step"]))
    if step is None:
        raise DomainError
    return screening.advance(application, step, by=by)


def _open(application: Application, typed: dict[str, Any], by: User) -> object:
    found = Question.objects.filter(pk__in=typed["questions"])
    return reopenings.open_questions(
        application,
        questions=found.select_related("section").prefetch_related("tracks"),
        until=typed["until"],
        note=typed["note"],
        by=by,
    )


def _close(application: Application, typed: dict[str, Any], by: User) -> object:
    key: str = typed["reopening"]
    found = Reopening.objects.filter(application=application)
    reopening = found.filter(pk=key).first() if is_key(key) else None
    if reopening is None:
        raise DomainError
    return reopenings.close(reopening, by=by)


ACTS: dict[str, Act] = {
    "screen": Act(ScreeningForm, _screen, gettext_lazy("Die Prüfung ist notiert.")),
    "unscreen": Act(
        SeenOnlyForm,
        lambda application, typed, by: screening.undo(application, by=by, seen=typed["seen"]),
        gettext_lazy("Die Prüfung ist zurückgenommen."),
    ),
    "decide": Act(DecisionForm, _decide, gettext_lazy("Die Entscheidung ist vorbereitet.")),
    "undecide": Act(
        SeenOnlyForm,
        lambda application, typed, by: decisions.clear(application, by=by, seen=typed["seen"]),
        gettext_lazy("Es ist keine Entscheidung mehr vorbereitet."),
    ),
    "note": Act(
        NoteForm,
        lambda application, typed, by: notes.add(application, text=typed["text"], by=by),
        gettext_lazy("Die Notiz ist gespeichert."),
    ),
    "questions": Act(QuestionsForm, _open, gettext_lazy("Das Team kann jetzt antworten.")),
    "close": Act(ClosingForm, _close, gettext_lazy("Die Rückfrage ist abgeschlossen.")),
    "extension": Act(
        ExtensionForm,
        lambda application, typed, by: extensions.give(application, by=by, **typed),
        gettext_lazy("Die Frist ist verlängert, das Team weiß es."),
    ),
    "withdrawal": Act(
        WithdrawalForm,
        lambda application, typed, by: screening.withdraw_on_request(
            application, reason=typed["reason"], by=by
        ),
        gettext_lazy("Die Bewerbung ist zurückgezogen, das Team weiß es."),
    ),
    "step": Act(StepForm, _step, gettext_lazy("Der Stand ist weitergeführt.")),
}

# Acts that are one button: there is no box to show their errors in.
BUTTONS = {"unscreen", "undecide", "close", "step"}


def act(model_admin: Any, request: Any, application: Application, wanted: Act) -> HttpResponse:
    """Run one act; when it cannot be, show the page again with what was typed and why."""
    name = next(name for name, known in ACTS.items() if known is wanted)
    more: dict[str, Any] = {"asked": asked(application)} if wanted.form is QuestionsForm else {}
    form = wanted.form(request.POST, **more)
    if not form.is_valid():
        return page(model_admin, request, application, {name: form}, status=422)
    try:
        wanted.run(application, form.cleaned_data, request.user)
    except DomainError as refused:
        form.add_error(None, str(refused.message))
        fresh = model_admin.workable(request, str(application.pk))
        return page(model_admin, request, fresh, {name: form}, status=409)
    except ObjectDoesNotExist:
        raise Http404 from None
    model_admin.log_change(request, application, str(wanted.done))
    messages.success(request, wanted.done)
    return redirect(f"{address(application)}{kept_filters(request)}")


def page(
    model_admin: Any,
    request: Any,
    application: Application,
    bound: Bound | None = None,
    status: int = 200,
) -> HttpResponse:
    """Everything about one application on one screen; `bound` holds a form that was refused."""
    form = application_form.load(application, with_consents=False)
    decision, told = verdicts(application)
    extended = list(application.extensions.select_related("given_by"))
    application.extended_until = extended[0].until if extended else None
    context = {
        **model_admin.admin_site.each_context(request),
        "title": application.startup.name,
        "opts": model_admin.opts,
        "application": application,
        "original": application,
        "parts": form.parts,
        "reopened": reopened(application),
        "decision": decision,
        "told": told,
        "offer": getattr(application, "offer", None),
        "places": places.left(application.batch),
        "deadline": deadline_of(application),
        "team": application.startup.members.current().select_related("person"),
        "moves": application.moves.select_related("by"),
        "notes": application.notes.select_related("author"),
        "extensions": extended,
        "neighbours": neighbours(model_admin, request, application),
        "filters": kept_filters(request),
        "list_url": back_to_list(request),
        "refusals": refusals(bound or {}),
        "may_write": model_admin.has_change_permission(request, application),
        **possible(application),
        **boxes(application, decision, form, bound or {}),
    }
    template = "admin/startups/application/change_form.html"
    return TemplateResponse(request, template, context, status=status)


def refusals(bound: Bound) -> list[str]:
    """Why a button without a box of its own did nothing."""
    forms_of_buttons = [form for name, form in bound.items() if name in BUTTONS]
    return [
        str(error)
        for form in forms_of_buttons
        for found in form.errors.values()
        for error in found
    ]


def possible(application: Application) -> dict[str, object]:
    """Which boxes the page shows: what cannot be done now is not offered."""
    state = application.state
    steps = [step for step in screening.STEPS.values() if state in step.sources]
    return {
        "can_screen": state in IN_SELECTION,
        "can_decide": any(
            state in OUTCOME_TRANSITIONS[outcome].sources for outcome in decisions.PREPARABLE
        )
        and application.is_eligible is not False,
        "can_ask": state in IN_SELECTION,
        "can_extend": state in extensions.EXTENDABLE,
        "can_withdraw": state in UNDECIDED,
        "can_renew": state == ApplicationState.ACCEPTED and has_expired(application),
        "steps": [(step.target, ApplicationState(step.target).label) for step in steps],
    }


def has_expired(application: Application) -> bool:
    """Whether the team has a place that ran out."""
    offer = getattr(application, "offer", None)
    return offer is not None and offer.state in RENEW_OFFER.sources


def boxes(
    application: Application,
    decision: Decision | None,
    form: application_form.ApplicationForm,
    bound: Bound,
) -> dict[str, object]:
    """The forms of the page; after a refusal their stamps are those of what is shown now."""
    screened = screening.stamp(application)
    decided = decisions.stamp(application, decision)
    filled = {
        "screen": ScreeningForm(initial=_screened(application)),
        "decide": DecisionForm(initial=_decided(application, decision)),
        "note": NoteForm(),
        "questions": QuestionsForm(asked=[field.question for field in form.fields()]),
        "extension": ExtensionForm(),
        "withdrawal": WithdrawalForm(),
        **bound,
    }
    named = {f"{name}_form": found for name, found in filled.items()}
    return {**named, "screen_seen": screened, "decide_seen": decided}


def _screened(application: Application) -> dict[str, object]:
    known = {True: YES, False: NO, None: None}
    return {
        "eligible": known[application.is_eligible],
        "reason": application.screening_reason,
    }


def _decided(application: Application, decision: Decision | None) -> dict[str, object]:
    if decision is None or decision.outcome == Outcome.RULE_OUT:
        return {}
    return {"outcome": decision.outcome, "message": decision.message, "rank": decision.rank}


def verdicts(application: Application) -> tuple[Decision | None, list[Decision]]:
    """What is prepared in silence, and what the team was told, the newest first."""
    found = application.decisions.select_related("prepared_by", "released_by")
    rows = list(found.order_by("-released_at", "-pk"))
    prepared = [row for row in rows if row.released_at is None]
    return next(iter(prepared), None), [row for row in rows if row.released_at]


def asked(application: Application) -> list[Any]:
    """The questions that this application was asked."""
    return [field.question for field in application_form.load(application).fields()]


def reopened(application: Application) -> dict[int, Reopening]:
    """The newest reopening of each question, by the question's key."""
    rows = Reopening.objects.filter(application=application).order_by("opened_at")
    return {row.question_id: row for row in rows.select_related("opened_by")}


class PlaceInList(ChangeList):
    """The list's order and filters, without reading a page of it or the choices of a filter."""

    def get_results(self, request: Any) -> None:
        self.result_list = []


def silent(filter_class: Any) -> Any:
    """The same filter without its choices, which nobody sees here and each of which is a query."""
    choices = [("", "")]
    return type(filter_class.__name__, (filter_class,), {"lookups": lambda *args: choices})


def place_in_list(model_admin: Any, asking: Any) -> ChangeList:
    return PlaceInList(
        asking,
        model_admin.model,
        model_admin.list_display,
        (),
        [silent(found) for found in model_admin.list_filter],
        None,
        model_admin.search_fields,
        (),
        model_admin.list_per_page,
        model_admin.list_max_show_all,
        (),
        model_admin,
        model_admin.sortable_by,
        model_admin.search_help_text,
    )


def neighbours(model_admin: Any, request: Any, application: Application) -> dict[str, object]:
    """The next and the one before, in the list one came from."""
    asking = copy(request)
    asking.GET = QueryDict(request.GET.get("_changelist_filters", ""))
    try:
        found = place_in_list(model_admin, asking)
        keys = list(found.queryset.values_list("pk", flat=True))
    except IncorrectLookupParameters:
        keys = []
    if application.pk not in keys:
        return {}
    place = keys.index(application.pk)
    suffix = kept_filters(request)
    return {
        "before": f"{_address(keys[place - 1])}{suffix}" if place else "",
        "after": f"{_address(keys[place + 1])}{suffix}" if place + 1 < len(keys) else "",
        "number": place + 1,
        "total": len(keys),
    }


def kept_filters(request: Any) -> str:
    """The list one came from, as the end of an address."""
    kept = request.GET.get("_changelist_filters", "")
    return f"?{urlencode({'_changelist_filters': kept})}" if kept else ""


def address(application: Application) -> str:
    return _address(application.pk)


def _address(key: int) -> str:
    return reverse("admin:startups_application_change", args=[key])


def back_to_list(request: Any) -> str:
    kept = request.GET.get("_changelist_filters", "")
    url = reverse("admin:startups_application_changelist")
    return f"{url}?{kept}" if kept else url
