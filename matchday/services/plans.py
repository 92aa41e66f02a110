"""A timetable: ordered at the desk, made by a worker, looked at, published, mended."""

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError, Transition
from matchday.models import MatchDay, MatchMeeting, MatchPlan, MatchSide, Wish
from matchday.planning.problem import Meeting, Plan
from matchday.queries import problem
from matchday.services import letters, solver
from matchday.services.access import ensure_office, locked
from matchday.services.solver import NoPlan
from matchday.states import (
    BEGIN_PLAN,
    FAIL_PLAN,
    FINISH_PLAN,
    IN_WORK,
    PUBLISH_PLAN,
    REPLACE_PLAN,
    RESTART_PLAN,
    PlanState,
)

logger = logging.getLogger(__name__)
# A timetable that kills its worker each time is not tried for ever.
MOST_TRIES = 3


class NothingWished(DomainError):
    message = _("Noch hat niemand gesagt, wen er treffen möchte. Bitten Sie zuerst um Wünsche.")


class Stale(DomainError):
    message = _(
        "Seit diesem Entwurf hat sich geändert, wer wann da ist. Lassen Sie den Zeitplan neu "
        "rechnen."
    )


@transaction.atomic
def order(day: MatchDay, *, by: User, afresh: bool = False) -> MatchPlan:
    """A new version, made by the next free worker; ordered twice is ordered once.

    Where one is published, its meetings stay as far as they can, unless it is made `afresh`.
    Raises NotYours, NothingWished.
    """
    ensure_office(by)
    return _order(locked(day.pk), by=by, afresh=afresh)


def _order(day: MatchDay, *, by: User, afresh: bool = False) -> MatchPlan:
    running = day.plans.filter(state__in=IN_WORK).first()
    if running:
        return running
    if not Wish.objects.filter(wisher__day=day).exists():
        raise NothingWished
    newest = day.plans.first()
    return MatchPlan.objects.create(
        day=day,
        version=newest.version + 1 if newest else 1,
        base=None if afresh else published(day),
        ordered_by=by,
    )


def published(day: MatchDay) -> MatchPlan | None:
    return day.plans.filter(state=PlanState.PUBLISHED).first()


def make_waiting(*, now: datetime) -> int:
    """Make every timetable that is ordered, one after the other; how many that were."""
    made = 0
    while (plan := _take(now)) is not None:
        made += 1
        if plan.state == PlanState.RUNNING:
            _make(plan, now)
    return made


@transaction.atomic
def _take(now: datetime) -> MatchPlan | None:
    """The next order, marked as begun: no other worker takes it meanwhile."""
    waiting = MatchPlan.objects.due(now).select_for_update(skip_locked=True, of=("self",))
    plan = waiting.select_related("day", "base").order_by("ordered_at").first()
    if plan is None:
        return None
    if plan.tries >= MOST_TRIES:
        return _move(plan, FAIL_PLAN)
    return _move(plan, BEGIN_PLAN, begun_at=now, share=0, tries=plan.tries + 1)


def _make(plan: MatchPlan, now: datetime) -> None:
    day = plan.day
    sides = problem.sides_of(day)
    pairs = problem.pairs_of(sides, Wish.objects.filter(wisher__day=day))
    given = problem.problem_of(day, sides, pairs, problem.meetings_of(plan.base))
    try:
        found = solver.solved(given, note=partial(_note, plan))
    except NoPlan:
        logger.exception("a timetable could not be made: %s", plan.pk)
        _keep(plan, None, now)
    else:
        _keep(plan, found, now)


def _note(plan: MatchPlan, share: int) -> None:
    """For the page that waits: on its own, so that it is seen before the timetable is there."""
    MatchPlan.objects.filter(pk=plan.pk).update(share=share)


@transaction.atomic
def _keep(plan: MatchPlan, found: Plan | None, now: datetime) -> None:
    """Unless another worker has taken it up meanwhile."""
    fresh = MatchPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if fresh.state != PlanState.RUNNING or fresh.tries != plan.tries:
        return
    if found is None:
        _move(fresh, FAIL_PLAN)
        return
    MatchMeeting.objects.bulk_create(
        MatchMeeting(plan=fresh, slot=one.slot, guest_id=one.guest, table_id=one.table)
        for one in found.meetings
    )
    _move(fresh, FINISH_PLAN, share=100, value=found.value, bound=found.bound, made_at=now)


@transaction.atomic
def publish(plan: MatchPlan, *, by: User, now: datetime) -> MatchPlan:
    """Show a draft to those who take part, and mail those whom it concerns; twice is once.

    Raises NotYours, Stale, InvalidTransition.
    """
    ensure_office(by)
    day = locked(plan.day_id)
    fresh = MatchPlan.objects.select_related("day__event").get(pk=plan.pk)
    if fresh.state == PlanState.PUBLISHED:
        return fresh
    PUBLISH_PLAN.ensure_allowed_from(fresh.state)
    if not _still_fits(fresh, day):
        raise Stale
    former = published(day)
    if former:
        _move(former, REPLACE_PLAN)
    _move(fresh, PUBLISH_PLAN, published_at=now)
    if former:
        letters.tell_change(fresh, affected(former, fresh), now=now)
    else:
        letters.tell_plan(fresh, now=now)
    return fresh


def _still_fits(plan: MatchPlan, day: MatchDay) -> bool:
    """Whether everybody whom it seats still comes at that time."""
    free = {
        side.pk: frozenset() if side.cancelled_at else side.free_slots(day.slot_count)
        for side in day.sides.all()
    }
    meetings = problem.meetings_of(plan)
    return all(one.slot in free[one.guest] & free[one.table] for one in meetings)


def affected(former: MatchPlan, plan: MatchPlan) -> set[int]:
    """The keys of the sides whose meetings differ between two versions."""
    return concerned(problem.meetings_of(former), problem.meetings_of(plan))


def concerned(before: Iterable[Meeting], after: Iterable[Meeting]) -> set[int]:
    changed = set(before) ^ set(after)
    return {one.guest for one in changed} | {one.table for one in changed}


@transaction.atomic
def cancel_side(side: MatchSide, *, by: User, now: datetime) -> MatchPlan | None:
    """Take somebody out of the day; where a timetable is published, order one that mends it.

    Their meetings are marked at once; who else is concerned hears with the new version. Cancelled
    twice is cancelled once. Raises NotYours.
    """
    ensure_office(by)
    day = locked(side.day_id)
    MatchSide.objects.filter(pk=side.pk, cancelled_at__isnull=True).update(cancelled_at=now)
    former = published(day)
    if former is None or not former.meetings.filter(_with(side)).exists():
        return None
    plan = _order(day, by=by)
    return _move(plan, RESTART_PLAN) if plan.state == PlanState.RUNNING else plan


@transaction.atomic
def restore_side(side: MatchSide, *, by: User) -> None:
    """They come after all; the next timetable counts them in. Raises NotYours."""
    ensure_office(by)
    locked(side.day_id)
    MatchSide.objects.filter(pk=side.pk).update(cancelled_at=None)


def _with(side: MatchSide) -> Q:
    return Q(guest=side) | Q(table=side)


def _move(plan: MatchPlan, transition: Transition, **changes: object) -> MatchPlan:
    """The one way a timetable changes its state."""
    transition.ensure_allowed_from(plan.state)
    plan.state = transition.target
    for field, value in changes.items():
        setattr(plan, field, value)
    plan.save(update_fields=["state", *changes])
    return plan
