"""The mails about a pilot: who of the two sides is told what."""

from collections.abc import Callable, Iterable

from django.utils import timezone

from hub.accounts.models import User
from hub.mail import outbox
from hub.mail.values import Block, Link
from partners.models import Pilot, PilotSide, PilotUpdate
from partners.queries import pilot_sides
from partners.queries.pilot_sides import Seat


def proposed(pilot: Pilot) -> None:
    """To the side that has to confirm; where the hub team proposes, to both."""
    for side in pilot_sides.other(pilot.proposed_from):
        _send(
            "partners/pilot_proposed",
            pilot,
            pilot_sides.readers(pilot, side),
            proposer=str(pilot.proposed_by),
            sender=_named(pilot, pilot.proposed_from),
            summary=Block(pilot.summary),
        )


def confirmed(pilot: Pilot, *, seat: Seat, by: User) -> None:
    """To who waited for it."""
    _send(
        "partners/pilot_confirmed",
        pilot,
        _others(pilot, by),
        person=str(by),
        sender=_named(pilot, seat.side),
    )


def moved(pilot: Pilot, *, seat: Seat, by: User, note: str) -> None:
    """To both sides but for who moved it."""
    _send(
        "partners/pilot_moved",
        pilot,
        _others(pilot, by),
        person=str(by),
        sender=_named(pilot, seat.side),
        state=pilot.get_state_display,
        note=Block(note),
    )


def news(update: PilotUpdate) -> None:
    """To the other side, at most once a day and person, whatever happens in how many pilots."""
    pilot, day = update.pilot, timezone.localdate(update.at)
    for side in pilot_sides.other(update.side):
        for person in pilot_sides.readers(pilot, side):
            _send(
                "partners/pilot_news",
                pilot,
                [person],
                dedup_key=f"pilot-news:{person.pk}:{day.isoformat()}",
                person=str(update.author),
                sender=_named(pilot, update.side),
                text=Block(update.text),
            )


def _others(pilot: Pilot, by: User) -> list[User]:
    both = [
        person
        for side in (PilotSide.PARTNER, PilotSide.STARTUP)
        for person in pilot_sides.readers(pilot, side)
    ]
    return [person for person in both if person.pk != by.pk]


def _named(pilot: Pilot, side: str) -> Callable[[], str]:
    """What a side is called, in the language of who reads it."""
    return lambda: pilot_sides.name(pilot, side)


def _send(
    kind: str, pilot: Pilot, people: Iterable[User], *, dedup_key: str = "", **values: object
) -> int:
    about = pilot.get_absolute_url().removeprefix("/en")
    shared = {
        "pilot": pilot.title,
        "partner": pilot.partner.name,
        "startup": pilot.startup.name,
        "link": Link(about),
    }
    return sum(
        outbox.queue(kind, to=person, values=shared | values, dedup_key=dedup_key, about=about)
        for person in people
    )
