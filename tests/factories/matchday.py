from datetime import timedelta

import factory
from django.utils import timezone

from matchday.models import MatchDay, MatchMeeting, MatchPlan, MatchSide, Wish
from tests.factories.events import EventFactory
from tests.factories.hub import UserFactory
from tests.factories.partners import PartnerFactory
from tests.factories.startups import StartupFactory


class MatchDayFactory(factory.django.DjangoModelFactory):
    """In ten days, four rounds of fifteen minutes; wishes can still be said."""

    class Meta:
        model = MatchDay

    event = factory.SubFactory(EventFactory, kind="matchmaking")
    starts_at = factory.LazyAttribute(lambda o: o.event.starts_at)
    slot_count = 4
    wishes_until = factory.LazyFunction(lambda: timezone.now() + timedelta(days=5))


def guest(day, startup=None, **more):
    """A startup that partners may see."""
    return MatchSide.objects.create(
        day=day, startup=startup or StartupFactory(public=True), **more
    )


def table(day, partner=None, **more):
    return MatchSide.objects.create(day=day, partner=partner or PartnerFactory(), **more)


def wish(wisher, wished, rank="must"):
    return Wish.objects.create(wisher=wisher, wished=wished, rank=rank)


def plan(day, *meetings, state="published", version=1):
    """A version with its meetings: (round, guest, table)."""
    now = timezone.now()
    made = MatchPlan.objects.create(
        day=day,
        version=version,
        state=state,
        share=100,
        value=5 * len(meetings),
        bound=5 * len(meetings),
        ordered_by=UserFactory(),
        made_at=now,
        published_at=now if state == "published" else None,
    )
    for slot, one, other in meetings:
        MatchMeeting.objects.create(plan=made, slot=slot, guest=one, table=other)
    return made
