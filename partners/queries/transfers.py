"""Who is who in a transfer request, and what each side may do now."""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from django.db.models import Case, Exists, OuterRef, QuerySet, Value, When
from django.utils import timezone

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from hub.core.compiled import Compiled
from partners.models import (
    Partner,
    PartnerMember,
    ScienceUnit,
    ScienceUnitMember,
    SharedProject,
    TransferMove,
    TransferRequest,
)
from partners.queries import membership
from partners.transfer_states import (
    ANSWER_REQUEST,
    CLOSE_REQUEST,
    HAND_OVER_REQUEST,
    START_PROJECT,
    TransferState,
)
from startups.models import Startup, StartupMember
from startups.states import Visibility


class Side(StrEnum):
    ASKER = "asker"
    UNIT = "unit"
    HUB = "hub"


# What may be done, by whom, from which states.
ACTS: dict[str, tuple[frozenset[Side], frozenset[str]]] = {
    "answer": (frozenset({Side.UNIT}), ANSWER_REQUEST.sources),
    "hand_over": (frozenset({Side.UNIT, Side.HUB}), HAND_OVER_REQUEST.sources),
    "project": (
        frozenset({Side.ASKER, Side.UNIT}),
        START_PROJECT.sources | {TransferState.PROJECT},
    ),
    "close": (frozenset({Side.ASKER, Side.UNIT, Side.HUB}), CLOSE_REQUEST.sources),
}


def sides_of(user: User, request: TransferRequest) -> frozenset[Side]:
    """On which sides of a request somebody stands today."""
    found = set()
    writing = StartupMember.objects.writing().filter(person=user)
    if request.startup_id:
        asks = writing.filter(startup=request.startup_id).exists()
    else:
        asks = PartnerMember.objects.acting(user).filter(partner=request.partner_id).exists()
    if asks:
        found.add(Side.ASKER)
    if ScienceUnitMember.objects.acting(user).filter(unit=request.unit_id).exists():
        found.add(Side.UNIT)
    if user.has_perm("partners.change_transferrequest"):
        found.add(Side.HUB)
    return frozenset(found)


def open_acts(request: TransferRequest, sides: frozenset[Side]) -> list[str]:
    """What somebody on these sides can do in the request's state."""
    return [act for act, (who, states) in ACTS.items() if who & sides and request.state in states]


@dataclass(frozen=True, slots=True)
class Asker:
    """On whose behalf somebody may ask; `key` tells it in a form."""

    key: str
    side: Startup | Partner


def askers(user: User) -> list[Asker]:
    """One's startups that stand in the directory, and one's partner."""
    writing = StartupMember.objects.writing().filter(
        person=user, startup__visibility=Visibility.PUBLIC
    )
    found = [
        Asker(f"startup-{member.startup.uuid}", member.startup)
        for member in writing.select_related("startup").order_by("startup__sort_key")
    ]
    acting = PartnerMember.objects.acting(user).select_related("partner").first()
    return [*found, Asker(f"partner-{acting.partner.uuid}", acting.partner)] if acting else found


def people_of_unit(unit: ScienceUnit) -> list[User]:
    """Who hears of requests to a unit."""
    holding = RoleGrant.objects.held_at(timezone.now()).filter(
        person=OuterRef("person"), role=Role.SCIENTIST
    )
    members = unit.members.current().filter(Exists(holding), person__is_active=True)
    return [member.person for member in members.select_related("person")]


def people_of_asker(request: TransferRequest) -> list[User]:
    """Who hears of the answer: a startup's writing members, the partner's colleague who asked.

    Where that colleague has left, all of them.
    """
    if request.startup_id:
        writing = StartupMember.objects.writing().filter(startup=request.startup_id)
        return [m.person for m in writing.select_related("person") if m.person.is_active]
    assert request.partner is not None
    people = membership.people_of(request.partner)
    return [person for person in people if person.pk == request.asked_by_id] or people


def hub_people() -> list[User]:
    holding = RoleGrant.objects.held_at(timezone.now()).filter(
        person=OuterRef("pk"), role=Role.STAFF
    )
    return list(User.objects.filter(Exists(holding), is_active=True))


def for_lists(requests: QuerySet[TransferRequest]) -> QuerySet[TransferRequest]:
    return requests.select_related("unit", "startup", "partner")


def waiting(unit: ScienceUnit) -> QuerySet[TransferRequest]:
    """What a unit has to answer, the most urgent first."""
    return for_lists(TransferRequest.objects.unanswered().filter(unit=unit)).order_by(
        "answer_due", "pk"
    )


def of_unit(unit: ScienceUnit) -> QuerySet[TransferRequest]:
    """Everything that is with a unit now, what waits first."""
    is_open = Case(When(state=TransferState.OPEN, then=Value(0)), default=Value(1))
    return for_lists(TransferRequest.objects.filter(unit=unit)).order_by(
        is_open, "-asked_at", "-pk"
    )


def handed_over(unit: ScienceUnit) -> QuerySet[TransferMove]:
    """What was here and went on: a line each, and nothing of what came later."""
    moves = TransferMove.objects.filter(from_unit=unit).exclude(to_unit=unit)
    return moves.select_related("to_unit", "request__startup", "request__partner").order_by("-at")


def projects(side: str, slug: str) -> list[SharedProject]:
    """Published projects about a unit, a startup or a partner, by its slug."""
    return PROJECTS[side].rows(slug=slug)


def _projects_about(side: str, slug: str) -> QuerySet[SharedProject]:
    shown = SharedProject.objects.published().filter(**{f"request__{side}__slug": slug})
    return shown.select_related("request__unit", "request__startup", "request__partner")


PROJECTS = {
    side: Compiled(partial(_projects_about, side), slug=str)
    for side in ("unit", "startup", "partner")
}


def project_of(request: TransferRequest) -> SharedProject | None:
    return SharedProject.objects.filter(request=request).first()


def has_agreed(project: SharedProject, sides: frozenset[Side]) -> bool:
    agreed = {Side.ASKER: project.asker_agreed_at, Side.UNIT: project.unit_agreed_at}
    return any(agreed.get(side) for side in sides)


def has_asked(user: User) -> bool:
    """Whether one's startups or partner have asked anything."""
    return TransferRequest.objects.asked_by_side_of(user).exists()
