"""What happens to requests by the clock: run out, lapse, forget.

Each job finds what is due in the database and does each request in a transaction of its own, under
the row's lock: a second run finds nothing left to do, and after an outage everything is caught up.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from partners.models import Introduction, IntroductionCount, IntroductionOutcome, PartnerMember
from partners.services import introduction_letters as letters
from partners.services.introductions import lock, move
from partners.states import CLOSE_INTRODUCTION, EXPIRE_INTRODUCTION, IntroductionState
from startups.models import PartnerProfile

# What was written is emptied a year after the request ended; that it was made, and how it ended, stays.
TEXTS_KEPT = timedelta(days=365)
# After two years that goes, too; how many there were is kept.
FACTS_KEPT = timedelta(days=2 * 365)


def follow(*, now: datetime) -> int:
    """Everything about requests that is due; how many were touched."""
    return sum(job(now=now) for job in JOBS)


def close_void(*, now: datetime) -> int:
    """Requests that nobody can say yes to any more: founders see it, the partner hears at the mark."""
    return _each(_void(now), _close, now)


def tell_ended(*, now: datetime) -> int:
    """At the ten-day mark the partner hears the same of «no», «not now», silence and void."""
    due = Introduction.objects.filter(ended_at__isnull=True, expires_at__lte=now)
    return _each(due, _tell, now)


def forget(*, now: datetime) -> int:
    """Empty texts after a year, and at once those of an account that is gone."""
    old = Q(expires_at__lt=now - TEXTS_KEPT)
    requests = Introduction.objects.exclude(reason="").filter(old | Q(asked_by=None))
    gone = Q(answered_by=None) & ~Q(state=IntroductionState.WITHDRAWN)
    notes = Introduction.objects.exclude(note="").filter(old | gone)
    stories = IntroductionOutcome.objects.exclude(story="").filter(
        Q(introduction__expires_at__lt=now - TEXTS_KEPT) | Q(told_by=None)
    )
    return requests.update(reason="") + notes.update(note="") + stories.update(story="")


@transaction.atomic
def drop_old(*, now: datetime) -> int:
    """Delete requests two years after their mark, with their history, and count them."""
    old = Introduction.objects.filter(
        expires_at__lt=now - FACTS_KEPT, ended_at__isnull=False
    ).select_for_update()
    rows = list(old.values_list("pk", "partner", "asked_at", "state"))
    asked, accepted = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for _pk, partner, asked_at, state in rows:
        key = (partner, timezone.localdate(asked_at).year)
        asked[key] += 1
        accepted[key] += state == IntroductionState.ACCEPTED
    for partner, year in asked:
        key = (partner, year)
        count, _is_new = IntroductionCount.objects.get_or_create(partner_id=partner, year=year)
        IntroductionCount.objects.filter(pk=count.pk).update(
            asked=F("asked") + asked[key], accepted=F("accepted") + accepted[key]
        )
    Introduction.objects.filter(pk__in=[pk for pk, *_rest in rows]).delete()
    return len(rows)


JOBS = (close_void, tell_ended, forget, drop_old)


def _void(now: datetime) -> QuerySet[Introduction]:
    shown = PartnerProfile.objects.open().filter(startup=OuterRef("startup"))
    staff = PartnerMember.objects.reachable(now).filter(
        partner=OuterRef("partner"), person=OuterRef("asked_by")
    )
    waiting = Introduction.objects.unanswered(now)
    return waiting.filter(~Exists(shown) | ~Exists(staff))


def _each(
    due: QuerySet[Introduction], act: Callable[[Introduction, datetime], None], now: datetime
) -> int:
    """Do each that is still due once it is locked."""
    done = 0
    for row in due.order_by("expires_at", "pk"):
        with transaction.atomic():
            fresh = lock(row)
            if due.filter(pk=row.pk).exists():
                act(fresh, now)
                done += 1
    return done


def _close(introduction: Introduction, now: datetime) -> None:
    move(introduction, CLOSE_INTRODUCTION, by=None, at=now)


def _tell(introduction: Introduction, now: datetime) -> None:
    """The same writes and the same mail, whatever the answer was."""
    if introduction.state == IntroductionState.ASKED:
        at = introduction.expires_at
        move(introduction, EXPIRE_INTRODUCTION, by=None, at=at, ended_at=at)
    else:
        introduction.ended_at = introduction.expires_at
        introduction.save(update_fields=["ended_at"])
    letters.not_possible(introduction, now=now)
