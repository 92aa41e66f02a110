"""The mails about events, and the address that each of them leads to."""

from datetime import date, datetime
from uuid import UUID

from django.core import signing
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import Registration
from hub.mail import outbox
from hub.mail.recipients import Guest, Recipient
from hub.mail.values import Block, Link, Words

signer = signing.Signer(salt="events.registration", sep=".")


def page_of(registration: Registration) -> str:
    """The page of a registration, without login: only its mails carry the address."""
    with translation.override("de"):
        return reverse("events:registration", args=[token(registration)])


def token(registration: Registration) -> str:
    return signer.sign(registration.uuid.hex)


def read_token(token: str) -> UUID | None:
    """Whose page it is; None for an address that is none of ours."""
    try:
        return UUID(signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def recipient(registration: Registration) -> Recipient:
    """Whom it is written to: an account by the address it has now, others as they registered."""
    if registration.person is not None:
        return registration.person
    return Guest(registration.email, registration.name, registration.language)


def confirm(registration: Registration, *, key: str) -> None:
    """Ask whether the address is theirs; the same `key` again sends nothing."""
    # Who asks may not be who reads: what they call themselves is not repeated.
    unknown = Guest(registration.email, "", registration.language)
    _send(
        "events/registration_confirm",
        registration,
        to=unknown,
        dedup_key=f"events/confirm:{registration.pk}:{key}",
    )


def known(registration: Registration, *, key: str) -> None:
    """Somebody who is registered already did it again: where to find it."""
    _send(
        "events/registration_known",
        registration,
        dedup_key=f"events/known:{registration.pk}:{key}",
    )


def registered(registration: Registration, *, position: int) -> None:
    """A seat; or, with a position, the line."""
    if not position:
        _send("events/registration_confirmed", registration, place=place(registration))
        return
    with translation.override(recipient(registration).language):
        text = ngettext(
            "Auf der Warteliste ist das die nächste Anmeldung.",
            "Auf der Warteliste ist das Stelle %(number)d.",
            position,
        )
    said = Words(text % {"number": position})
    _send("events/registration_waiting", registration, position=said)


def offered(registration: Registration) -> None:
    _send("events/seat_offered", registration, until=registration.offered_until)


def expired(registration: Registration) -> None:
    _send("events/offer_expired", registration)


def line_ended(registration: Registration) -> None:
    """The event begins, and there was no seat for them."""
    _send("events/line_ended", registration)


def cancelled(registration: Registration) -> None:
    _send("events/registration_cancelled", registration)


def event_cancelled(registration: Registration) -> None:
    """Once for each: the event does not take place."""
    _send(
        "events/event_cancelled",
        registration,
        dedup_key=f"events/event-cancelled:{registration.pk}",
        notice=_notice(registration),
    )


def event_moved(registration: Registration, *, before: datetime) -> None:
    """Once for each state of the calendar: it takes place at another time or somewhere else."""
    sequence = registration.event.sequence
    _send(
        "events/event_moved",
        registration,
        dedup_key=f"events/event-moved:{registration.pk}:{sequence}",
        before=before,
        notice=_notice(registration),
        place=place(registration),
    )


def feedback(registration: Registration, *, token: str, until: date) -> bool:
    """Ask once what it was like; False for who does not want such mails."""
    to = recipient(registration)
    with translation.override(to.language):
        title = Words(registration.event.title)
    with translation.override("de"):
        page = Link(reverse("events:feedback", args=[token]))
    return outbox.queue(
        "events/feedback",
        to=to,
        values={"event": title, "page": page, "until": until},
        dedup_key=f"events/feedback:{registration.pk}",
        about=about(registration),
    )


def about(registration: Registration) -> str:
    """Where staff find what a mail is about."""
    with translation.override("de"):
        return reverse("admin:events_registration_change", args=[registration.pk])


def _notice(registration: Registration) -> Block:
    with translation.override(recipient(registration).language):
        return Block(registration.event.notice)


def place(registration: Registration) -> Words:
    """Where it takes place, in the recipient's language."""
    event = registration.event
    address = ", ".join(part for part in (event.place_name, event.address, event.city) if part)
    with translation.override(recipient(registration).language):
        online = _("online, der Link steht auf der Seite der Anmeldung")
    return Words(address or online)


def _send(
    kind: str,
    registration: Registration,
    *,
    to: Recipient | None = None,
    dedup_key: str = "",
    **values: object,
) -> None:
    to = to or recipient(registration)
    values = {**common(registration, to), **values}
    outbox.queue(kind, to=to, values=values, dedup_key=dedup_key, about=about(registration))


def common(registration: Registration, to: Recipient) -> dict[str, object]:
    """What every mail about an event says: which one, when, and where to find one's registration."""
    with translation.override(to.language):
        title = Words(registration.event.title)
    return {
        "event": title,
        "starts": registration.event.starts_at,
        "page": Link(page_of(registration)),
    }
