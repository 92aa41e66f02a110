"""The pages that are measured, and the marks they should reach."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse

from events.models import Event
from hub.bench.load import CONNECTIONS, COUNTER
from hub.bench.requests import Request
from hub.bench.seed import Draft, World
from hub.reports import periods
from hub.reports.periods import Kind

SUBMITS_EACH = 8
LATENCY_TRIES = 20
# What peers reach on their lists, see docs/benchmarks.md.
LIKE_A_LIST = 0.012


@dataclass(frozen=True)
class Page:
    """A page: seen once from inside, then asked by each connection in its own name.

    `once` holds requests of which each works a single time; `holds` stands in the page, or it is not
    the one that was meant.
    """

    name: str
    inside: Request
    requests: list[Request] = field(default_factory=list)
    once: Iterator[Request] | None = None
    status: int = 200
    mark: float | None = None
    holds: str = ""


def drafts_needed(rounds: int) -> int:
    """Each connection works on a draft of its own, and a draft is handed in only once."""
    looks = 2
    return looks + CONNECTIONS + rounds * CONNECTIONS * SUBMITS_EACH + LATENCY_TRIES


def pages(world: World) -> list[Page]:
    spare, first, *rest = world.drafts
    working, to_hand_in = rest[:CONNECTIONS], rest[CONNECTIONS:]
    return [
        shared("home", Request(reverse("portal:home")), mark=0.25),
        shared("/apply/", Request(reverse("startups:apply")), mark=0.25),
        shared("/startups/", Request(reverse("startups:startup-list"))),
        Page("section page", section(spare), [section(draft) for draft in working], mark=0.05),
        Page(
            "autosave",
            autosave(spare, world),
            [autosave(draft, world) for draft in working],
            mark=0.06,
        ),
        Page("submit", submit(first), once=map(submit, to_hand_in), status=302),
        shared("admin list, 100 of 300 rows", desk(world, "changelist"), mark=0.01),
        shared("admin reading page", desk(world, "change", world.newest.pk)),
        *events(world),
        shared("report of a week", report(world, Kind.WEEK), mark=LIKE_A_LIST),
        shared("report of a quarter", report(world, Kind.QUARTER), mark=LIKE_A_LIST),
        shared("report of a year", report(world, Kind.YEAR), mark=LIKE_A_LIST),
        shared("list behind a figure", report(world, Kind.YEAR, "applications"), mark=LIKE_A_LIST),
    ]


def events(world: World) -> list[Page]:
    """A calendar of a thousand, and one evening from the registration to the door."""
    open_event, door = world.evening.open, world.evening.door
    everything = Request(f"{reverse('events:event-list')}?n={COUNTER.decode()}")
    return [
        shared("/events/, 1,000 of them", Request(reverse("events:event-list")), mark=0.25),
        shared("/events/, drawn anew", everything, mark=5 * LIKE_A_LIST),
        shared("an event", Request(open_event.get_absolute_url()), mark=0.25),
        shared("registration", register(open_event), mark=0.05),
        Page(
            "registration, sent",
            register(open_event, world.drafts[0].session),
            once=(register(open_event, draft.session) for draft in world.drafts[1:]),
            status=302,
            mark=LIKE_A_LIST,
        ),
        shared("check-in list, 500 people", at_the_door(door, world), mark=0.01),
    ]


def shared(name: str, request: Request, mark: float | None = None) -> Page:
    """A page that all connections ask for alike."""
    return Page(name, request, [request] * CONNECTIONS, mark=mark)


def desk(world: World, view: str, *keys: int) -> Request:
    return Request(reverse(f"admin:startups_application_{view}", args=keys), world.staff_session)


def register(event: Event, session: str = "") -> Request:
    """The form; with a session, the form that a person with an account sends."""
    path = reverse("events:register", args=[event.slug])
    values = {"name": "Mia Muster", "saw": "seat"} if session else {}
    return Request(path, session, values)


def at_the_door(event: Event, world: World) -> Request:
    path = reverse("admin:events_event_check_in", args=[event.pk])
    return Request(path, world.staff_session)


def report(world: World, kind: Kind, key: str = "") -> Request:
    """All figures of the time in which the newest application was handed in, or one's list."""
    moment = world.newest.first_submitted_at
    assert moment is not None
    period = periods.current(kind, moment)
    view, args = ("rows", [period.slug, key]) if key else ("period", [period.slug])
    return Request(reverse(f"reports:{view}", args=args), world.staff_session)


def section(draft: Draft) -> Request:
    path = reverse("startups:section", args=[draft.application.uuid, "idea"])
    return Request(path, draft.session)


def autosave(draft: Draft, world: World) -> Request:
    """A text that changes each time, from the version that the last answer named."""
    values = {
        "question": world.long_question.uuid,
        "version": COUNTER.decode(),
        "value": f"{COUNTER.decode()} Wir messen, wo Wärme verloren geht. " * 8,
    }
    path = reverse("startups:autosave", args=[draft.application.uuid])
    return Request(path, draft.session, values)


def submit(draft: Draft) -> Request:
    path = reverse("startups:submit", args=[draft.application.uuid])
    return Request(path, draft.session, {"send": "1"})
