"""What the people of a day hear: that wishes can be said, that the timetable stands or changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils import translation

from hub.mail import outbox
from hub.mail.values import Link
from matchday.models import MatchDay, MatchPlan, MatchSide
from matchday.services import people


def ask_for_wishes(day: MatchDay, *, now: datetime) -> int:
    """To everybody who comes, once a person and side; how many mails that were."""
    more = {"until": day.wishes_until}
    return _send("wishes_open", day, day.sides.coming(), "wishes", key="asked", more=more, now=now)


def tell_plan(plan: MatchPlan, *, now: datetime) -> int:
    """The first timetable of a day, to everybody who comes."""
    more = {"starts": plan.day.starts_at}
    sides = plan.day.sides.coming()
    return _send(
        "plan_published", plan.day, sides, "side", key=str(plan.version), more=more, now=now
    )


def tell_change(plan: MatchPlan, affected: Iterable[int], *, now: datetime) -> int:
    """To those alone whose meetings are others than before."""
    sides = plan.day.sides.filter(pk__in=list(affected))
    more = {"starts": plan.day.starts_at}
    return _send(
        "plan_changed", plan.day, sides, "side", key=str(plan.version), more=more, now=now
    )


def tell_move(plan: MatchPlan, *, now: datetime) -> int:
    """The same meetings at other times, to everybody who comes; once for each beginning."""
    starts = plan.day.starts_at
    sides, key = plan.day.sides.coming(), f"{plan.version}:{starts:%Y%m%d%H%M}"
    return _send(
        "plan_changed", plan.day, sides, "side", key=key, more={"starts": starts}, now=now
    )


def _send(
    kind: str,
    day: MatchDay,
    sides: Iterable[MatchSide],
    page: str,
    *,
    key: str,
    more: Mapping[str, object],
    now: datetime,
) -> int:
    event = day.event
    with translation.override("de"):
        desk = reverse("admin:matchday_matchday_change", args=[day.pk])
    sent = 0
    rows = list(MatchSide.objects.named().filter(pk__in=[side.pk for side in sides]))
    reached = people.of(rows, now=now)
    for side in rows:
        with translation.override("de"):
            path = reverse(f"matchday:{page}", args=[side.uuid])
        for person in reached[side.pk]:
            sent += outbox.queue(
                f"matchday/{kind}",
                to=person,
                values={
                    "event": lambda: event.title,
                    "side": side.name,
                    "link": Link(path),
                    **more,
                },
                about=desk,
                dedup_key=f"matchday:{kind}:{day.pk}:{key}:{side.pk}:{person.pk}",
            )
    return sent
