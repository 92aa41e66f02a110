"""What waits for a partner's staff: in words, with the page where it goes on."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import ngettext

from partners.models import Challenge, Partner, Pilot
from partners.queries import introductions, pilot_silence
from partners.states import ChallengeState, PilotState


@dataclass(frozen=True, slots=True)
class Waiting:
    text: str
    url: str


def waiting(partner: Partner, *, now: datetime) -> list[Waiting]:
    """What somebody of the partner can act on; what is not there is left out."""
    pilots, challenges = reverse("partners:pilots"), reverse("partners:own-challenge-list")
    asked = introductions.open_count(partner, now=now)
    found = [
        (ideas := ideas_to_answer(partner), _ideas(ideas), pilots),
        (choices := challenges_to_decide(partner), _choices(choices), challenges),
        (
            silent := pilot_silence.stuck(now).filter(partner=partner).count(),
            _silent(silent),
            pilots,
        ),
        (asked, _asked(asked), reverse("partners:own-introductions")),
    ]
    return [Waiting(text, url) for count, text, url in found if count]


def ideas_to_answer(partner: Partner) -> int:
    """Pilots that a startup proposed and nobody of the partner has agreed to."""
    ideas = Pilot.objects.filter(partner=partner, state=PilotState.IDEA)
    return ideas.filter(partner_confirmed_at__isnull=True).count()


def challenges_to_decide(partner: Partner) -> int:
    """The deadline is over, and those who answered wait."""
    return Challenge.objects.filter(partner=partner, state=ChallengeState.CLOSED).count()


def _ideas(n: int) -> str:
    return ngettext(
        "Ein Startup schlägt ein Pilotprojekt vor und wartet auf Antwort",
        "%(n)d vorgeschlagene Pilotprojekte warten auf Antwort",
        n,
    ) % {"n": n}


def _choices(n: int) -> str:
    return ngettext(
        "Bei einer Challenge ist die Frist vorbei: Wen wählen Sie?",
        "Bei %(n)d Challenges ist die Frist vorbei: Wen wählen Sie?",
        n,
    ) % {"n": n}


def _silent(n: int) -> str:
    return ngettext(
        "Von einem Pilotprojekt war seit 30 Tagen nichts zu hören",
        "Von %(n)d Pilotprojekten war seit 30 Tagen nichts zu hören",
        n,
    ) % {"n": n}


def _asked(n: int) -> str:
    return ngettext(
        "Eine Kontaktanfrage an ein Startup ist unterwegs",
        "%(n)d Kontaktanfragen an Startups sind unterwegs",
        n,
    ) % {"n": n}
