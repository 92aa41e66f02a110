"""Founders who asked to hear are told of a new challenge that fits, and why."""

from collections.abc import Iterable

from django.utils import translation

from hub.accounts.consents import CHALLENGE_NEWS
from hub.accounts.models import Consent
from hub.mail import outbox
from hub.mail.values import Link, Words
from partners.models import Challenge
from partners.queries import matching
from partners.services.challenge_letters import titled
from startups.models import StartupMember

MOST_TOLD = 200


def tell_founders(challenge: Challenge) -> int:
    """One mail with the reasons to each member of a fitting team who wants to hear; how many.

    In the transaction that publishes; said once, however often it is called.
    """
    asked = Consent.objects.filter(purpose=CHALLENGE_NEWS.key, withdrawn_at__isnull=True)
    rows = StartupMember.objects.current().filter(
        startup__uuid__in=asked.values("subject"), person__is_active=True
    )
    members = {
        (member.startup.uuid, member.person_id): member
        for member in rows.select_related("startup", "person")
    }
    wanted = {(one.subject, one.person_id) for one in asked}
    hearing = [member for key, member in members.items() if key in wanted]
    fits = matching.challenges_for(
        {member.startup_id for member in hearing}, [challenge], limit=MOST_TOLD
    )
    reasons = {fit.startup: fit.reasons for fit in fits}
    return sum(
        _tell(challenge, member, reasons[member.startup_id])
        for member in hearing
        if member.startup_id in reasons
    )


def _tell(challenge: Challenge, member: StartupMember, reasons: Iterable[object]) -> int:
    person = member.person
    with translation.override(person.language):
        words = "; ".join(str(reason) for reason in reasons)
        values = {
            "startup": member.startup.name,
            "challenge": titled(challenge, person),
            "partner": challenge.partner.name,
            "reasons": Words(words),
            "deadline": challenge.deadline,
            "link": Link(f"/challenges/{challenge.slug}/"),
            "settings": Link("/challenge-fits/"),
        }
    return outbox.queue(
        "partners/challenge_fits",
        to=person,
        values=values,
        dedup_key=f"challenge-fits:{challenge.pk}:{member.startup_id}:{person.pk}",
        about=f"/challenges/{challenge.slug}/",
    )
