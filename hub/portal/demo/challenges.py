"""The demo's challenges and their entries, from the first line to the day all have heard."""

import tomllib
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils import timezone

from hub.accounts.models import User
from hub.core import times
from hub.core.text import german_slug
from hub.programme.models import Track
from partners.models import (
    Challenge,
    ChallengeMove,
    Entry,
    EntryNote,
    EntryVerdict,
    Partner,
    PartnerMember,
)
from partners.states import (
    DECIDED_ENTRIES,
    PUBLIC_CHALLENGES,
    ChallengeState,
    EntryState,
    Verdict,
)
from startups.models import Startup, StartupMember
from startups.states import MemberLevel

LIST = Path(__file__).with_name("challenges.toml")
STEPS = (
    ChallengeState.DRAFT,
    ChallengeState.IN_CHECK,
    ChallengeState.PUBLISHED,
    ChallengeState.CLOSED,
    ChallengeState.DECIDED,
)
TEXTS = ("title", "problem", "offer", "who")


def load(*, now: datetime, people: dict[str, User]) -> None:
    """Write what is not there yet; called once, after startups and partners."""
    for row in tomllib.loads(LIST.read_text())["challenge"]:
        challenge = _challenge(row, now=now, staff=people["staff"])
        for entry in row.get("entries", []):
            _enter(challenge, entry, founder=people["founder"], now=now)
        if "note" in row:
            first = Entry.objects.filter(challenge=challenge).earliest("pk")
            by = challenge.created_by
            EntryNote.objects.create(
                entry=first, partner=challenge.partner, author=by, text=row["note"]
            )


def _challenge(row: dict[str, Any], *, now: datetime, staff: User) -> Challenge:
    partner = Partner.objects.get(slug=row["partner"])
    author = PartnerMember.objects.current().filter(partner=partner).earliest("pk").person
    began = now + timedelta(days=row["began"], hours=-3)
    reached = STEPS[: STEPS.index(ChallengeState(row["state"])) + 1]
    is_public = row["state"] in PUBLIC_CHALLENGES
    deadline = None
    if "ends" in row:
        deadline = times.end_of_day(timezone.localdate(now) + timedelta(days=row["ends"]))
    decided = now - timedelta(days=1) if ChallengeState.DECIDED in reached else None
    challenge = Challenge.objects.create(
        partner=partner,
        state=row["state"],
        slug=german_slug(row["title_de"])[:80] if is_public else "",
        stages=row.get("stages", []),
        tags=row.get("tags", []),
        deadline=deadline,
        contact_name=author.name,
        contact_email=author.email,
        shows_contact=row.get("shows_contact", False),
        created_by=author,
        created_at=began,
        edited_by=author,
        edited_at=began,
        first_sent_at=began if len(reached) > 1 else None,
        published_at=began + timedelta(hours=2) if is_public else None,
        decided_at=decided,
        **{
            f"{name}_{lang}": row.get(f"{name}_{lang}", "")
            for name in TEXTS
            for lang in ("de", "en")
        },
    )
    challenge.tracks.set(Track.objects.filter(slug__in=row.get("tracks", [])))
    _remember(challenge, reached, began, author=author, staff=staff)
    return challenge


def _remember(
    challenge: Challenge, reached: Any, began: datetime, *, author: User, staff: User
) -> None:
    actors: dict[str, tuple[str, User | None, Any]] = {
        ChallengeState.IN_CHECK: ("send to check", author, began),
        ChallengeState.PUBLISHED: ("publish", staff, challenge.published_at),
        ChallengeState.CLOSED: ("close", None, challenge.deadline),
        ChallengeState.DECIDED: ("decide", author, challenge.decided_at),
    }
    for before, after in pairwise(reached):
        name, by, at = actors[after]
        ChallengeMove.objects.create(
            challenge=challenge, transition=name, from_state=before, to_state=after, by=by, at=at
        )


def _enter(challenge: Challenge, row: list[str], *, founder: User, now: datetime) -> None:
    slug, state, answer, approach, outcome, message = row
    owner = _owner(slug, founder)
    if owner is None:
        return
    handed_in = min(now, challenge.deadline or now) - timedelta(hours=20)
    is_in = state != EntryState.DRAFT
    entry = Entry.objects.create(
        challenge=challenge,
        startup=owner.startup,
        state=state,
        answer=answer,
        approach=approach,
        may_read=is_in,
        started_by=owner.person,
        started_at=handed_in - timedelta(hours=2),
        edited_at=handed_in,
        submitted_at=handed_in if is_in else None,
        submitted_by=owner.person if is_in else None,
        decided_at=challenge.decided_at if state in DECIDED_ENTRIES else None,
    )
    if outcome:
        EntryVerdict.objects.create(
            entry=entry,
            outcome=Verdict(outcome),
            message=message,
            prepared_by=challenge.created_by,
            released_at=challenge.decided_at,
        )


def _owner(slug: str, founder: User) -> StartupMember | None:
    """Who answers for the startup: of that slug, of that track («*ehealth»), or the demo's own."""
    owners = StartupMember.objects.current().filter(level=MemberLevel.OWNER)
    owners = owners.select_related("startup", "person").order_by("startup")
    if not slug:
        return owners.filter(person=founder).first()
    if slug.startswith("*"):
        shown = Startup.objects.public().filter(track__slug=slug[1:])
        return owners.filter(startup__in=shown.values("pk")).exclude(person=founder).first()
    return owners.filter(startup__slug=slug).first()
