"""How long it must be proved who took part, and that the people are forgotten afterwards.

Who was at an event is kept for five years after the final report on the money it was paid from
(Verwendungsnachweis). While an award says no date of that report, nothing of its time goes. Where
no award paid, the five years begin with the end of the event's year.
"""

import logging
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from events.models import Event
from events.services import forgetting
from hub.core.times import BERLIN, years_before
from hub.reports.models import FundingAward
from hub.reports.periods import midnight

logger = logging.getLogger(__name__)
YEARS_KEPT = 5
HALF_A_YEAR = timedelta(days=182)


def forget_participants(*, now: datetime) -> int:
    """Empty the registrations of every event that need not be proved any more; how many."""
    forgotten = 0
    for event_pk in _due(timezone.localdate(now, BERLIN)).values_list("pk", flat=True):
        try:
            forgotten += forgetting.forget_people(event_pk, now=now)
        except Exception:
            logger.exception("the people of an event could not be forgotten: %s", event_pk)
    return forgotten


def without_report(now: datetime) -> QuerySet[FundingAward]:
    """Awards over for so long that the final report must be out (half a year), without its date."""
    half_a_year_ago = timezone.localdate(now, BERLIN) - HALF_A_YEAR
    return FundingAward.objects.filter(reported_on__isnull=True, ends_on__lt=half_a_year_ago)


def _due(today: date) -> QuerySet[Event]:
    """Events that nobody has to prove on that day, and whose people are still known."""
    long_ago = years_before(today, YEARS_KEPT)
    old = Event.objects.filter(people_forgotten_at__isnull=True, starts_at__lt=midnight(long_ago))
    paying = FundingAward.objects.filter(
        starts_on__lte=OuterRef("day"), ends_on__gte=OuterRef("day")
    )
    owing = paying.filter(Q(reported_on__isnull=True) | Q(reported_on__gte=long_ago))
    year_is_over = Q(day__lt=date(long_ago.year, 1, 1))
    dated = old.annotate(day=TruncDate("starts_at", tzinfo=BERLIN))
    return dated.filter(Exists(paying) & ~Exists(owing) | ~Exists(paying) & year_is_over)
