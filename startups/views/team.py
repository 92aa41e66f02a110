"""The founding team of an application, changed by its owners."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hub.accounts.http import PortalRequest
from hub.core.workflow import DomainError
from startups.forms import InviteForm, LevelForm
from startups.models import Application, SectionKind
from startups.services import team
from startups.views import facts


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: PortalRequest, uuid: UUID) -> HttpResponse:
    """A page of its own, so that an error in the address loses nothing else."""
    application = facts.own_application(request, uuid)
    form = InviteForm(request.POST or None, initial={"level": "editor"})
    if form.is_valid():
        try:
            team.invite(uuid, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error("email", str(error.message))
        else:
            done = _("Die Einladung an %(email)s ist unterwegs.") % form.cleaned_data
            messages.success(request, done)
            return redirect(team_address(application))
    context = {
        "application": application,
        "form": form,
        "fact": facts.about(application),
        "back": team_address(application),
    }
    return render(request, "startups/team_invite.html", context)


@require_POST
def revoke(request: PortalRequest, uuid: UUID, invitation: UUID) -> HttpResponse:
    return act(
        request,
        uuid,
        lambda: team.revoke_invitation(uuid, invitation_uuid=invitation, by=request.user),
        _("Die Einladung gilt nicht mehr."),
    )


@require_POST
def level(request: PortalRequest, uuid: UUID, member: UUID) -> HttpResponse:
    form = LevelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Wählt bitte eine der Möglichkeiten."))
        return redirect(team_address(facts.own_application(request, uuid)))
    chosen = form.cleaned_data["level"]
    return act(
        request,
        uuid,
        lambda: team.set_level(uuid, member_uuid=member, level=chosen, by=request.user),
        _("Gespeichert."),
    )


@require_POST
def remove(request: PortalRequest, uuid: UUID, member: UUID) -> HttpResponse:
    application = facts.own_application(request, uuid)
    leaving = application.startup.members.filter(uuid=member, person=request.user).exists()
    answer = act(
        request,
        uuid,
        lambda: team.remove(uuid, member_uuid=member, by=request.user),
        _("Die Person ist nicht mehr im Team."),
    )
    still_in = Application.objects.visible_to(request.user).of_team(request.user)
    if leaving and not still_in.filter(uuid=uuid).exists():
        return redirect("portal:dashboard")
    return answer


def act(
    request: PortalRequest, uuid: UUID, service: Callable[[], object], done: str
) -> HttpResponse:
    application = facts.own_application(request, uuid)
    try:
        service()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect(team_address(application))


def team_address(application: Application) -> str:
    """The form's team section; a batch whose form has none shows the team on the overview."""
    return facts.section_address(application, SectionKind.TEAM)
