"""Who takes part in a day."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from events.models import Event
from events.states import EventState
from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from matchday.models import KINDS, MatchDay, MatchSide
from matchday.services.access import ensure_office, locked
from partners.models import Partner
from startups.models import Life, PartnerProfile, Startup

# Who can sit at a table of their own.
HOSTS = (Role.STAFF, Role.SELECTION_LEAD, Role.MENTOR)


def events_for(day: MatchDay | None) -> QuerySet[Event]:
    """Which events can have such a day: of its kinds, still to take place, and without one yet."""
    own = Q(match_day__isnull=True) | Q(match_day=day)
    can = Event.objects.filter(own, kind__in=KINDS, is_template=False)
    return can.filter(state__in=[EventState.DRAFT, EventState.PUBLISHED]).order_by(
        "starts_at", "pk"
    )


def startups_for(day: MatchDay | None) -> QuerySet[Startup]:
    """Whom staff can take in: partners may see them anyway, and they are not in it yet."""
    there = MatchSide.objects.filter(day=day, startup__isnull=False).values_list(
        "startup", flat=True
    )
    seen = PartnerProfile.objects.open().filter(life=Life.ACTIVE)
    return Startup.objects.filter(pk__in=seen.values("pk")).exclude(pk__in=there)


def partners_for(day: MatchDay | None) -> QuerySet[Partner]:
    there = MatchSide.objects.filter(day=day, partner__isnull=False).values_list(
        "partner", flat=True
    )
    return Partner.objects.active().exclude(pk__in=there)


def hosts_for(day: MatchDay | None) -> QuerySet[User]:
    """People of the hub and mentors, who sit at a table of their own."""
    there = MatchSide.objects.filter(day=day, host__isnull=False).values_list("host", flat=True)
    held = RoleGrant.objects.held_at(timezone.now()).filter(role__in=HOSTS)
    able = User.objects.filter(is_active=True, pk__in=held.values("person"))
    return able.exclude(pk__in=there).order_by("name", "pk")


@transaction.atomic
def take_in(
    day: MatchDay,
    *,
    startups: Iterable[Startup],
    partners: Iterable[Partner],
    hosts: Iterable[User],
    by: User,
) -> int:
    """Add them to the day; who is in it already stays as they are. Raises NotYours."""
    ensure_office(by)
    locked(day.pk)
    rows = [MatchSide(day=day, startup=one) for one in startups]
    rows += [MatchSide(day=day, partner=one) for one in partners]
    rows += [MatchSide(day=day, host=one) for one in hosts]
    MatchSide.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
