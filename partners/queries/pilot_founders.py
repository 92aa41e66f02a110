"""Pilots as founders meet them: what they may propose, and what stands on their overview."""

from dataclasses import dataclass

from django.db.models import QuerySet

from hub.accounts.models import User
from hub.accounts.roles import Role
from partners.models import Pilot, PilotSide
from partners.queries import pilot_board
from partners.queries.pilot_board import Card
from startups.models import Startup, StartupMember

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Overview:
    """The newest pilots of a founder's startups, and whether a new one can be proposed."""

    cards: list[Card]
    may_propose: bool


def may_propose_for(user: User) -> QuerySet[Startup]:
    """The startups somebody writes for that are in the programme, or were."""
    writing = StartupMember.objects.writing().filter(person=user)
    mine = Startup.objects.filter(pk__in=writing.values("startup"), batch__isnull=False)
    return mine.order_by("sort_key", "pk")


def overview(user: User) -> Overview | None:
    """For the dashboard; None for who has nothing to do with pilots."""
    if not user.has_role(Role.FOUNDER):
        return None
    open_ones = Pilot.objects.visible_to(user).of_team(user).open()
    cards = pilot_board.cards(pilot_board.rows(open_ones)[:SHOWN], side=PilotSide.STARTUP)
    may_propose = may_propose_for(user).exists()
    return Overview(cards, may_propose) if cards or may_propose else None
