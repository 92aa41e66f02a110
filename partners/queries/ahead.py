"""What the clock will write to partners and to teams that answered them, as it stands now."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from hub.core import times
from hub.mail.announcements import Ahead
from hub.mail.subjects import Occasion
from partners.models import Entry, Introduction, PartnerMember, StaffLevel
from partners.queries.entries import ROUND, answer_by
from partners.queries.introductions import KNOWN_AT_ONCE
from partners.states import WAITING_ENTRIES, ChallengeState
from startups.models import StartupMember

NOT_POSSIBLE, DELAYED = "partners/introduction_not_possible", "partners/entry_delayed"


def introductions(ahead: Ahead) -> Iterator[Occasion]:
    """Who asked, at the ten-day mark; what was answered already is not told apart from the rest."""
    rows = Introduction.objects.filter(
        ended_at__isnull=True, expires_at__gt=ahead.now, expires_at__lte=ahead.until
    ).exclude(state__in=KNOWN_AT_ONCE)
    staff: dict[int, list[PartnerMember]] = defaultdict(list)
    for member in PartnerMember.objects.reachable(ahead.now).filter(
        partner__in=rows.values("partner")
    ):
        staff[member.partner_id].append(member)
    for row in rows.select_related("partner", "startup").order_by("expires_at", "pk"):
        members = staff[row.partner_id]
        asker = [one.person_id for one in members if one.person_id == row.asked_by_id]
        leads = [one.person_id for one in members if one.level == StaffLevel.LEAD]
        yield Occasion(
            subject=NOT_POSSIBLE,
            anchor="",
            object=f"introduction:{row.uuid}",
            name=f"{row.partner} · {row.startup_name}",
            date=row.expires_at,
            people=tuple(asker or leads),
            about=f"/admin/partners/introduction/{row.pk}/change/",
        )


def entries(ahead: Ahead) -> Iterator[Occasion]:
    """Teams that wait for a choice, for each week that it takes longer."""
    team = StartupMember.objects.current().filter(startup=OuterRef("startup"))
    waiting = Entry.objects.filter(
        state__in=WAITING_ENTRIES,
        challenge__state__in=[ChallengeState.PUBLISHED, ChallengeState.CLOSED],
        challenge__deadline__lt=ahead.until - timedelta(days=ROUND - 1),
    ).annotate(people=ArraySubquery(team.order_by("person").values("person")))
    for row in waiting.select_related("challenge", "startup"):
        at = answer_by(row.challenge, now=ahead.now)
        while at <= ahead.until:
            yield Occasion(
                subject=DELAYED,
                anchor="",
                object=f"entry:{row.uuid}",
                name=f"{row.challenge.title} · {row.startup.name}",
                date=at,
                people=tuple(row.people),
                about=f"/admin/partners/entry/{row.pk}/change/",
            )
            at = times.days_later(at, ROUND)
