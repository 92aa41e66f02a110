"""People come to an event: with an account at once, without one once their address is confirmed."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Audience, Event, Registration
from events.services import letters, organisations, seats
from events.services.events import Desk, lock
from events.states import (
    ACCEPT_SEAT,
    ASK_AGAIN,
    CANCEL_REGISTRATION,
    CONCERNED,
    FORGET_ASKED,
    GONE,
    SEATED,
    EventState,
    RegistrationState,
)
from hub.accounts import limits
from hub.accounts.models import User
from hub.accounts.roles import Role
from hub.core.workflow import DomainError
from hub.mail import reminders
from hub.mail.recipients import Guest
from startups.models import Startup, StartupMember

HOUR = timedelta(hours=1)
MAILS_PER_HOUR = 5
# Who has not opened the link by then starts anew.
CONFIRM_WITHIN = timedelta(days=3)
ROLES = {
    Audience.FOUNDERS: Role.FOUNDER,
    Audience.PARTNERS: Role.PARTNER,
    Audience.SCIENTISTS: Role.SCIENTIST,
    Audience.MENTORS: Role.MENTOR,
    Audience.REVIEWERS: Role.REVIEWER,
}


class Closed(DomainError):
    message = gettext_lazy("Für diesen Termin kann man sich nicht mehr anmelden.")


class NotForYou(DomainError):
    message = gettext_lazy("Dieser Termin ist für andere gedacht.")


class TooManySeats(DomainError):
    """More seats than a team or a partner may take."""


class TooLate(DomainError):
    message = gettext_lazy("Das Angebot ist abgelaufen, der Platz ist weitergegeben.")


def may_come(event: Event, person: User | None) -> bool:
    """Whether the event is meant for this person; None is somebody without an account."""
    if event.is_for_all:
        return True
    return person is not None and person.has_role(
        *(ROLES[Audience(one)] for one in event.audience)
    )


@transaction.atomic
def register(
    event: Event,
    *,
    name: str,
    answers: Mapping[str, str],
    by: User,
    wanted: int = 1,
    startup: Startup | None = None,
) -> Registration:
    """Give somebody with an account a seat, or the next place in the line.

    Twice is once: who is registered stays as they are. Raises Closed, NotForYou, TooManySeats.
    """
    desk = _open_desk(event, by)
    rows = _held(desk.event, email=by.email, person=by)
    if active := [row for row in rows if not row.may_begin_anew]:
        return _attached(active[0], by, is_only=len(rows) == 1)
    registration = rows[0] if rows else Registration(event=desk.event)
    organisation = organisations.of(by)
    if wanted > 1:
        _ensure_team(desk.event, startup, wanted, by)
    _ensure_quota(desk.event, organisation.key, wanted, registration)
    # A second row of theirs holds the address: mails go to the account's anyway.
    registration.email = by.email if len(rows) < 2 else registration.email  # noqa: PLR2004
    registration.person, registration.name = by, name
    registration.language, registration.answers = by.language, dict(answers)
    registration.seats, registration.startup = wanted, startup if wanted > 1 else None
    registration.partner_key, registration.organisation = organisation.key, organisation.name
    registration.offered_until = None
    registration.save()
    reminders.hand_over(guest=registration.uuid, to=by)
    return seats.allot(desk, registration, by=by)


@transaction.atomic
def ask(event: Event, *, guest: Guest, answers: Mapping[str, str], key: str) -> None:
    """Somebody without an account would like to come: the mail's link makes it count.

    The answer is the same whether the address is known; `key` comes with the form, so that a double
    click sends one mail. Raises Closed, NotForYou.
    """
    desk = _open_desk(event, None)
    email = guest.email.lower()
    rows = _held(desk.event, email=email)
    held = rows[0] if rows else Registration(event=desk.event, email=email)
    if not held.may_begin_anew:
        if _few_mails(email):
            letters.known(held, key=key)
        return
    if held.state in GONE:
        seats.move(desk, held, ASK_AGAIN, by=None)
    held.name, held.language, held.answers = guest.name, guest.language, dict(answers)
    held.asked_at = desk.now
    held.save()
    if _few_mails(email):
        letters.confirm(held, key=key)


@transaction.atomic
def confirm(uuid: UUID) -> Registration:
    """The link was opened: a seat or the next place in the line. Twice is once. Raises Closed."""
    desk, registration = lock_one(uuid)
    if registration.state != RegistrationState.ASKED:
        return registration
    _ensure_open(desk)
    return seats.allot(desk, registration, by=registration.person)


@transaction.atomic
def accept(uuid: UUID) -> Registration:
    """Take the seat that is offered; taken twice is taken once. Raises TooLate, InvalidTransition."""
    desk, registration = lock_one(uuid)
    if registration.state == RegistrationState.CONFIRMED:
        return registration
    if registration.offered_until is None or desk.now > registration.offered_until:
        raise TooLate
    registration.offered_until = None
    seats.move(desk, registration, ACCEPT_SEAT, by=registration.person, changed=("offered_until",))
    letters.registered(registration, position=0)
    return registration


@transaction.atomic
def cancel(uuid: UUID) -> Registration:
    """Give back a seat, an offer or a place in the line; the seat goes to the next at once.

    Cancelled twice is cancelled once. Raises InvalidTransition, and Closed once it is over.
    """
    desk, registration = lock_one(uuid)
    if registration.state in {*GONE, RegistrationState.ASKED}:
        return registration
    if desk.now >= desk.event.ends_at:
        raise Closed(_("Der Termin ist vorbei, abmelden ist nicht mehr nötig."))
    had_seat = registration.state in SEATED
    registration.offered_until, registration.ended_at = None, desk.now
    changed = ("offered_until", "ended_at")
    seats.move(desk, registration, CANCEL_REGISTRATION, by=registration.person, changed=changed)
    letters.cancelled(registration)
    if had_seat:
        seats.offer_free(desk)
    return registration


@transaction.atomic
def forget_unconfirmed(*, now: datetime) -> int:
    """Drop what nobody confirmed; what had been cancelled before is cancelled again."""
    asked = Registration.objects.filter(
        state=RegistrationState.ASKED, asked_at__lt=now - CONFIRM_WITHIN
    )
    gone, _rows = asked.filter(place__isnull=True).delete()
    for registration in asked.select_related("event"):
        desk, again = lock_one(registration.uuid)
        seats.move(desk, again, FORGET_ASKED, by=None)
    return gone


def lock_one(uuid: UUID) -> tuple[Desk, Registration]:
    """A registration under its event's lock; Registration.DoesNotExist. Inside a transaction."""
    event_pk = Registration.objects.values_list("event", flat=True).get(uuid=uuid)
    desk = lock(event_pk)
    registration = Registration.objects.select_related("person").get(uuid=uuid)
    registration.event = desk.event
    return desk, registration


