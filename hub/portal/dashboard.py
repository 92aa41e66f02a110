"""What waits for the person who has logged in, whatever roles they hold."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from events.queries import registering
from events.services import letters
from hub.accounts.http import PortalRequest
from matchday.models import MatchSide
from partners.models import Introduction
from partners.queries import entries, membership, pilot_founders, transfers
from startups.models import Application, Batch, Offer, ProfileChange, Startup, StartupMember
from startups.queries import status, visits
from startups.queries.status import Status
from startups.services import drafts
from startups.services.profile_edits import has_profile


@dataclass(frozen=True, slots=True)
class Own:
    application: Application
    status: Status


@require_safe
def dashboard(request: PortalRequest) -> HttpResponse:
    """A founder's applications, the way into the admin for staff, open batches for everybody."""
    applications = (
        Application.objects.visible_to(request.user)
        .of_team(request.user)
        .select_related("batch", "startup", "track")
        .prefetch_related("extensions")
        .order_by("-started_at")
    )
    offers = {
        offer.application_id: offer for offer in Offer.objects.filter(application__in=applications)
    }
    own = [
        Own(
            application,
            status.of(
                application,
                deadline=drafts.deadline_of(application),
                offer=offers.get(application.pk),
            ),
        )
        for application in applications
    ]
    applied_to = {item.application.batch_id for item in own}
    open_batches = Batch.objects.visible_to(request.user).open_at(timezone.now())
    asking = Introduction.objects.visible_to(request.user).of_team(request.user)
    waiting = asking.unanswered(timezone.now()).select_related("partner", "startup", "asked_by")
    acting = membership.of(request.user)
    in_science = membership.in_science(request.user)
    sides = MatchSide.objects.visible_to(request.user).named().select_related("day__event")
    context = {
        "own": own,
        "meetings": sides.filter(day__event__ends_at__gt=timezone.now()).order_by(
            "day__starts_at"
        ),
        "visited": visits.lately(request.user, now=timezone.now()),
        "introductions": waiting.order_by("expires_at"),
        "has_introductions": asking.exists(),
        "profiles": own_profiles(request),
        "entries": entries.of_person(request.user, now=timezone.now()),
        "partner": acting.partner if acting else None,
        "unit": in_science.unit if in_science else None,
        "events": [
            (one, letters.token(one))
            for one in registering.coming_up(request.user, timezone.now())
        ],
        "pilots": pilot_founders.overview(request.user),
        "has_asked": transfers.has_asked(request.user),
        "open_batches": [batch for batch in open_batches if batch.pk not in applied_to],
    }
    return render(request, "portal/dashboard.html", context)


def own_profiles(request: PortalRequest) -> list[Startup]:
    """The profiles of the reader's teams; `change_state` says whether something waits or came back."""
    mine = StartupMember.objects.current().filter(person=request.user)
    changes = ProfileChange.objects.visible_to(request.user).open().filter(startup=OuterRef("pk"))
    startups = Startup.objects.visible_to(request.user).filter(pk__in=mine.values("startup"))
    found = startups.annotate(change_state=Subquery(changes.values("state")[:1]))
    return [startup for startup in found if has_profile(startup)]
