"""What waits for somebody between partners, startups and science, each with who can be reminded."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from hub.accounts.models import RoleGrant, User
from hub.accounts.roles import Role
from hub.core import times
from hub.core.times import BERLIN
from hub.mail.reminder_models import Reminder
from hub.mail.subjects import Occasion, Wanted
from partners.models import (
    Challenge,
    Introduction,
    IntroductionOutcome,
    PartnerMember,
    Pilot,
    ScienceUnitMember,
    Side,
    StaffLevel,
    TransferMove,
    TransferRequest,
)
from partners.queries.entries import ROUND
from partners.states import WAITING_ENTRIES, ChallengeState, IntroductionState
from startups.models import StartupMember
from startups.states import MemberLevel

INTRODUCTION = "partners/introduction"
TEAM_OUTCOME, PARTNER_OUTCOME = "partners/outcome_startup", "partners/outcome_partner"
PILOT, CHOICE = "partners/pilot", "partners/choice"
TRANSFER, OVERDUE = "partners/transfer", "partners/transfer_overdue"
# After two months without a word nobody is asked any more what came of a contact.
OUTCOME_ASKED_FOR = timedelta(days=60)


# Requests of partners, and what came of them


def introductions(wanted: Wanted) -> Iterator[Occasion]:
    """Requests that wait for an answer, and contacts of which a side has not said what came of them."""
    rows = _introductions(wanted).select_related("partner", "startup", "asked_by")
    for row in rows.annotate(
        writers=ArraySubquery(_writing("startup").order_by("person").values("person")),
        staff=_people(_staff(wanted)),
        leads=_people(_staff(wanted).filter(level=StaffLevel.LEAD)),
        told=ArraySubquery(
            IntroductionOutcome.objects.filter(introduction=OuterRef("pk")).values("side")
        ),
    ):
        if row.state == IntroductionState.ASKED:
            for anchor, at in (("asked", row.asked_at), ("expires", row.expires_at)):
                on = (INTRODUCTION, anchor, at)
                yield _introduction(row, on, people=row.writers, over=row.expires_at)
            continue
        over = row.answered_at + OUTCOME_ASKED_FOR
        for subject, side, people in (
            (TEAM_OUTCOME, Side.STARTUP, _own(row.answered_by_id, row.writers) or row.writers),
            (PARTNER_OUTCOME, Side.PARTNER, _own(row.asked_by_id, row.staff) or row.leads),
        ):
            if side not in row.told:
                on = (subject, "answered", row.answered_at)
                yield _introduction(row, on, people=people, over=over)


def _introductions(wanted: Wanted) -> QuerySet[Introduction]:
    waiting = answered = Q(pk__in=[])
    for anchor in ("asked", "expires"):
        if until := wanted.before(INTRODUCTION, anchor):
            waiting |= Q(**{f"{anchor}_at__lte": until})
    for subject in (TEAM_OUTCOME, PARTNER_OUTCOME):
        if until := wanted.before(subject, "answered"):
            answered |= Q(answered_at__lte=until)
    return Introduction.objects.filter(wanted.named("introduction")).filter(
        waiting & Q(state=IntroductionState.ASKED, expires_at__gt=wanted.now)
        | answered
        & Q(
            state=IntroductionState.ACCEPTED,
            answered_at__gt=wanted.now - OUTCOME_ASKED_FOR,
        )
    )


def _introduction(
    row: Any, date: tuple[str, str, datetime], *, people: list[int], over: datetime
) -> Occasion:
    subject, anchor, at = date
    return Occasion(
        subject=subject,
        anchor=anchor,
        object=f"introduction:{row.uuid}",
        name=f"{row.partner.name} → {row.startup.name}",
        date=at,
        people=tuple(people),
        about=f"/admin/partners/introduction/{row.pk}/change/",
        over=over,
        row=row,
    )


# Pilots


def pilots(wanted: Wanted) -> Iterator[Occasion]:
    """Pilots that should move, from the day on which somebody last was heard of or asked.

    Whoever answers for a side is asked, or who leads there, one person of each.
    """
    until = wanted.before(PILOT, "quiet")
    if until is None:
        return
    asked = Reminder.objects.filter(
        object=Concat(
            Value("pilot:"), Cast(OuterRef("uuid"), CharField()), output_field=CharField()
        ),
        rule__subject=PILOT,
    )
    today = timezone.localdate(wanted.now, BERLIN)
    # Counted from the midnight before: a sign late on the last day counts too.
    after = _midnight(timezone.localdate(until, BERLIN) + timedelta(days=1))
    rows = Pilot.objects.on_the_move(on=today).filter(
        wanted.named("pilot"), last_sign_at__lt=after
    )
    for row in rows.select_related("partner", "startup").annotate(
        last_asked_at=Subquery(asked.order_by("-sent_at").values("sent_at")[:1]),
        of_partner=_people(_one(_staff(wanted), "partner_owner", StaffLevel.LEAD)),
        of_startup=_people(
            _one(
                _writing("startup").filter(
                    Q(pk=OuterRef("startup_owner")) | Q(level=MemberLevel.OWNER)
                ),
                "startup_owner",
                MemberLevel.OWNER,
            )
        ),
    ):
        heard = max(row.last_sign_at, row.last_asked_at or row.last_sign_at)
        yield Occasion(
            subject=PILOT,
            anchor="quiet",
            object=f"pilot:{row.uuid}",
            name=f"{row.title} ({row.partner.name}, {row.startup.name})",
            date=_midnight(timezone.localdate(heard, BERLIN)),
            people=(*row.of_partner, *row.of_startup),
            about=f"/pilots/{row.uuid}/",
            row=row,
        )


# Requests to science


def transfers(wanted: Wanted) -> Iterator[Occasion]:
    """Requests without an answer: the unit's, and from the day after its date the hub team's too."""
    bounds = [
        until
        for key in ((TRANSFER, "due"), (OVERDUE, "due"))
        if (until := wanted.before(*key)) is not None
    ]
    if not bounds:
        return
    handed = TransferMove.objects.filter(request=OuterRef("pk")).exclude(
        from_unit=OuterRef("unit")
    )
    holding = RoleGrant.objects.held_at(wanted.now).filter(role=Role.SCIENTIST)
    members = ScienceUnitMember.objects.current().filter(
        unit=OuterRef("unit"), person__in=holding.values("person")
    )
    rows = TransferRequest.objects.unanswered().filter(
        wanted.named("transfer"), answer_due__lte=timezone.localdate(max(bounds), BERLIN)
    )
    for row in rows.select_related("unit", "startup", "partner").annotate(
        handed_at=Subquery(handed.order_by("-at").values("at")[:1]),
        members=_people(members),
        hub=_hub(wanted),
    ):
        for subject, people in ((TRANSFER, row.members), (OVERDUE, row.hub)):
            yield Occasion(
                subject=subject,
                anchor="due",
                object=f"transfer:{row.uuid}:{row.unit_id}",
                name=f"{row.asker.name} → {row.unit.name}",
                date=_midnight(row.answer_due),
                people=tuple(people),
                about=f"/transfer-requests/{row.uuid}/",
                since=row.handed_at or row.asked_at,
                row=row,
            )


# Challenges


def challenges(wanted: Wanted) -> Iterator[Occasion]:
    """Challenges whose entries wait: from the deadline on, and from each week without a decision."""
    until = wanted.before(CHOICE, "round")
    if until is None:
        return
    rows = Challenge.objects.filter(
        wanted.named("challenge"),
        state__in=[ChallengeState.PUBLISHED, ChallengeState.CLOSED],
        deadline__lte=until,
    ).annotate(
        waiting=Count("entries", filter=Q(entries__state__in=WAITING_ENTRIES)),
        staff=_people(_staff(wanted)),
        hub=_hub(wanted),
    )
    for row in rows.filter(waiting__gt=0).select_related("partner"):
        assert row.deadline
        rounds = max((wanted.now - row.deadline) // timedelta(days=ROUND), 0)
        while (begun := times.days_later(row.deadline, ROUND * rounds)) <= until:
            rounds += 1
            yield Occasion(
                subject=CHOICE,
                anchor="round",
                object=f"challenge:{row.uuid}",
                name=f"{row.title_de} ({row.partner.name})",
                date=begun,
                people=tuple(dict.fromkeys([*row.staff, *row.hub])),
                about=f"/partner/challenges/{row.uuid}/",
                over=times.days_later(row.deadline, ROUND * rounds),
                row=row,
            )


# People, each read as one more column of the row


def _people(members: Any) -> ArraySubquery:
    return ArraySubquery(members.values("person"))


def _staff(wanted: Wanted) -> QuerySet[PartnerMember]:
    """Who could come in and act for the row's partner."""
    return PartnerMember.objects.reachable(wanted.now).filter(partner=OuterRef("partner"))


def _writing(startup: str) -> QuerySet[StartupMember]:
    return StartupMember.objects.writing().filter(
        startup=OuterRef(startup), person__is_active=True
    )


def _one(members: QuerySet[Any], owner: str, lead: str) -> Any:
    """The owner, else who leads, else who has been there longest."""
    order = Case(When(pk=OuterRef(owner), then=0), When(level=lead, then=1), default=2)
    return members.annotate(precedence=order).order_by("precedence", "joined_at", "pk")[:1]


def _hub(wanted: Wanted) -> ArraySubquery:
    granted = RoleGrant.objects.held_at(wanted.now).filter(role=Role.STAFF)
    return ArraySubquery(
        User.objects.filter(pk__in=granted.values("person"), is_active=True).values("pk")
    )


def _own(person: int | None, people: list[int]) -> list[int]:
    return [person] if person in people else []


def _midnight(day: date) -> datetime:
    """The beginning of a day in Berlin, for dates without a time: reminders then go at eight."""
    return datetime.combine(day, time.min, tzinfo=BERLIN)
