"""An event: planned at the desk, published, done by the clock. The one way its state changes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import DateTimeField
from django.db.models.functions import Now
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import Event, EventMove
from events.services import staff_letters
from events.states import FINISH_EVENT, PUBLISH_EVENT, EventState
from hub.accounts.models import User
from hub.core.workflow import DomainError, Transition
from hub.programme import public


class Incomplete(DomainError):
    """Not yet fit to be read by everybody; `problems` says by field what is missing."""

    message = _("Zum Veröffentlichen fehlt noch etwas.")

    def __init__(self, problems: Mapping[str, str | Promise]) -> None:
        super().__init__()
        self.problems = dict(problems)


class NotYours(DomainError):
    message = _("Das kann nur das Hub-Team.")


@dataclass(frozen=True, slots=True)
class Desk:
    """A locked event, and the database's clock at that moment."""

    event: Event
    now: datetime


@transaction.atomic
def publish(event: Event, *, by: User | None) -> Event:
    """Show the event to everybody; published twice is published once. `by` is None for the clock.

    Raises NotYours, Incomplete, InvalidTransition.
    """
    if by is not None:
        ensure_office(by)
    desk = lock(event.pk)
    if desk.event.state == EventState.PUBLISHED:
        return desk.event
    PUBLISH_EVENT.ensure_allowed_from(desk.event.state)
    if problems := missing(desk.event, now=desk.now):
        raise Incomplete(problems)
    if desk.event.has_other_name:
        # Saving it gives it the address of its title: until now nobody had a link to it.
        desk.event.slug = ""
    return move(desk, PUBLISH_EVENT, by=by, published_at=desk.now, publish_at=None)


def missing(event: Event, *, now: datetime) -> dict[str, str | Promise]:
    """By field what it still needs before everybody may read it."""
    found: dict[str, str | Promise] = {}
    if event.is_template:
        found["is_template"] = _("Das ist eine Vorlage. Legen Sie daraus einen Termin an.")
    if not event.summary_de:
        found["summary_de"] = _("Hier fehlt der Kurztext: Er steht in der Liste der Termine.")
    if not event.place_name and not event.online_url:
        found["place_name"] = _("Hier fehlt der Ort oder ein Link zur Teilnahme.")
    if event.title_en and not event.summary_en:
        found["summary_en"] = _("Auf Englisch braucht es Titel und Kurztext, oder beides nicht.")
    if event.ends_at <= now:
        found["ends_at"] = _("Der Termin ist schon vorbei.")
    return found


def publish_due(*, now: datetime) -> int:
    """Publish what was to be public by now; how many. What is not whole waits, and staff are told."""
    published = 0
    for event in Event.objects.due_at(now):
        if problems := missing(event, now=now):
            staff_letters.not_published(event, problems, now=now)
            continue
        publish(event, by=None)
        published += 1
    return published


def finish_due(*, now: datetime) -> int:
    """Close what is over; how many."""
    due = Event.objects.filter(state=EventState.PUBLISHED, ends_at__lte=now)
    return sum(_finish(pk, now) for pk in due.values_list("pk", flat=True))


@transaction.atomic
def _finish(pk: int, now: datetime) -> bool:
    """Asked again under the lock: staff may just have moved it."""
    desk = lock(pk)
    if desk.event.state != EventState.PUBLISHED or desk.event.ends_at > now:
        return False
    move(desk, FINISH_EVENT, by=None)
    return True


def ensure_office(by: User) -> None:
    if not by.is_superuser and not by.has_role(*staff_letters.TEAM):
        raise NotYours


def lock(pk: int) -> Desk:
    """Lock an event; the moment is read once the lock is there. Inside a transaction."""
    event = Event.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    row = Event.objects.filter(pk=pk).values_list(Now(output_field=DateTimeField()), flat=True)
    return Desk(event, row.get())


def move(
    desk: Desk, transition: Transition, *, by: User | None, note: str = "", **changes: object
) -> Event:
    """The one way an event changes its state; calendars and kept public pages are told."""
    event = desk.event
    transition.ensure_allowed_from(event.state)
    EventMove.objects.create(
        event=event,
        transition=transition.name,
        from_state=event.state,
        to_state=transition.target,
        by=by,
        at=desk.now,
        note=note,
    )
    event.state = transition.target
    for field, value in changes.items():
        setattr(event, field, value)
    if transition is not FINISH_EVENT:
        event.sequence += 1
        event.changed_at = desk.now
    event.save(update_fields=["state", "sequence", "changed_at", *changes])
    public.touch()
    return event


# What a calendar shows of an event.
IN_CALENDARS = frozenset(
    [
        "title_de",
        "title_en",
        "summary_de",
        "summary_en",
        "starts_at",
        "ends_at",
        "place_name",
        "address",
        "city",
        "online_url",
        "shows_link",
        "notice_de",
        "notice_en",
    ]
)


def save_typed(event: Event, *, changed: Collection[str], at: datetime) -> None:
    """Store what staff typed in the fields `changed`, and nothing else of a row that is there.

    Calendars take it over where it is theirs to show.
    """
    written = [*changed]
    if event.is_public and IN_CALENDARS.intersection(changed):
        event.sequence += 1
        event.changed_at = at
        written += ["sequence", "changed_at"]
    event.save(update_fields=written)
    if event.is_public:
        public.touch()
