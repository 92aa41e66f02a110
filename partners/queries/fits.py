"""Fits as pages show them: the other side with its reasons."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.functional import Promise

from hub.accounts.consents import CHALLENGE_NEWS
from hub.accounts.models import Consent, User
from partners.models import Challenge, ScienceUnit
from partners.queries import matching, unit_matching
from partners.queries.challenges import for_cards
from partners.states import ChallengeState
from startups.models import PartnerProfile, Startup, StartupMember

# So many challenges are compared for a team's page: those that close next.
MOST_COMPARED = 24
UNIT_COLUMNS = ("slug", "kind", "name_de", "name_en", "university__name")


@dataclass(frozen=True, slots=True)
class FittingStartup:
    profile: PartnerProfile
    reasons: list[str | Promise]


def startups_of(challenge: Challenge) -> list[FittingStartup]:
    """The startups that fit, for the partner to see as long as the challenge is open or drafted."""
    if challenge.state in {ChallengeState.CLOSED, ChallengeState.DECIDED}:
        return []
    found = matching.startups_for(challenge)
    shown = PartnerProfile.objects.open().in_bulk([fit.startup for fit in found])
    return [
        FittingStartup(shown[fit.startup], fit.reasons) for fit in found if fit.startup in shown
    ]


@dataclass(frozen=True, slots=True)
class FittingUnit:
    owner: int
    unit: ScienceUnit
    reasons: list[str | Promise]


def units_of(challenge: Challenge) -> list[FittingUnit]:
    """Who in the competence centre can help, as long as the challenge is open or drafted."""
    if challenge.state in {ChallengeState.CLOSED, ChallengeState.DECIDED}:
        return []
    return _shown(unit_matching.for_challenge(challenge))


def _shown(found: list[unit_matching.UnitFit]) -> list[FittingUnit]:
    rows = ScienceUnit.objects.published().select_related("university")
    units = rows.only(*UNIT_COLUMNS).in_bulk([fit.unit for fit in found])
    return [
        FittingUnit(fit.owner, units[fit.unit], fit.reasons) for fit in found if fit.unit in units
    ]


@dataclass(frozen=True, slots=True)
class FittingChallenge:
    challenge: Challenge
    reasons: list[str | Promise]


@dataclass(frozen=True, slots=True)
class Team:
    """One startup of somebody's, what fits it, and whether mails are wanted."""

    startup: Startup
    fits: list[FittingChallenge]
    units: list[FittingUnit]
    hears: bool


def of_person(person: User) -> list[Team]:
    member = StartupMember.objects.current().filter(person=person)
    startups = list(Startup.objects.filter(pk__in=member.values("startup")).order_by("sort_key"))
    open_now = Challenge.objects.open_at(timezone.now()).order_by("deadline", "pk")
    compared = {one.pk: one for one in for_cards(open_now)[:MOST_COMPARED]}
    keys = [startup.pk for startup in startups]
    found = matching.challenges_for(keys, compared.values()) if keys and compared else []
    helping = _shown(unit_matching.for_startups(PartnerProfile.objects.filter(pk__in=keys)))
    hearing = set(
        Consent.objects.filter(
            person=person, purpose=CHALLENGE_NEWS.key, withdrawn_at__isnull=True
        ).values_list("subject", flat=True)
    )
    return [
        Team(
            startup,
            [
                FittingChallenge(compared[fit.challenge], fit.reasons)
                for fit in found
                if fit.startup == startup.pk
            ],
            [fit for fit in helping if fit.owner == startup.pk],
            startup.uuid in hearing,
        )
        for startup in startups
    ]
