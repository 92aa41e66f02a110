"""What follows from a match: founders hear of it who asked to, and either side may say no."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.accounts import consents
from hub.accounts.consents import CHALLENGE_NEWS
from hub.accounts.models import Consent, User
from hub.core.workflow import DomainError
from partners.models import (
    UNIT_CAUSES,
    Challenge,
    DismissalCause,
    MatchDismissal,
    MatchSide,
    ScienceUnit,
)
from partners.services import challenges
from startups.models import Startup, StartupMember


class NotYours(DomainError):
    message = _("Das geht nur für das eigene Team.")


@transaction.atomic
def set_news(startup: Startup, *, wanted: bool, by: User) -> None:
    """Whether somebody on the team hears by mail of challenges that fit. Raises NotYours."""
    _check_own(startup, by)
    held = Consent.objects.filter(
        person=by, purpose=CHALLENGE_NEWS.key, subject=startup.uuid, withdrawn_at__isnull=True
    ).first()
    if wanted and held is None:
        given = Consent(
            person=by,
            purpose=CHALLENGE_NEWS.key,
            text_version=CHALLENGE_NEWS.version,
            subject=startup.uuid,
        )
        # A second click at the same moment finds it given.
        Consent.objects.bulk_create([given], ignore_conflicts=True)
    elif held is not None and not wanted:
        consents.withdraw(held)


@transaction.atomic
def dismiss_for_partner(challenge_uuid: UUID, *, startup: Startup, cause: str, by: User) -> None:
    """Take a startup off the list of those that fit; it counts for the partner from then on."""
    challenge = challenges.lock_own(challenge_uuid, by=by).challenge
    _dismiss(MatchSide.PARTNER, cause, by, challenge=challenge, startup=startup)


@transaction.atomic
def dismiss_unit_for_partner(
    challenge_uuid: UUID, *, unit: ScienceUnit, cause: str, by: User
) -> None:
    """Take a unit off the list of those that fit; it counts for the partner from then on."""
    challenge = challenges.lock_own(challenge_uuid, by=by).challenge
    _dismiss(MatchSide.PARTNER, cause, by, challenge=challenge, unit=unit)


@transaction.atomic
def dismiss_for_startup(challenge: Challenge, *, startup: Startup, cause: str, by: User) -> None:
    """The founders say that a challenge is nothing for them. Raises NotYours."""
    _check_own(startup, by)
    _dismiss(MatchSide.STARTUP, cause, by, challenge=challenge, startup=startup)


@transaction.atomic
def dismiss_unit_for_startup(unit: ScienceUnit, *, startup: Startup, cause: str, by: User) -> None:
    """The founders say that a unit is nothing for them. Raises NotYours."""
    _check_own(startup, by)
    _dismiss(MatchSide.STARTUP, cause, by, startup=startup, unit=unit)


def _check_own(startup: Startup, by: User) -> None:
    if not StartupMember.objects.current().filter(startup=startup, person=by).exists():
        raise NotYours


def _dismiss(side: str, cause: str, by: User, **two: Challenge | Startup | ScienceUnit) -> None:
    known = dict(UNIT_CAUSES) if "unit" in two else DismissalCause.values
    if cause not in known:
        raise DomainError(_("Wählen Sie bitte einen der Gründe."))
    row = MatchDismissal(side=side, cause=cause, by=by, **two)
    # Said twice is said once.
    MatchDismissal.objects.bulk_create([row], ignore_conflicts=True)
