"""Files of a pilot: taken in, given out to both sides, removed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hub.accounts.http import PortalRequest
from hub.core.workflow import DomainError
from partners.models import PilotFile
from partners.services import pilot_files
from partners.views.pilot import PilotRequest, at_pilot, shown
from startups.services.gate import FileRefused
from startups.views.files import handed_out


@require_POST
@at_pilot
def attach(request: PilotRequest) -> HttpResponse:
    """Take one file; a refusal stands at the field."""
    try:
        kept = pilot_files.attach(
            request.pilot.uuid, upload=request.FILES.get("file"), by=request.user
        )
    except FileRefused as error:
        answer = shown(request, file_error=error.message)
        answer.status_code = error.status
        return answer
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Die Datei „%(name)s“ ist gespeichert.") % {"name": kept.name})
    return redirect(request.pilot)


@require_safe
def file(request: PortalRequest, uuid: UUID) -> HttpResponseBase:
    """Hand out a file to those who see its pilot, always as a download."""
    kept = get_object_or_404(PilotFile.objects.visible_to(request.user).fetchable(), uuid=uuid)
    return handed_out(request, kept)


@require_POST
def remove(request: PortalRequest, uuid: UUID) -> HttpResponse:
    current = PilotFile.objects.visible_to(request.user).current().select_related("pilot")
    kept = get_object_or_404(current, uuid=uuid)
    try:
        pilot_files.remove(kept, by=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, _("Die Datei „%(name)s“ ist entfernt.") % {"name": kept.name})
    return redirect(kept.pilot)
