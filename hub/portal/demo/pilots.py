"""Invented pilots in every stage, with their history, messages and outcome."""

import tomllib
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils import timezone

from hub.accounts.models import User
from partners.models import (
    Nda,
    Partner,
    PartnerMember,
    Pilot,
    PilotMove,
    PilotSide,
    PilotUpdate,
)
from partners.states import PILOT_LINE, PilotState
from startups.models import Startup, StartupMember
from startups.states import MemberLevel

INVENTED = tomllib.loads(Path(__file__).with_name("pilots.toml").read_text(encoding="utf-8"))


def load(*, now: datetime, people: dict[str, User]) -> None:
    """All of them; called once, after partners and startups are there."""
    for given in INVENTED["pilot"]:
        _tell(given, now=now, hub=people["staff"])


def _tell(given: dict[str, Any], *, now: datetime, hub: User) -> None:
    partner = Partner.objects.get(slug=given["partner"])
    startup = Startup.objects.get(slug=given["startup"])
    staff = PartnerMember.objects.filter(partner=partner).order_by("pk")[0]
    owners = StartupMember.objects.filter(startup=startup, level=MemberLevel.OWNER)
    team = owners.order_by("pk")[0]
    people = {PilotSide.PARTNER: staff.person, PilotSide.STARTUP: team.person, PilotSide.HUB: hub}
    proposed_at, since = _ago(now, given["age"]), _ago(now, given["days"])
    confirmed = given.get("confirmed", True)
    news = given.get("news", [])
    shown = {"both": (PilotSide.PARTNER, PilotSide.STARTUP)}.get(
        given.get("shown", ""), (given.get("shown"),)
    )
    pilot = Pilot.objects.create(
        partner=partner,
        startup=startup,
        title=given["title"],
        summary=given.get("summary", ""),
        proposed_from=given["from"],
        proposed_by=people[PilotSide(given["from"])],
        proposed_at=proposed_at,
        partner_confirmed_at=proposed_at if confirmed or given["from"] == "partner" else None,
        startup_confirmed_at=proposed_at if confirmed or given["from"] == "startup" else None,
        partner_owner=staff if given.get("owners") in {"both", "partner"} else None,
        startup_owner=team if given.get("owners") == "both" else None,
        success_measure=given.get("measure", ""),
        payer=given.get("payer", ""),
        amount=Decimal(given["amount"]) if "amount" in given else None,
        nda=given.get("nda", Nda.NOT_NEEDED),
        nda_signed_on=proposed_at.date() if given.get("nda") == Nda.SIGNED else None,
        starts_on=timezone.localdate(since) if given["state"] == "running" else None,
        state=given["state"],
        held_from=given.get("held", ""),
        stage_since=since,
        last_sign_at=max([since, *(_ago(now, days) for _side, days, _text in news)]),
        has_order=given.get("order"),
        value_band=given.get("value", ""),
        learning=given.get("learning", ""),
        public_text=given.get("public", ""),
        partner_shows_at=since if PilotSide.PARTNER in shown else None,
        startup_shows_at=since if PilotSide.STARTUP in shown else None,
    )
    _write_history(pilot, people, note=given.get("note", ""))
    for side, days, text in news:
        PilotUpdate.objects.create(
            pilot=pilot, side=side, author=people[PilotSide(side)], text=text, at=_ago(now, days)
        )


def _write_history(pilot: Pilot, people: dict[PilotSide, User], *, note: str) -> None:
    """The stops it passed, spread evenly over the time since it was proposed."""
    last = pilot.held_from or pilot.state
    reached = PilotState.RUNNING if last == PilotState.ENDED else PilotState(last)
    passed = [*PILOT_LINE[: PILOT_LINE.index(reached) + 1]]
    if pilot.state != passed[-1]:
        passed.append(PilotState(pilot.state))
    step = (pilot.stage_since - pilot.proposed_at) / max(1, len(passed) - 1)
    names = {PilotState.ON_HOLD: "hold", PilotState.ENDED: "end"}
    for number, (before, after) in enumerate(pairwise(passed), start=1):
        side = PilotSide.PARTNER if number % 2 else PilotSide.STARTUP
        PilotMove.objects.create(
            pilot=pilot,
            transition=names.get(after, TRANSITIONS.get(after, "")),
            from_state=before,
            to_state=after,
            side=side,
            by=people[side],
            at=pilot.proposed_at + step * number,
            note=note if after == pilot.state else "",
        )


TRANSITIONS = {
    PilotState.SCOPING: "scope",
    PilotState.AGREED: "agree",
    PilotState.RUNNING: "start",
    PilotState.EVALUATION: "evaluate",
    PilotState.ROLLOUT: "roll out",
}


def _ago(now: datetime, days: int) -> datetime:
    return now - timedelta(days=days, hours=3)
