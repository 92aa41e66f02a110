"""An invented award with its targets, and the last quarter frozen as it was."""

from datetime import date, datetime
from decimal import Decimal

from hub.accounts.models import User
from hub.reports import periods
from hub.reports.models import FundingAward, FundingTarget
from hub.reports.periods import Kind
from hub.reports.services import freezing

# What was promised for each year of the award, by indicator.
TARGETS = {
    "applications": (45, 50, 55),
    "accepted": (22, 24, 26),
    "introductions_asked": (24, 30, 36),
    "pilots_started": (8, 12, 14),
    "partners_active": (8, 10, 12),
    "science_requests": (12, 16, 20),
    "participants": (350, 400, 450),
}


def load(people: dict[str, User], *, now: datetime) -> None:
    """Called last: what is frozen is what the rest of the demo tells."""
    quarter = periods.current(Kind.QUARTER, now).previous()
    first = quarter.first.year
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
    freezing.freeze(award, quarter, version=1, by=people["reporting"], now=now)
