"""What the demo's startups have reached, each for its own readers; one waits for the hub."""

from datetime import datetime, timedelta

from django.utils import timezone

from startups.models import Audience, Milestone, ProfileChange, ProfileChanges, Startup
from startups.states import MemberLevel, Visibility

ALL, PARTNERS, HUB = Audience.ALL, Audience.PARTNERS, Audience.HUB
# Startup, days ago, who sees it, what.
REACHED = (
    ("waermelotse", 210, ALL, "Erste Wohnungsgenossenschaft zahlt für ein ganzes Jahr"),
    ("waermelotse", 96, ALL, "Anschlusskarte für drei Quartiere in Grünau fertig gerechnet"),
    ("waermelotse", 41, PARTNERS, "Jahresumsatz über 180.000 Euro, ohne Förderung"),
    ("waermelotse", 12, HUB, "Gespräch mit einem Fonds aus Dresden, noch nicht öffentlich"),
    ("aetherwind", 330, ALL, "Patent auf die Blattaufhängung erteilt"),
    ("aetherwind", 58, ALL, "Prototyp über tausend Stunden im Wind, kein Ausfall"),
    ("gridpilot", 150, ALL, "Zertifiziert nach VDE-AR-N 4105"),
    ("sturzfrei", 120, ALL, "CE-Kennzeichnung als Medizinprodukt der Klasse I"),
    ("lastfluss", 400, ALL, "Übernommen in den Regelbetrieb von drei Netzbetreibern"),
)
WAITS = "Seed-Finanzierung über 1,2 Millionen Euro abgeschlossen"


def load(*, now: datetime) -> None:
    """Called once, after the profiles are there."""
    today = timezone.localdate(now)
    startups = {startup.slug: startup for startup in Startup.objects.all()}
    for slug, days, audience, title in REACHED:
        Milestone.objects.create(
            startup=startups[slug],
            title=title,
            reached_on=today - timedelta(days=days),
            audience=audience,
        )
    _let_one_wait(now)


def _let_one_wait(now: datetime) -> None:
    """In a class whose changes staff look at first."""
    careful = Startup.objects.filter(
        visibility=Visibility.PUBLIC, batch__profile_changes=ProfileChanges.BY_STAFF
    )
    free = careful.exclude(changes__isnull=False).order_by("-pk").first()
    if free is None:
        return
    Milestone.objects.create(
        startup=free, title=WAITS, reached_on=timezone.localdate(now), waits=True
    )
    owner = free.members.filter(level=MemberLevel.OWNER).earliest("pk").person
    ProfileChange.objects.create(startup=free, by=owner, at=now - timedelta(hours=2))
