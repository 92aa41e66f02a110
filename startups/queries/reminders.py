"""Drafts and offers that somebody could be reminded of, each with whom."""

from collections.abc import Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest

from hub.mail.subjects import Occasion, Wanted
from startups.models import Application, Offer, StartupMember
from startups.queries import desk
from startups.states import ApplicationState, BatchState, MemberLevel, OfferState

DRAFT, OFFER = "startups/draft", "startups/offer"
DEADLINE, STARTED, EXPIRES, OFFERED = "deadline", "started", "expires", "offered"
TAKES_DRAFTS = [BatchState.PLANNED, BatchState.OPEN, BatchState.CLOSED]


def drafts(wanted: Wanted) -> Iterator[Occasion]:
    """Open drafts whose deadline, their own later one too, is still ahead."""
    bounds = {DEADLINE: "ends_at", STARTED: "started_at"}
    rows = _applications(wanted).annotate(
        ends_at=Greatest(F("batch__deadline"), Max("extensions__until")),
        people=ArraySubquery(
            StartupMember.objects.writing()
            .filter(startup=OuterRef("startup"))
            .order_by("person")
            .values("person")
        ),
    )
    rows = rows.filter(
        wanted.named("draft"),
        _reached(wanted, DRAFT, bounds),
        state=ApplicationState.DRAFT,
        batch__state__in=TAKES_DRAFTS,
        ends_at__gt=wanted.now,
    )
    for row in rows.select_related("batch", "startup"):
        for anchor, column in bounds.items():
            yield Occasion(
                subject=DRAFT,
                anchor=anchor,
                object=f"draft:{row.uuid}",
                name=f"{row.startup.name}, {row.batch.name}",
                date=getattr(row, column),
                people=tuple(row.people),
                about=row.get_absolute_url(),
                since=row.started_at,
                over=row.ends_at,
                row=row,
            )


def offers(wanted: Wanted) -> Iterator[Occasion]:
    """Places that wait for an answer; only who answers for the startup can give one."""
    bounds = {EXPIRES: "expires_at", OFFERED: "sent_at"}
    rows = Offer.objects.filter(
        wanted.named("offer"),
        _reached(wanted, OFFER, bounds),
        application__in=_applications(wanted).filter(state=ApplicationState.ACCEPTED),
        state=OfferState.SENT,
        expires_at__gt=wanted.now,
    ).annotate(
        people=ArraySubquery(
            StartupMember.objects.current()
            .filter(startup=OuterRef("application__startup"), level=MemberLevel.OWNER)
            .order_by("person")
            .values("person")
        )
    )
    for row in rows.select_related("application__batch", "application__startup"):
        application = row.application
        for anchor, column in bounds.items():
            yield Occasion(
                subject=OFFER,
                anchor=anchor,
                object=f"offer:{row.uuid}",
                name=f"{application.startup.name}, {application.batch.name}",
                date=getattr(row, column),
                people=tuple(row.people),
                about=application.get_absolute_url(),
                since=row.sent_at,
                over=row.expires_at,
                row=row,
            )


def _applications(wanted: Wanted) -> QuerySet[Application]:
    """For a reader at the desk none of a startup that they are tied to."""
    return desk.untied(wanted.viewer) if wanted.viewer else Application.objects.all()


def _reached(wanted: Wanted, subject: str, columns: dict[str, str]) -> Q:
    reached = Q(pk__in=[])
    for anchor, column in columns.items():
        if until := wanted.before(subject, anchor):
            reached |= Q(**{f"{column}__lte": until})
    return reached
