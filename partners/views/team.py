"""An organisation's own staff, changed by its leads; the area says whose: see partners.views.area."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hub.accounts.models import Invitation
from hub.core.workflow import DomainError
from partners.forms import InviteForm, LevelForm
from partners.models import StaffLevel
from partners.views.area import AreaRequest


@require_safe
def team(request: AreaRequest) -> HttpResponse:
    """Everybody sees the colleagues; who leads sees whom they have invited, too."""
    context = {
        **request.area.frame(request.member),
        "me": request.member,
        "members": request.area.staff.visible_to(request.user).select_related("person"),
        "invited": _invited(request).order_by("created_at") if request.member.is_lead else [],
        "levels": StaffLevel.choices,
    }
    return render(request, "partners/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: AreaRequest) -> HttpResponse:
    """A page of its own, so that an error in the address loses nothing else."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            request.area.staff.invite(
                request.member.organisation,
                by=request.user,
                language=request.user.language,
                **form.cleaned_data,
            )
        except DomainError as error:
            form.add_error("email", str(error.message))
        else:
            done = _("Die Einladung an %(email)s ist unterwegs.") % form.cleaned_data
            messages.success(request, done)
            return redirect(request.area.urls["team"])
    context = {**request.area.frame(request.member), "me": request.member, "form": form}
    return render(request, "partners/team_invite.html", context)


@require_POST
def revoke(request: AreaRequest, invitation: UUID) -> HttpResponse:
    get_object_or_404(_invited(request), uuid=invitation)
    return act(
        request,
        lambda: request.area.staff.revoke_invitation(invitation_uuid=invitation, by=request.user),
        _("Die Einladung gilt nicht mehr."),
    )


@require_POST
def level(request: AreaRequest, member: UUID) -> HttpResponse:
    get_object_or_404(request.area.staff.visible_to(request.user), uuid=member)
    form = LevelForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Wählen Sie bitte eine der Möglichkeiten."))
        return redirect(request.area.urls["team"])
    chosen = form.cleaned_data["level"]
    return act(
        request,
        lambda: request.area.staff.set_level(member_uuid=member, level=chosen, by=request.user),
        _("Gespeichert."),
    )


@require_POST
def remove(request: AreaRequest, member: UUID) -> HttpResponse:
    get_object_or_404(request.area.staff.visible_to(request.user), uuid=member)
    leaving = request.member.uuid == member
    answer = act(
        request,
        lambda: request.area.staff.remove(member_uuid=member, by=request.user),
        _("Die Person arbeitet nicht mehr mit."),
    )
    still_in = request.area.staff.visible_to(request.user).filter(uuid=member).exists()
    return redirect("portal:dashboard") if leaving and not still_in else answer


def _invited(request: AreaRequest) -> QuerySet[Invitation]:
    """The open invitations to one's own organisation."""
    return Invitation.objects.redeemable_at(timezone.now()).filter(
        kind=request.area.staff.kind, subject=request.member.organisation.uuid
    )


def act(request: AreaRequest, service: Callable[[], object], done: str) -> HttpResponse:
    """Call the service; back to the team with what came of it."""
    try:
        service()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, done)
    return redirect(request.area.urls["team"])
