"""Transfer requests: asked, answered, handed over, closed; every act locks the row first."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts import limits
from hub.accounts.models import User
from hub.core.workflow import DomainError, InvalidTransition, Transition
from hub.mail import outbox
from hub.mail.values import Block, Link, Words
from partners.models import Partner, ScienceUnit, TransferMove, TransferRequest
from partners.queries import transfers
from partners.queries.transfers import Side
from partners.transfer_states import (
    ANSWER_REQUEST,
    CLOSE_REQUEST,
    HAND_OVER_REQUEST,
    TransferOutcome,
)
from startups.models import Startup

DAY = timedelta(days=1)
PER_DAY = 5
# A unit that takes a request over has at least so long.
AFTER_HAND_OVER = timedelta(days=7)
LATEST = timedelta(days=180)


class NotYours(DomainError):
    message = _("Das kann nur, wer gerade damit zu tun hat.")


class TooMany(DomainError):
    message = _("Für heute sind das genug Anfragen. Morgen geht es weiter.")


class NotAsking(DomainError):
    message = _(
        "Anfragen können Startups, deren Profil im Verzeichnis steht, und Partner des Hubs."
    )


class WrongDay(DomainError):
    message = _("Die Antwort braucht einen Tag, der nicht vorbei und nicht zu weit weg ist.")


class SameUnit(DomainError):
    message = _("Dort liegt die Anfrage schon.")


@transaction.atomic
def ask(
    unit: ScienceUnit, *, side: Startup | Partner, need: str, answer_due: date, by: User
) -> TransferRequest:
    """Ask a published unit; a double click gives the request that is there.

    Raises NotAsking, WrongDay, TooMany.
    """
    User.objects.select_for_update().get(pk=by.pk)
    unit = ScienceUnit.objects.published().select_for_update(of=("self",)).get(pk=unit.pk)
    if all(asker.side != side for asker in transfers.askers(by)):
        raise NotAsking
    asker = {"startup": side} if isinstance(side, Startup) else {"partner": side}
    same = TransferRequest.objects.unanswered().filter(unit=unit, need=need, **asker).first()
    if same is not None:
        return same
    if not timezone.localdate() < answer_due <= timezone.localdate() + LATEST:
        raise WrongDay
    if not limits.allow(f"transfer-requests-by:{by.pk}", limit=PER_DAY, per=DAY):
        raise TooMany
    request = TransferRequest.objects.create(
        unit=unit, need=need, answer_due=answer_due, asked_by=by, **asker
    )
    tell_unit(request, "partners/transfer_asked")
    return request


@transaction.atomic
def answer(request_uuid: UUID, *, text: str, by: User) -> TransferRequest:
    """The unit's answer; of two who answer at once the second is told.

    Raises NotYours, InvalidTransition.
    """
    request = lock(request_uuid, by=by, act="answer")
    request = move(
        request,
        ANSWER_REQUEST,
        by=by,
        answer=text,
        answered_at=timezone.now(),
        answered_by=by,
    )
    tell_asker(request, "partners/transfer_answered", answer=Block(text))
    return request


@transaction.atomic
def hand_over(request_uuid: UUID, *, unit: ScienceUnit, reason: str, by: User) -> TransferRequest:
    """Give the request to a unit that fits better; who asked hears where it is now.

    Raises NotYours, InvalidTransition, SameUnit.
    """
    request = lock(request_uuid, by=by, act="hand_over")
    if unit.pk == request.unit_id:
        raise SameUnit
    due = max(request.answer_due, timezone.localdate() + AFTER_HAND_OVER)
    request = move(
        request,
        HAND_OVER_REQUEST,
        by=by,
        note=reason,
        unit=ScienceUnit.objects.published().get(pk=unit.pk),
        answer_due=due,
    )
    tell_unit(request, "partners/transfer_asked")
    tell_asker(request, "partners/transfer_handed_over", reason=Block(reason), due=due)
    return request


@transaction.atomic
def close(request_uuid: UUID, *, outcome: str, note: str = "", by: User) -> TransferRequest:
    """End it with what came of it; the other side hears. Raises NotYours, InvalidTransition."""
    request = lock(request_uuid, by=by, act="close")
    sides = transfers.sides_of(by, request)
    request = move(request, CLOSE_REQUEST, by=by, note=note, outcome=outcome)
    said = {"outcome": Words(TransferOutcome(outcome).label), "note": Block(note)}
    if Side.ASKER not in sides:
        tell_asker(request, "partners/transfer_closed", **said)
    if Side.UNIT not in sides:
        tell_unit(request, "partners/transfer_closed", **said)
    return request


def move(
    request: TransferRequest,
    transition: Transition,
    *,
    by: User,
    note: str = "",
    **changes: object,
) -> TransferRequest:
    """Check and record a transition on the locked row. Raises InvalidTransition."""
    transition.ensure_allowed_from(request.state)
    before, unit_before = request.state, request.unit
    request.state = transition.target
    for field, value in changes.items():
        setattr(request, field, value)
    request.save(update_fields=["state", *changes])
    TransferMove.objects.create(
        request=request,
        transition=transition.name,
        from_state=before,
        to_state=transition.target,
        from_unit=unit_before,
        to_unit=request.unit,
        by=by,
        note=note,
    )
    return request


def lock(request_uuid: UUID, *, by: User, act: str) -> TransferRequest:
    """The fresh row, locked, for somebody who may do this now."""
    # Alone: a joined unit would still be the one from before a hand-over that was waited for.
    request = TransferRequest.objects.select_for_update().get(uuid=request_uuid)
    who, states = transfers.ACTS[act]
    if not who & transfers.sides_of(by, request):
        raise NotYours
    if request.state not in states:
        raise InvalidTransition(log=f"cannot {act} from {request.state}")
    return request


def about(request: TransferRequest) -> dict[str, object]:
    """The values that every mail about a request has."""
    return {
        "asker": request.asker.name,
        "unit": lambda: request.unit.name,
        "link": Link(request.get_absolute_url()),
    }


def tell_unit(request: TransferRequest, kind: str, **values: object) -> None:
    if kind == "partners/transfer_asked":
        values = {"need": Block(request.need), "due": request.answer_due}
    for person in transfers.people_of_unit(request.unit):
        outbox.queue(
            kind,
            to=person,
            values={**about(request), **values},
            about=request.get_absolute_url(),
        )


def tell_asker(request: TransferRequest, kind: str, **values: object) -> None:
    for person in transfers.people_of_asker(request):
        outbox.queue(
            kind,
            to=person,
            values={**about(request), **values},
            about=request.get_absolute_url(),
        )
