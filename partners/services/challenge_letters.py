"""Mails about a challenge to the people of its partner."""

from hub.accounts.models import User
from hub.mail import outbox
from hub.mail.values import Block, Link
from partners.models import Challenge
from partners.queries import membership


def area_path(challenge: Challenge) -> str:
    """Where its partner finds it."""
    return f"/partner/challenges/{challenge.uuid}/"


def published(challenge: Challenge) -> None:
    assert challenge.slug
    _send(
        challenge,
        "partners/challenge_published",
        {"deadline": challenge.deadline, "page": Link(f"/challenges/{challenge.slug}/")},
    )


def returned(challenge: Challenge, *, note: str) -> None:
    _send(challenge, "partners/challenge_returned", {"note": Block(note)})


def _send(challenge: Challenge, kind: str, more: dict[str, object]) -> None:
    for person in membership.people_of(challenge.partner):
        outbox.queue(
            kind, to=person, values=about(challenge, person) | more, about=area_path(challenge)
        )


def about(challenge: Challenge, person: User) -> dict[str, object]:
    """What every mail to partner staff names: which challenge, and where it is."""
    return {"challenge": titled(challenge, person), "link": Link(area_path(challenge))}


def titled(challenge: Challenge, person: User) -> str:
    """The title in the reader's language, as far as there is one."""
    english = person.language == "en" and challenge.has_english
    return challenge.title_en if english else challenge.title_de
