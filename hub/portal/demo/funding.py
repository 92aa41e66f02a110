"""An invented award with its targets, and the last quarter frozen as it was."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from hub.accounts.models import User
from hub.reports import periods
from hub.reports.models import FundingAward, FundingTarget
from hub.reports.periods import Kind
from hub.reports.services import freezing

# What was promised for each year of the award, by indicator.
TARGETS = {
    "applications": (30, 45, 50),
    "accepted": (18, 22, 24),
    "introductions_asked": (10, 24, 30),
    "pilots_started": (3, 8, 12),
    "partners_active": (6, 8, 10),
    "science_requests": (4, 12, 16),
}


def load(people: dict[str, User], *, now: datetime) -> None:
    """Called last: what is frozen is what the rest of the demo tells."""
    first = timezone.localdate(now).year - 1
    award = FundingAward.objects.create(
        name="Smart Infrastructure Hub: Aufbau und Betrieb",
        funder="Freistaat Sachsen (erfunden)",
        number="SIH-0815/4711",
        starts_on=date(first, 1, 1),
        ends_on=date(first + 2, 12, 31),
        amount=Decimal(501600),
    )
    FundingTarget.objects.bulk_create(
        [
            FundingTarget(award=award, indicator=key, year=first + ahead, value=value)
            for key, values in TARGETS.items()
            for ahead, value in enumerate(values)
        ]
    )
    quarter = periods.current(Kind.QUARTER, now).previous()
    freezing.freeze(award, quarter, version=1, by=people["reporting"], now=now)
