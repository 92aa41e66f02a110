"""An application as a whole: started, overlooked, handed in, taken back, printed."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts.door import start_code_login
from hub.accounts.forms import NameForm
from hub.accounts.http import PortalRequest
from hub.core.workflow import DomainError
from startups.forms import ConfirmForm, EnterForm, StartForm
from startups.models import (
    AnswerEdit,
    Application,
    AttachmentOpening,
    Batch,
    Decision,
    Offer,
)
from startups.queries import application_form, status
from startups.services import applications, drafts, offers, partner_consents
from startups.services.applications import Incomplete
from startups.services.drafts import NotEditable
from startups.states import DECIDED, OfferState
from startups.views import facts

HISTORY_LINES = 200


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The way in: an e-mail address and a code, then a name, then the task list."""
    batch = get_object_or_404(Batch.objects.visible_to(request.user), slug=slug)
    if not batch.is_open_at(timezone.now()):
        return render(request, "startups/closed.html", {"batch": batch}, status=409)
    if not request.user.is_authenticated:
        return enter(request, batch)
    form, me = StartForm(request.POST or None), NameForm.wanted(request)
    if form.is_valid() and (me is None or me.is_valid()):
        try:
            application = drafts.start(
                batch,
                by=request.user,
                name=form.cleaned_data["name"],
                language=get_language() or "de",
            )
        except NotEditable as error:
            form.add_error(None, str(error.message))
        else:
            if me:
                me.save()
            return redirect(application)
    mine = Application.objects.visible_to(request.user).of_team(request.user)
    unfinished = mine.filter(batch=batch).select_related("startup")
    context = {"batch": batch, "form": form, "me": me, "unfinished": unfinished}
    return render(request, "startups/start.html", context)


def enter(request: HttpRequest, batch: Batch) -> HttpResponseBase:
    form = EnterForm(request.POST or None)
    if form.is_valid():
        return start_code_login(request, email=form.cleaned_data["email"], next_url=request.path)
    return render(request, "startups/enter.html", {"batch": batch, "form": form})


