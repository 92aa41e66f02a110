"""Decisions: prepared in silence, checked against the places, released together in one act.

Whatever touches places locks the batch first and the application then, so that two of them never
count the same place.
"""

from collections.abc import Collection
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub.accounts.models import User
from hub.core import times
from hub.core.workflow import DomainError, InvalidTransition
from hub.mail import texts
from hub.programme import public
from startups.models import Application, Batch, Decision, Offer
from startups.queries import places
from startups.services import letters
from startups.services.letters import Preview
from startups.services.moves import move
from startups.services.screening import Changed, ensure_workable
from startups.states import (
    IN_SELECTION,
    OUTCOME_TRANSITIONS,
    ApplicationState,
    Outcome,
)

RELEASE = "startups.release_decision"
MAX_MESSAGE = 4000
# Ruling out is prepared by the screening, which also asks for the reason.
PREPARABLE = (Outcome.ACCEPT, Outcome.WAITLIST, Outcome.DECLINE)


class NoPlaceLeft(DomainError):
    """All places of the batch, or of the track, are taken or promised."""


class NotYours(DomainError):
    message = gettext_lazy("Entscheidungen gibt die Auswahlleitung frei.")


@dataclass(frozen=True, slots=True)
class Announcement:
    """One decision as its team will read it: which mail goes to whom."""

    application: Application
    decision: Decision
    mails: list[Preview]


@transaction.atomic
def prepare(
    application: Application,
    *,
    outcome: str,
    message: str = "",
    rank: int | None = None,
    by: User,
    seen: str | None = None,
) -> Decision:
    """Note what will be decided, or change it; nobody outside sees a trace before the release.

    Raises NoPlaceLeft, Changed, InvalidTransition, DomainError, Application.DoesNotExist.
    """
    message = message.strip()
    if outcome not in PREPARABLE or len(message) > MAX_MESSAGE:
        raise DomainError(_("Diese Entscheidung lässt sich so nicht vorbereiten."))
    if outcome == Outcome.DECLINE and not message:
        raise DomainError(_("Eine Absage braucht einen Text: Das Team soll daraus lernen können."))
    ensure_workable(application, by=by)
    batch = _lock_batch(application.batch_id)
    application = _lock_decidable(application, outcome)
    decision = _prepared(application)
    if seen is not None and seen != stamp(application, decision):
        raise Changed
    if outcome == Outcome.ACCEPT:
        ensure_place(batch, application)
    decision = decision or Decision(application=application)
    decision.outcome, decision.message, decision.prepared_by = outcome, message, by
    decision.rank = rank if outcome == Outcome.WAITLIST else None
    decision.prepared_at = timezone.now()
    decision.save()
    return decision


@transaction.atomic
def clear(application: Application, *, by: User, seen: str | None = None) -> None:
    """Forget what was prepared; a screening that says no is undone at the screening."""
    ensure_workable(application, by=by)
    _lock_batch(application.batch_id)
    decision = _prepared(application)
    if seen is not None and seen != stamp(application, decision):
        raise Changed
    if decision and decision.outcome == Outcome.RULE_OUT:
        raise DomainError(_("Nehmen Sie zuerst die Prüfung zurück: Sie sagt „nicht zugelassen“."))
    if decision:
        decision.delete()


def preview_release(batch: Batch, *, by: User) -> list[Announcement]:
    """Which mails `release` would send now, word for word, without changing anything."""
    prepared = _releasable(batch, by)
    wordings: dict[tuple[str, str], texts.Text] = {}
    now = timezone.now()
    announced = []
    for decision in prepared.order_by("outcome", "application__startup__sort_key", "pk"):
        after = copy(decision.application)
        after.state = OUTCOME_TRANSITIONS[Outcome(decision.outcome)].target
        after.decided_at = now
        offer = _offer(after, now) if decision.outcome == Outcome.ACCEPT else None
        told = letters.decided(after, decision.outcome, decision.message, offer=offer)
        mails = letters.previews(told, wordings)
        announced.append(Announcement(decision.application, decision, mails))
    return announced


