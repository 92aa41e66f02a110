"""What the clock will write to founders, as it stands now."""

from collections.abc import Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from hub.mail.announcements import Ahead
from hub.mail.subjects import Occasion
from startups.models import Application, Offer, StartupMember
from startups.queries import desk
from startups.states import OfferState

OFFER_EXPIRED = "startups/offer_expired"


def offers(ahead: Ahead) -> Iterator[Occasion]:
    """The team of a place that nobody takes; for a reader at the desk none they are tied to."""
    applications = desk.untied(ahead.viewer) if ahead.viewer else Application.objects.all()
    people = StartupMember.objects.current().filter(startup=OuterRef("application__startup"))
    rows = Offer.objects.filter(
        application__in=applications,
        state=OfferState.SENT,
        expires_at__gt=ahead.now,
        expires_at__lte=ahead.until,
    ).annotate(people=ArraySubquery(people.order_by("person").values("person")))
    for row in rows.select_related("application__batch", "application__startup"):
        application = row.application
        yield Occasion(
            subject=OFFER_EXPIRED,
            anchor="",
            object=f"offer:{row.uuid}",
            name=f"{application.startup.name}, {application.batch.name}",
            date=row.expires_at,
            people=tuple(row.people),
            about=application.get_absolute_url(),
        )
