"""Files of an application: taken in, given out, removed."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub.accounts.http import PortalRequest
from startups.models import (
    Application,
    Attachment,
    KeptPdf,
    Question,
    QuestionKind,
    StartupMember,
)
from startups.services import files
from startups.services.answers import NotAsked
from startups.services.drafts import NotEditable
from startups.services.gate import FileRefused

# A PDF of ours is never shown inside the portal: saved, or opened by the reader's own program.
LOCKED_IN = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


@require_POST
def file_upload(request: PortalRequest, uuid: UUID, question: UUID) -> HttpResponse:
    """Take one file in a request of its own: JSON for the script, a page for everybody else."""
    application = get_object_or_404(_writable(request), uuid=uuid)
    questions = Question.objects.select_related("section").filter(kind=QuestionKind.FILE)
    asked = get_object_or_404(questions, uuid=question, section__batch=application.batch_id)
    try:
        upload = request.FILES.get("file")
        kept = files.attach(application.uuid, question=asked, upload=upload, by=request.user)
    except (NotAsked, Application.DoesNotExist):
        raise Http404 from None
    except NotEditable as error:
        return _not_editable(request, application, error)
    except FileRefused as error:
        return _refused(request, application, asked, error)
    if _wants_json(request):
        return JsonResponse(_as_json(kept), status=HTTPStatus.CREATED)
    messages.success(request, _("Die Datei „%(name)s“ ist gespeichert.") % {"name": kept.name})
    return redirect(_place(application, asked))


@require_safe
def attachment(request: PortalRequest, uuid: UUID) -> HttpResponseBase:
    """Hand out a file to those who may read the application, always as a download."""
    kept = get_object_or_404(Attachment.objects.visible_to(request.user).fetchable(), uuid=uuid)
    response = handed_out(request, kept)
    if request.method != "HEAD":
        files.note_opening(kept, by=request.user)
    return response


def handed_out(request: HttpRequest, kept: KeptPdf) -> HttpResponseBase:
    """A kept PDF as a download; 404 where the file itself is gone. Who may have it, callers ask."""
    if request.method == "HEAD":
        response: HttpResponseBase = HttpResponse(content_type="application/pdf")
        response["Content-Length"] = str(kept.size)
        disposition = content_disposition_header(as_attachment=True, filename=kept.name)
        response["Content-Disposition"] = str(disposition)
    else:
        try:
            content = kept.file.open("rb")
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(
            content, as_attachment=True, filename=kept.name, content_type="application/pdf"
        )
    for header, value in LOCKED_IN.items():
        response[header] = value
    return response


@require_POST
def attachment_remove(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """Take a file out of the application again."""
    held = Attachment.objects.visible_to(request.user).current()
    held = held.filter(application__in=_writable(request))
    kept = get_object_or_404(held.select_related("application", "question__section"), uuid=uuid)
    try:
        files.remove(kept, by=request.user)
    except Application.DoesNotExist:
        raise Http404 from None
    except NotEditable as error:
        return _not_editable(request, kept.application, error)
    if _wants_json(request):
        return JsonResponse({"ok": True})
    messages.success(request, _("Die Datei „%(name)s“ ist entfernt.") % {"name": kept.name})
    return redirect(_place(kept.application, kept.question))


def _writable(request: PortalRequest) -> QuerySet[Application]:
    """The applications on whose team somebody writes; for all others they do not exist here."""
    writing = StartupMember.objects.filter(person=request.user).writing()
    mine = Application.objects.visible_to(request.user)
    return mine.filter(startup__in=writing.values("startup"))


def _place(application: Application, question: Question) -> str:
    """The question on the page of its section."""
    page = reverse("startups:section", args=[application.uuid, question.section.slug])
    return f"{page}#q-{question.uuid}"


def _wants_json(request: PortalRequest) -> bool:
    kind = request.get_preferred_type(["text/html", "application/json"])
    return kind == "application/json"


def _as_json(kept: Attachment) -> dict[str, object]:
    context = {"file": kept, "editable": True}
    return {
        "ok": True,
        "name": kept.name,
        "size": kept.size,
        "pages": kept.pages,
        "url": kept.get_absolute_url(),
        "row": render_to_string("startups/_file_row.html", context),
    }


def _not_editable(
    request: PortalRequest, application: Application, error: NotEditable
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": str(error.message)}, status=HTTPStatus.CONFLICT)
    messages.error(request, str(error.message))
    return redirect(application)


def _refused(
    request: PortalRequest, application: Application, question: Question, error: FileRefused
) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": str(error.message)}, status=error.status)
    context = {
        "application": application,
        "question": question,
        "error": error.message,
        "back": _place(application, question),
    }
    return render(request, "startups/file_refused.html", context, status=error.status)
