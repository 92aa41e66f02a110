"""The demo's days with a timetable: one that is published, and one for which wishes still come in."""

from datetime import datetime, timedelta
from random import Random

from events.models import Event, EventKind
from events.states import EventState
from hub.accounts.models import User
from hub.core import times
from matchday.models import MatchDay, MatchPlan, MatchSide, Rank, Wish
from matchday.services import plans
from matchday.states import PlanState
from partners.models import Partner
from startups.models import PartnerProfile, StartupMember

MOST_STARTUPS, MOST_PARTNERS = 30, 12
# Of a hundred that could be wished: how many are, by how much.
LIKED, WANTED = 45, 15


def load(people: dict[str, User], *, now: datetime) -> None:
    """Called once, after events, startups and partners."""
    events = Event.objects.filter(state=EventState.PUBLISHED, ends_at__gt=now)
    for event in events.filter(kind=EventKind.MATCHMAKING):
        _published(event, people, now)
    for event in events.filter(kind=EventKind.OFFICE_HOURS):
        _asking(event, people)


def _published(event: Event, people: dict[str, User], now: datetime) -> None:
    """The team asked, both sides wished, the timetable stands since yesterday."""
    day = MatchDay.objects.create(
        event=event,
        starts_at=event.starts_at,
        minutes=12,
        pause=3,
        breaks_after=[8],
        wishes_until=now - timedelta(days=2),
    )
    partners = Partner.objects.active().order_by("sort_key")[:MOST_PARTNERS]
    tables = [
        MatchSide.objects.create(day=day, partner=partner, place=str(number))
        for number, partner in enumerate(partners, 1)
    ]
    guests = [MatchSide.objects.create(day=day, startup_id=pk) for pk in _startups(people)]
    # Somebody always comes from another appointment, and somebody has a train to catch.
    MatchSide.objects.filter(pk__in=[tables[2].pk, guests[3].pk]).update(from_slot=5)
    MatchSide.objects.filter(pk__in=[tables[7].pk, guests[5].pk]).update(until_slot=10)
    _wish(guests, tables)
    plan = plans.order(day, by=people["staff"])
    plans.make_waiting(now=now)
    MatchPlan.objects.filter(pk=plan.pk, state=PlanState.DRAFT).update(
        state=PlanState.PUBLISHED,
        published_at=now - timedelta(days=1),
        ordered_at=now - timedelta(days=1, minutes=5),
        begun_at=now - timedelta(days=1, minutes=5),
        made_at=now - timedelta(days=1, minutes=5),
    )


def _asking(event: Event, people: dict[str, User]) -> None:
    """Two people of the hub at two tables, and teams that have still to say whom they need."""
    day = MatchDay.objects.create(
        event=event,
        starts_at=event.starts_at,
        minutes=20,
        slot_count=8,
        most_meetings=2,
        wishes_until=times.days_later(event.starts_at, -3),
    )
    for number, account in enumerate(("staff", "lead"), 1):
        MatchSide.objects.create(day=day, host=people[account], place=f"Raum {number}")
    for pk in _startups(people)[:10]:
        MatchSide.objects.create(day=day, startup_id=pk)


def _startups(people: dict[str, User]) -> list[int]:
    """Those that partners may see; the demo founder's own first, the rest by name."""
    own = StartupMember.objects.current().filter(person=people["founder"])
    seen = PartnerProfile.objects.open().filter(life="active").order_by("sort_key")
    mine = list(seen.filter(startup__in=own.values("startup")).values_list("pk", flat=True))
    others = seen.exclude(pk__in=mine).values_list("pk", flat=True)
    return [*mine, *others][:MOST_STARTUPS]


def _wish(guests: list[MatchSide], tables: list[MatchSide]) -> None:
    chance = Random("meetings")  # noqa: S311
    rows = []
    for guest in guests:
        for table in tables:
            for wisher, wished in ((guest, table), (table, guest)):
                drawn = chance.randrange(100)
                if drawn < LIKED:
                    rank = Rank.MUST if drawn < WANTED else Rank.LIKE
                    rows.append(Wish(wisher=wisher, wished=wished, rank=rank))
    Wish.objects.bulk_create(rows)
