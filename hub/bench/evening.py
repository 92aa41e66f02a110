"""What events and reports are measured with: a thousand events, five hundred guests, a partner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from events.models import Event, EventKind, Registration
from events.states import EventState, RegistrationState
from hub.accounts.models import User
from hub.core.text import sort_key
from hub.programme.models import Track
from hub.reports import periods
from hub.reports.models import FundingAward, FundingTarget
from hub.reports.periods import Kind
from partners.models import Challenge, Introduction, Partner, PartnerKind, PartnerState, WatchEntry
from partners.states import ChallengeState, IntroductionState
from startups.models import Startup

EVENTS, GUESTS, WATCHED = 1_000, 500, 40
SENTENCE = "Ein Abend über Wärmenetze, Sensoren und was Stadtwerke davon haben."
# Promised for each quarter of the year, so that a report draws its courses.
TARGETS = ("applications", "events", "participants", "introductions_asked", "partners_active")


@dataclass(frozen=True)
class Evening:
    """The next event, which takes registrations, and one at whose door five hundred are expected."""

    open: Event
    door: Event
    partner: Partner


def calendar(published: Sequence[Startup], by: User, now: datetime) -> Evening:
    tracks = [*Track.objects.all(), None]
    events = [_event(number, tracks[number % len(tracks)], now) for number in range(EVENTS)]
    door, coming = events[EVENTS // 2], events[EVENTS // 2 + 1]
    _guests(door, now)
    _award(now)
    return Evening(open=coming, door=door, partner=_partner(published, by, now))


def _event(number: int, track: Track | None, now: datetime) -> Event:
    """One a day, the half of them past; of every third the seats are counted."""
    starts = now + timedelta(days=number - EVENTS // 2, hours=2)
    found = Event(
        kind=EventKind.values[number % len(EventKind.values)],
        track=track,
        state=EventState.PUBLISHED if starts > now else EventState.DONE,
        title_de=f"Wärmeabend {number}",
        summary_de=SENTENCE,
        text_de=" ".join([SENTENCE] * 8),
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        place_name="Spinnerei",
        city="04179 Leipzig",
        published_at=now - timedelta(days=600),
        seats=None if number % 3 else 600,
    )
    found.save()
    return found


def _guests(event: Event, now: datetime) -> None:
    Registration.objects.bulk_create(
        Registration(
            event=event,
            name=f"Mia Gast {number}",
            email=f"guest{number}@example.org",
            organisation="Stadtwerke",
            state=RegistrationState.CONFIRMED,
            place=number,
            registered_at=now,
        )
        for number in range(1, GUESTS + 1)
    )
    Event.objects.filter(pk=event.pk).update(last_place=GUESTS)


def _award(now: datetime) -> None:
    year = periods.current(Kind.YEAR, now)
    award = FundingAward.objects.create(
        name="Förderung", funder="Freistaat", starts_on=year.first, ends_on=year.last
    )
    FundingTarget.objects.bulk_create(
        FundingTarget(award=award, indicator=key, year=year.first.year, value=300)
        for key in TARGETS
    )


def _partner(published: Sequence[Startup], by: User, now: datetime) -> Partner:
    """Under contract, with a watchlist, requests to meet and a challenge that takes entries."""
    partner = Partner.objects.create(
        slug="netz",
        name="Netz",
        sort_key=sort_key("Netz"),
        kind=PartnerKind.COMPANY,
        state=PartnerState.ACTIVE,
    )
    last_month = periods.current(Kind.MONTH, now).previous()
    at = last_month.start + timedelta(days=5)
    watched = published[:WATCHED]
    WatchEntry.objects.bulk_create(
        WatchEntry(partner=partner, startup=one, added_by=by, added_at=at) for one in watched
    )
    Introduction.objects.bulk_create(
        Introduction(
            partner=partner,
            startup=one,
            startup_name=one.name,
            asked_by=by,
            asked_at=at,
            expires_at=at + timedelta(days=10),
            state=IntroductionState.ACCEPTED,
            answered_at=at,
            ended_at=at,
        )
        for one in watched
    )
    Challenge.objects.create(
        partner=partner,
        state=ChallengeState.PUBLISHED,
        slug="waerme",
        title_de="Wo Wärme verloren geht",
        problem_de=SENTENCE,
        deadline=timezone.now() + timedelta(days=20),
        first_sent_at=at,
        published_at=at,
        created_by=by,
        edited_by=by,
    )
    return partner
