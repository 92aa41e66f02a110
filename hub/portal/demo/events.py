"""The demo's events: a year of evenings and days, with those who came and those who wait."""

import tomllib
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from events.models import (
    Event,
    EventMove,
    EventQuestion,
    EventSession,
    EventSpeaker,
    Registration,
    RegistrationMove,
)
from events.states import (
    ATTEND,
    CALL_OFF,
    END_LINE,
    JOIN_LINE,
    MISS,
    TAKE_SEAT,
    EventState,
    RegistrationState,
)
from hub.accounts.models import User
from hub.core import times
from hub.core.text import german_slug
from hub.core.times import BERLIN
from hub.core.workflow import Transition
from hub.portal.demo import feedback
from hub.portal.demo import people as names
from hub.programme.models import Track

LIST = Path(__file__).with_name("events.toml")
COPIED = (
    "kind",
    "state",
    "place_name",
    "address",
    "city",
    "online_url",
    "seats",
    "team_seats",
    "partner_seats",
    "audience",
    "languages",
)
TEXTS = ("title", "summary", "text", "notice")
# One in so many of those who registered stayed at home.
ABSENT_EVERY = 6
# One in so many reads English.
ENGLISH_EVERY = 5
FRIDAY = 4
S = EventState
R = RegistrationState


def load(*, now: datetime, people: dict[str, User]) -> None:
    """Write them; called once, after tracks and people."""
    for number, row in enumerate(tomllib.loads(LIST.read_text())["event"]):
        event = _event(row, now=now, by=people["staff"])
        _programme(event, row)
        chance = Random(f"events/{number}")  # noqa: S311
        is_known = number == 0 or "feedback" in row
        _register(event, row, chance, known=people["founder"] if is_known else None)
        if "feedback" in row:
            feedback.load(event, row)


def _event(row: dict[str, Any], *, now: datetime, by: User) -> Event:
    starts_at = _moment(row, now, row["at"])
    began = min(starts_at, now) - timedelta(days=30)
    is_public = row["state"] != S.DRAFT
    event = Event.objects.create(
        track=Track.objects.filter(slug=row.get("track", "")).first(),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=row["hours"]),
        takes_registrations=row.get("registers", True),
        is_template=row.get("template", False),
        moved_from=times.days_later(starts_at, -row["moved"]) if "moved" in row else None,
        published_at=began if is_public else None,
        cancelled_at=now - timedelta(days=2) if row["state"] == S.CANCELLED else None,
        created_by=by,
        created_at=began,
        **{name: row[name] for name in COPIED if name in row},
        **{
            f"{name}_{lang}": row.get(f"{name}_{lang}", "")
            for name in TEXTS
            for lang in ("de", "en")
        },
    )
    _remember(event, by)
    return event


def _remember(event: Event, by: User) -> None:
    steps: list[tuple[str, str, str, User | None, datetime | None]] = [
        ("publish", S.DRAFT, S.PUBLISHED, by, event.published_at),
        ("finish", S.PUBLISHED, S.DONE, None, event.ends_at if event.state == S.DONE else None),
        ("cancel", S.PUBLISHED, S.CANCELLED, by, event.cancelled_at),
    ]
    for name, before, after, who, at in steps:
        if at is not None:
            EventMove.objects.create(
                event=event, transition=name, from_state=before, to_state=after, by=who, at=at
            )


def _programme(event: Event, row: dict[str, Any]) -> None:
    speakers = [
        EventSpeaker.objects.create(
            event=event, name=name, about_de=about_de, about_en=about_en, position=number
        )
        for number, (name, about_de, about_en) in enumerate(row.get("speakers", []))
    ]
    for begins, ends, title_de, title_en, room, who in row.get("sessions", []):
        session = EventSession.objects.create(
            event=event,
            starts_at=_clock(event, begins),
            ends_at=_clock(event, ends),
            title_de=title_de,
            title_en=title_en,
            room=room,
        )
        session.speakers.set([speakers[number] for number in who])
    for number, (kind, label_de, label_en, options_de, options_en, is_required) in enumerate(
        row.get("questions", [])
    ):
        EventQuestion.objects.create(
            event=event,
            kind=kind,
            label_de=label_de,
            label_en=label_en,
            options_de=options_de,
            options_en=options_en,
            is_required=is_required,
            position=number,
        )