@require_safe
def detail(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """The task list of a draft, the status page of everything later."""
    form = facts.own_form(request, uuid)
    application = form.application
    fact = facts.about(application)
    offer = status.offer_of(application)
    decision = released(application)
    context = {
        "application": application,
        "form_state": form,
        "fact": fact,
        "status": status.of(application, deadline=fact.deadline, offer=offer),
        "stops": facts.section_stops(form, None),
        "offer": offer if offer and offer.state == OfferState.SENT else None,
        "decision": decision,
        "reopened": facts.asked_again(application),
        "can_reopen": fact.can_act and application.state == "submitted",
        "can_withdraw": fact.is_owner and application.state in facts.WITHDRAWABLE,
        "openings": openings(application),
    } | facts.team(application, request.user)
    return render(request, "startups/application_detail.html", context)


@require_safe
def check(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """Everything on one page before it is sent, with a link to each answer."""
    return check_page(request, facts.own_form(request, uuid))


@require_POST
def submit(request: PortalRequest, uuid: UUID) -> HttpResponse:
    facts.own_application(request, uuid)
    try:
        application = applications.submit(uuid, by=request.user)
    except Incomplete as error:
        return check_page(request, error.form, tried=True)
    except NotEditable as error:
        messages.error(request, str(error.message))
        return redirect("startups:application-detail", uuid)
    messages.success(
        request, _("Eure Bewerbung ist eingegangen. Die Bestätigung kommt per E-Mail.")
    )
    return redirect(application)


def check_page(
    request: PortalRequest, form: application_form.ApplicationForm, tried: bool = False
) -> HttpResponse:
    application = form.application
    context = {
        "application": application,
        "form_state": form,
        "fact": facts.about(application),
        "stops": facts.section_stops(form, None, checking=True),
        "language": get_language() or "de",
        "tried": tried,
    }
    return render(request, "startups/check.html", context, status=409 if tried else 200)


@require_POST
def reopen(request: PortalRequest, uuid: UUID) -> HttpResponse:
    done = _("Ihr könnt die Bewerbung wieder bearbeiten. Sendet sie danach erneut ab.")
    return act(request, uuid, lambda: applications.reopen(uuid, by=request.user), done)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """Ask once, then end the application for good."""
    application = facts.own_application(request, uuid)
    if request.method == "POST":
        done = _("Die Bewerbung ist zurückgezogen.")
        return act(request, uuid, lambda: applications.withdraw(uuid, by=request.user), done)
    fact = facts.about(application)
    if not fact.is_owner or application.state not in facts.WITHDRAWABLE:
        raise Http404
    context = {"application": application, "fact": fact}
    return render(request, "startups/withdraw.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def offer_confirm(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """The founder takes the place and says which parts of the profile become public."""
    application = facts.own_application(request, uuid)
    offer = get_object_or_404(open_offers(application))
    form = ConfirmForm(request.POST or None, startup=application.startup)
    if form.is_valid():
        done = _("Der Platz gehört euch. Euer Profil steht jetzt im Verzeichnis.")
        return act(
            request,
            uuid,
            lambda: offers.confirm(offer, by=request.user, **form.cleaned_data),
            done,
        )
    context = {
        "application": application,
        "offer": offer,
        "form": form,
        "allowed": partner_consents.in_words(application),
    }
    return render(request, "startups/offer_confirm.html", context)


@require_POST
def offer_decline(request: PortalRequest, uuid: UUID) -> HttpResponse:
    application = facts.own_application(request, uuid)
    offer = get_object_or_404(open_offers(application))
    done = _("Danke für die Antwort. Der Platz geht an ein anderes Team.")
    return act(request, uuid, lambda: offers.decline(offer, by=request.user), done)


def open_offers(application: Application) -> QuerySet[Offer]:
    return Offer.objects.filter(application=application, state=OfferState.SENT)


def act(
    request: PortalRequest, uuid: UUID, service: Callable[[], object], done: str
) -> HttpResponse:
    """Call a service on an own application and say how it went."""
    facts.own_application(request, uuid)
    try:
        service()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect("startups:application-detail", uuid)


@require_safe
def copy(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """The newest handed-in copy, word for word, made for printing."""
    application = facts.own_application(request, uuid)
    newest = application.copies.select_related("submitted_by").last()
    if newest is None:
        raise Http404
    language = "en" if get_language() == "en" else "de"
    fact = facts.about(application)
    offer = status.offer_of(application)
    context = {
        "application": application,
        "copy": newest,
        "sections": [
            {
                "title": section[f"title_{language}"],
                "answers": [
                    (item[f"label_{language}"], item[f"text_{language}"])
                    for item in section["items"]
                ],
            }
            for section in newest.content
        ],
        "status": status.of(application, deadline=fact.deadline, offer=offer),
    }
    return render(request, "startups/copy.html", context)


@require_safe
def history(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """Who did what and when: the application's moves, its team and files, and every answer."""
    application = facts.own_application(request, uuid)
    edits = (
        AnswerEdit.objects.filter(answer__application=application)
        .select_related("by", "answer__question")
        .order_by("-at", "-pk")[:HISTORY_LINES]
    )
    context = {
        "application": application,
        "edits": edits,
        "moves": application.moves.select_related("by"),
        "files": application.attachments.select_related("uploaded_by", "removed_by"),
        "members": application.startup.members.select_related("person"),
        "limit": HISTORY_LINES,
    }
    return render(request, "startups/history.html", context)


def released(application: Application) -> Decision | None:
    """What the hub has decided and said; nothing before that."""
    if application.state not in DECIDED:
        return None
    return application.decisions.released().first()


def openings(application: Application) -> QuerySet[AttachmentOpening]:
    """Who fetched the team's files, the team itself left out; before handing in nobody can."""
    found = AttachmentOpening.objects.filter(attachment__application=application)
    if application.first_submitted_at is None:
        return found.none()
    team = application.startup.members.values("person")
    return found.exclude(person__in=team).select_related("person", "attachment")[:20]