def _open_desk(event: Event, by: User | None) -> Desk:
    desk = lock(event.pk)
    _ensure_open(desk)
    if not may_come(desk.event, by):
        raise NotForYou
    return desk


def _ensure_open(desk: Desk) -> None:
    event = desk.event
    is_open = event.state == EventState.PUBLISHED and event.takes_registrations
    if not is_open or desk.now >= event.closes_at:
        raise Closed


def _held(event: Event, *, email: str, person: User | None = None) -> list[Registration]:
    """The rows of a person, by account and by address: one, unless an address changed hands."""
    theirs = Q(email=email.lower())
    if person is not None:
        theirs |= Q(person=person)
    rows = list(event.registrations.select_related("person").filter(theirs))
    for row in rows:
        row.event = event
    return sorted(rows, key=lambda row: row.person_id is None)


def _attached(registration: Registration, person: User, *, is_only: bool) -> Registration:
    """Who registered without an account and has one now finds it among their own."""
    if registration.person_id is None and is_only:
        registration.person = person
        registration.save(update_fields=["person"])
        reminders.hand_over(guest=registration.uuid, to=person)
    return registration


def _few_mails(email: str) -> bool:
    """A few mails an hour to an address that nobody has confirmed, whoever asks."""
    key = sha256(email.encode()).hexdigest()
    return limits.allow(f"event-mail:{key}", limit=MAILS_PER_HOUR, per=HOUR)


def _ensure_team(event: Event, startup: Startup | None, wanted: int, by: User) -> None:
    if wanted > event.team_seats:
        raise TooManySeats(
            _("Ein Team kann hier höchstens %(number)d Plätze belegen.")
            % {"number": event.team_seats}
        )
    own = StartupMember.objects.current().filter(person=by, startup=startup)
    if startup is None or not own.exists():
        raise TooManySeats(_("Mehrere Plätze gibt es nur für das Team eines Startups."))
    group = event.registrations.filter(startup=startup, seats__gt=1, state__in=CONCERNED)
    if other := group.exclude(person=by).first():
        raise TooManySeats(
            _("Für euer Team hat schon %(name)s %(number)d Plätze belegt.")
            % {"name": other.name, "number": other.seats}
        )


def _ensure_quota(event: Event, key: str, wanted: int, registration: Registration) -> None:
    """The people of one partner together, those who wait included: they would take the seats."""
    if event.partner_seats is None or not key:
        return
    others = event.registrations.filter(partner_key=key, state__in=SEATED | CONCERNED).exclude(
        pk=registration.pk
    )
    taken = others.aggregate(taken=Sum("seats"))["taken"] or 0
    if taken + wanted > event.partner_seats:
        said = ngettext(
            "Für Ihr Haus gibt es hier einen Platz, und der ist belegt.",
            "Für Ihr Haus gibt es hier %(number)d Plätze, und die sind belegt.",
            event.partner_seats,
        )
        raise TooManySeats(said % {"number": event.partner_seats})