def _register(event: Event, row: dict[str, Any], chance: Random, *, known: User | None) -> None:
    """Confirmed ones first, then the line; where somebody is known, the first is theirs."""
    taken, waiting = row.get("taken", 0), row.get("waiting", 0)
    begun = event.published_at or event.created_at
    rows = []
    for place in range(1, taken + waiting + 1):
        is_known = known is not None and place == 1
        name = known.name if known and is_known else _name(chance)
        at = begun + timedelta(hours=place)
        rows.append(
            Registration(
                event=event,
                person=known if is_known else None,
                name=name,
                email=known.email
                if known and is_known
                else f"{german_slug(name)}.{place}@example.org",
                language="en" if place % ENGLISH_EVERY == 0 else "de",
                state=_state(event, place, taken),
                place=place,
                asked_at=at,
                registered_at=at,
                ended_at=_ended(event, place, taken),
            )
        )
    Registration.objects.bulk_create(rows)
    RegistrationMove.objects.bulk_create(
        step for one in rows for step in _steps(event, one, taken, by=event.created_by)
    )
    Event.objects.filter(pk=event.pk).update(last_place=len(rows))


def _steps(
    event: Event, registration: Registration, taken: int, *, by: User | None
) -> Iterator[RegistrationMove]:
    """How a registration came to where it stands; the door opened a quarter of an hour before."""
    place = registration.place or 0
    first = TAKE_SEAT if place <= taken else JOIN_LINE
    known: list[tuple[Transition, datetime | None, User | None]] = [
        (first, registration.registered_at, None)
    ]
    later: dict[str, tuple[Transition, datetime | None, User | None]] = {
        R.ATTENDED: (ATTEND, event.starts_at - timedelta(minutes=15 - place % 20), by),
        R.NO_SHOW: (MISS, event.ends_at, None),
        R.CANCELLED: (CALL_OFF, registration.ended_at, by),
        R.EXPIRED: (END_LINE, registration.ended_at, None),
    }
    if registration.state in later:
        known.append(later[registration.state])
    before: str = R.ASKED
    for transition, at, who in known:
        assert at is not None
        yield RegistrationMove(
            registration=registration,
            transition=transition.name,
            from_state=before,
            to_state=transition.target,
            by=who,
            at=at,
        )
        before = transition.target


def _ended(event: Event, place: int, taken: int) -> datetime | None:
    if event.state == S.CANCELLED:
        return event.cancelled_at
    return event.starts_at if event.state == S.DONE and place > taken else None


def _state(event: Event, place: int, taken: int) -> str:
    if event.state == S.CANCELLED:
        return R.CANCELLED
    if place > taken:
        return R.EXPIRED if event.state == S.DONE else R.WAITING
    if event.state == S.DONE:
        is_absent = place % ABSENT_EVERY == 0
        return R.NO_SHOW if is_absent else R.ATTENDED
    return R.CONFIRMED


def _name(chance: Random) -> str:
    return f"{chance.choice(names.FIRST_NAMES)} {chance.choice(names.LAST_NAMES)}"


def _moment(row: dict[str, Any], now: datetime, clock: str) -> datetime:
    on = timezone.localdate(now) + timedelta(days=row["day"])
    # Nobody comes on a weekend: what would be then is on the Monday after, what was on the Friday.
    if (late := on.weekday() - FRIDAY) > 0:
        on += timedelta(days=3 - late if row["day"] > 0 else -late)
    return datetime.combine(on, time.fromisoformat(clock), tzinfo=BERLIN)


def _clock(event: Event, clock: str) -> datetime:
    on = event.starts_at.astimezone(BERLIN).date()
    return datetime.combine(on, time.fromisoformat(clock), tzinfo=BERLIN)
