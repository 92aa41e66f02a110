"""The people behind the sides of a day: whom its mails reach."""

from collections.abc import Iterable
from datetime import datetime

from hub.accounts.models import User
from matchday.models import MatchSide
from partners.models import PartnerMember
from startups.models import StartupMember


def of(sides: Iterable[MatchSide], *, now: datetime) -> dict[int, list[User]]:
    """By the key of the side; two queries, however many there are."""
    held = list(sides)
    found: dict[int, list[User]] = {side.pk: [] for side in held}
    by_startup = {side.startup_id: side.pk for side in held if side.startup_id}
    by_partner = {side.partner_id: side.pk for side in held if side.partner_id}
    teams = StartupMember.objects.current().filter(startup__in=by_startup, person__is_active=True)
    for member in teams.select_related("person").order_by("pk"):
        found[by_startup[member.startup_id]].append(member.person)
    staff = PartnerMember.objects.reachable(now).filter(partner__in=by_partner)
    for colleague in staff.select_related("person").order_by("pk"):
        found[by_partner[colleague.partner_id]].append(colleague.person)
    for side in held:
        if side.host is not None and side.host.is_active:
            found[side.pk].append(side.host)
    return found
