"""Profiles that wait for the hub in the demo: one that is new, some with changes, one returned."""

from datetime import datetime, timedelta

from hub.accounts.models import User
from startups.models import ProfileChange, Startup, StartupMove
from startups.states import ASK_RELEASE, ChangeState, MemberLevel, Visibility

# What they would like to say instead: who, how many hours ago, which words; with a note, returned.
WISHES: tuple[tuple[int, int, dict[str, str], tuple[str, ...], str], ...] = (
    (1, 5, {"one_liner": "Strom aus der Nachbarschaft, abgerechnet in Minuten."}, (), ""),
    (
        4,
        52,
        {"seeks": "pilot\nstaff", "team_size": "9", "jobs_url": "https://example.org/jobs"},
        ("jobs_url",),
        "",
    ),
    (
        7,
        140,
        {"one_liner": "Die beste Lösung am Markt."},
        (),
        "Bitte sagt im ersten Satz, was ihr macht und für wen.",
    ),
)
ASKS = 5


def load(people: dict[str, User], *, now: datetime) -> None:
    """Let some startups of the demo wait; of the founder account's own, none."""
    own = people["founder"].startup_memberships.values("startup")
    public = Startup.objects.filter(visibility=Visibility.PUBLIC, batch__isnull=False)
    shown = list(public.exclude(pk__in=own).order_by("pk").select_related("batch")[:8])
    for number, hours, values, released, note in WISHES:
        startup, at = shown[number], now - timedelta(hours=hours)
        new = [name for name in released if name not in startup.released_fields]
        ProfileChange.objects.create(
            startup=startup,
            state=ChangeState.RETURNED if note else ChangeState.WAITING,
            values=values,
            released=new,
            by=_owner(startup),
            at=at,
            note=note,
            decided_by=people["staff"] if note else None,
            decided_at=at + timedelta(hours=20) if note else None,
        )
    _ask(shown[ASKS], now - timedelta(hours=30))


def _ask(startup: Startup, at: datetime) -> None:
    """This one was not public so far, and would like to be."""
    startup.visibility = Visibility.PENDING
    startup.published_at = None
    startup.save(update_fields=["visibility", "published_at"])
    StartupMove.objects.create(
        startup=startup,
        transition=ASK_RELEASE.name,
        from_state=Visibility.PRIVATE,
        to_state=Visibility.PENDING,
        by=_owner(startup),
        at=at,
    )


def _owner(startup: Startup) -> User:
    owners = startup.members.filter(level=MemberLevel.OWNER).select_related("person")
    return owners[0].person
