"""Who of the demo's partners opened the profiles of the demo's founder, over some weeks."""

from datetime import datetime, timedelta

from django.utils import timezone

from hub.accounts.models import User
from partners.models import PartnerMember
from startups.models import ProfileVisit, Startup, VisitKind

# Whose account, what, how many days and hours ago.
OPENED = (
    ("partner", VisitKind.PROFILE, 44, 2),
    ("partner", VisitKind.PROFILE, 9, 5),
    ("partner", VisitKind.DECK, 9, 5),
    ("partner2", VisitKind.PROFILE, 6, 1),
    ("partner2", VisitKind.PROFILE, 3, 7),
    ("partner", VisitKind.PROFILE, 1, 3),
)


def load(people: dict[str, User], *, now: datetime) -> None:
    """The visits to the founder's startups that partners may see."""
    open_ones = Startup.objects.filter(
        members__person=people["founder"], partner_profile__is_open=True
    )
    works_for = {
        member.person_id: member.partner.name
        for member in PartnerMember.objects.current().select_related("partner")
    }
    ProfileVisit.objects.bulk_create(
        ProfileVisit(
            startup=startup,
            person=people[account],
            organisation=works_for[people[account].pk],
            kind=kind,
            day=timezone.localdate(at),
            at=at,
        )
        for startup in open_ones
        for account, kind, days, hours in OPENED
        for at in [now - timedelta(days=days, hours=hours)]
    )
