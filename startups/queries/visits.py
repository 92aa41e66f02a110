"""How many partners' people came to one's own startups lately."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hub.accounts.models import User
from startups.models import PartnerProfile, ProfileVisit, Startup

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Visited:
    """One's own startup, and how many people opened its profile in the last thirty days."""

    name: str
    slug: str
    people: int


def of_team(startups: QuerySet[Startup], user: User) -> QuerySet[Startup]:
    """Those of the startups in whose team somebody is."""
    return startups.filter(members__person=user, members__left_at__isnull=True)


def lately(user: User, *, now: datetime) -> list[Visited]:
    """The own startups that partners may see, or have seen; one query."""
    may_see = Exists(PartnerProfile.objects.open().filter(startup=OuterRef("pk")))
    has_seen = Exists(ProfileVisit.objects.filter(startup=OuterRef("pk")))
    recent = Q(visits__at__gt=now - LATELY)
    own = of_team(Startup.objects.all(), user).filter(may_see | has_seen)
    counted = own.annotate(people=Count("visits__person", filter=recent, distinct=True))
    return [Visited(row.name, row.slug, row.people) for row in counted.order_by("sort_key", "pk")]