@transaction.atomic
def release(
    batch: Batch, *, by: User, shown: Collection[Decision] | None = None
) -> list[Application]:
    """Tell every team its decision: all of what is prepared for the batch, or nothing.

    States, offers and mails in one transaction; called again it releases only what was prepared
    since. A lead who is tied to a startup leaves its decision to another lead. With `shown`, the
    decisions of a preview, nothing else is released. Raises NotYours, NoPlaceLeft, Changed,
    InvalidTransition.
    """
    if not by.has_perm(RELEASE):
        raise NotYours
    batch = _lock_batch(batch.pk)
    decisions = list(_releasable(batch, by).select_for_update(of=("self",)).order_by("pk"))
    if shown is not None and _versions(decisions) != _versions(shown):
        raise Changed
    _ensure_places(batch)
    now = timezone.now()
    return [_announce(decision, by=by, now=now) for decision in decisions]


def give_place(application: Application, *, by: User | None, now: datetime) -> Offer:
    """Accept an application and offer it its place, with its own time to answer.

    Inside a transaction that holds the batch and has counted.
    """
    transition = OUTCOME_TRANSITIONS[Outcome.ACCEPT]
    application = move(application, transition, by=by, at=now, decided_at=now)
    offer = _offer(application, now)
    offer.save()
    return offer


def stamp(application: Application, decision: Decision | None) -> str:
    """What a decision box shows; another stamp means somebody decided since."""
    if decision is None:
        return f"{application.state}|-"
    return f"{application.state}|{decision.pk}|{decision.prepared_at.isoformat()}"


def _versions(decisions: Collection[Decision]) -> set[tuple[int, datetime]]:
    return {(decision.pk, decision.prepared_at) for decision in decisions}


def _announce(decision: Decision, *, by: User, now: datetime) -> Application:
    application, outcome = decision.application, Outcome(decision.outcome)
    offer = None
    if outcome == Outcome.ACCEPT:
        offer = give_place(application, by=by, now=now)
        application = offer.application
    else:
        transition = OUTCOME_TRANSITIONS[outcome]
        application = move(application, transition, by=by, at=now, decided_at=now)
    decision.released_at, decision.released_by = now, by
    decision.save(update_fields=["released_at", "released_by"])
    told = letters.decided(application, outcome, decision.message, offer=offer)
    letters.send(application, told)
    # The home page counts what the batch has accepted.
    public.touch()
    return application


def _offer(application: Application, now: datetime) -> Offer:
    last_day = now.astimezone(times.BERLIN).date() + timedelta(days=application.batch.offer_days)
    return Offer(application=application, sent_at=now, expires_at=times.end_of_day(last_day))


def _releasable(batch: Batch, by: User) -> QuerySet[Decision]:
    workable = Application.objects.workable_by(by).filter(batch=batch)
    return (
        Decision.objects.prepared()
        .filter(application__in=workable.values("pk"))
        .select_related("application__batch", "application__startup", "application__track")
        .prefetch_related(letters.with_team("application__startup"))
    )


def _lock_batch(pk: int) -> Batch:
    return Batch.objects.select_for_update(no_key=True).get(pk=pk)


def _lock_decidable(application: Application, outcome: str) -> Application:
    """The locked row; asked before the lock as well, so as never to wait for a team's own step."""
    transition = OUTCOME_TRANSITIONS[Outcome(outcome)]
    if application.state == ApplicationState.DRAFT:
        raise InvalidTransition(log="cannot decide a draft")
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    transition.ensure_allowed_from(application.state)
    if application.is_eligible is False and application.state in IN_SELECTION:
        raise DomainError(_("Die Prüfung sagt „nicht zugelassen“. Nehmen Sie sie zuerst zurück."))
    return application


def _prepared(application: Application) -> Decision | None:
    return Decision.objects.prepared().filter(application=application).first()


def ensure_place(batch: Batch, application: Application) -> None:
    """Raise NoPlaceLeft unless one more of that track has room."""
    full = places.shortage(batch, application.track_id, without=[application.pk])
    if full is not None:
        raise NoPlaceLeft(_no_place(full))


def _ensure_places(batch: Batch) -> None:
    """At the release once more: limits may have been lowered since."""
    for found in places.left(batch):
        if found.left < 0:
            raise NoPlaceLeft(_no_place(found))


def _no_place(found: places.Places) -> str:
    numbers = {
        "limit": found.limit,
        "taken": found.taken,
        "prepared": found.prepared,
        "track": found.track.name if found.track else "",
    }
    if found.track is None:
        return (
            _(
                "Die Klasse hat %(limit)d Plätze: %(taken)d vergeben, %(prepared)d Zusagen vorbereitet."
            )
            % numbers
        )
    return (
        _(
            "Für %(track)s gibt es %(limit)d Plätze: %(taken)d vergeben, %(prepared)d Zusagen vorbereitet."
        )
        % numbers
    )
