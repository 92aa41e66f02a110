"""The pages that are measured, and the marks they should reach."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import reverse

from hub.bench.load import CONNECTIONS, COUNTER
from hub.bench.requests import Request
from hub.bench.seed import Draft, World

SUBMITS_EACH = 8
LATENCY_TRIES = 20


@dataclass(frozen=True)
class Page:
    """A page: seen once from inside, then asked by each connection in its own name.

    `once` holds requests of which each works a single time.
    """

    name: str
    inside: Request
    requests: list[Request] = field(default_factory=list)
    once: Iterator[Request] | None = None
    status: int = 200
    mark: float | None = None


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
        shared("report of a year", report(world)),
    ]


def shared(name: str, request: Request, mark: float | None = None) -> Page:
    """A page that all connections ask for alike."""
    return Page(name, request, [request] * CONNECTIONS, mark=mark)


def desk(world: World, view: str, *keys: int) -> Request:
    return Request(reverse(f"admin:startups_application_{view}", args=keys), world.staff_session)


def report(world: World) -> Request:
    """All figures of the year in which the newest application was handed in."""
    moment = world.newest.first_submitted_at
    assert moment is not None
    return Request(reverse("reports:period", args=[moment.year]), world.staff_session)


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
