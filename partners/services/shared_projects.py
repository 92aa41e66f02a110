"""What a request became: told in words that both sides agree to, then shown on all their pages."""

from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError
from hub.programme import public
from partners.models import SharedProject, TransferRequest
from partners.queries import transfers
from partners.queries.transfers import Side
from partners.services.transfers import lock, move, tell_asker, tell_unit
from partners.transfer_states import START_PROJECT, TransferState


class OtherWords(DomainError):
    message = _("Der Text hat sich inzwischen geändert. Sehen Sie ihn noch einmal durch.")


@transaction.atomic
def write(request_uuid: UUID, *, title: str, text: str, by: User) -> SharedProject:
    """Say what is done together; new words need the other side's consent anew.

    Raises NotYours, InvalidTransition.
    """
    request = lock(request_uuid, by=by, act="project")
    sides = transfers.sides_of(by, request)
    project = SharedProject.objects.filter(request=request).first()
    if project and (project.title, project.text) == (title, text):
        return _agree(project, sides)
    if request.state != TransferState.PROJECT:
        move(request, START_PROJECT, by=by)
    project = project or SharedProject(request=request)
    project.title, project.text = title, text
    project.asker_agreed_at = project.unit_agreed_at = None
    project.save()
    project = _agree(project, sides)
    _ask_the_other(request, project, sides)
    return project


@transaction.atomic
def agree(request_uuid: UUID, *, seen: str, by: User) -> SharedProject:
    """Agree to the words that were read (`seen`: the project's stamp).

    Raises NotYours, InvalidTransition, OtherWords.
    """
    request = lock(request_uuid, by=by, act="project")
    project = SharedProject.objects.get(request=request)
    if stamp(project) != seen:
        raise OtherWords
    return _agree(project, transfers.sides_of(by, request))


@transaction.atomic
def take_back(request_uuid: UUID, *, by: User) -> SharedProject:
    """Withdraw one's consent: the next request shows the project nowhere any more."""
    request = lock(request_uuid, by=by, act="project")
    project = SharedProject.objects.get(request=request)
    for side in transfers.sides_of(by, request) - {Side.HUB}:
        setattr(project, f"{side}_agreed_at", None)
    project.save(update_fields=["asker_agreed_at", "unit_agreed_at"])
    public.touch()
    return project


def stamp(project: SharedProject) -> str:
    """Stands for the words as they are; line ends change on their way through a browser."""
    return sha256(f"{project.title}\n{project.text}".encode()).hexdigest()


def _agree(project: SharedProject, sides: frozenset[Side]) -> SharedProject:
    for side in sides - {Side.HUB}:
        name = f"{side}_agreed_at"
        setattr(project, name, getattr(project, name) or timezone.now())
    project.save(update_fields=["asker_agreed_at", "unit_agreed_at"])
    public.touch()
    return project


def _ask_the_other(
    request: TransferRequest, project: SharedProject, sides: frozenset[Side]
) -> None:
    if Side.ASKER not in sides:
        tell_asker(request, "partners/transfer_project", title=project.title)
    if Side.UNIT not in sides:
        tell_unit(request, "partners/transfer_project", title=project.title)
