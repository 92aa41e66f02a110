"""A generated year of the hub, written down twice: in the database, and as plain Python beside it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import cycle, pairwise
from random import Random

from hub.core.times import BERLIN
from partners.models import Introduction, PilotMove, TransferMove
from partners.states import PILOT_LINE, PilotState
from tests.factories.events import EventFactory, RegistrationFactory, feedback_round
from tests.factories.hub import staff, track
from tests.factories.partners import PartnerFactory, ScienceUnitFactory, TransferRequestFactory
from tests.factories.pilots import pilot
from tests.factories.startups import ApplicationFactory, BatchFactory, StartupFactory, told_of_team

FIRST = datetime(2026, 1, 1, tzinfo=BERLIN)
# The last second before each quarter and its first, up to the end of the year.
EDGES = [
    datetime(year, month, 1, tzinfo=BERLIN) - timedelta(seconds=before)
    for year, month in [(2026, 1), (2026, 4), (2026, 7), (2026, 10), (2027, 1)]
    for before in (1, 0)
]
REGIONS = ["leipzig", "saxony", "central", "germany", "abroad", ""]
SLUGS = ["energy", "smart-city", "ehealth"]


@dataclass
class Fact:
    """One row of the year: what it is, of which track and batch, and when what happened to it."""

    kind: str
    # Most have one; a partner may have several, or none.
    tracks: list[int | None]
    batch: int | None
    at: dict[str, datetime] = field(default_factory=dict)
    is_true: set[str] = field(default_factory=set)
    part: str = ""
    days: tuple[date | None, date | None] = (None, None)
    moves: list[tuple[datetime, str]] = field(default_factory=list)
    came: int = 0
    seats: int | None = None
    # Answered by a team of its own accord: how many founders, and how many women among them.
    founders: int = 0
    women: int | None = None
    rated: int = 0
    good: int = 0


class Year:
    """Builds it, seeded; `facts` is the truth that is counted by hand."""

    def __init__(self, seed=7, size=60):
        self.chance, self.size = Random(seed), size
        self.ratings, self.lots = Random(seed + 1), Random(seed + 2)
        # By what happens: whether it is an edge's turn, and which edge is next.
        self.turns = defaultdict(lambda: cycle([False, True]))
        self.edges = defaultdict(lambda: cycle(EDGES[:-1]))
        self.tracks = [track(slug) for slug in SLUGS]
        self.by, self.unit = staff(), ScienceUnitFactory(university__state="prospect")
        self.facts = []
        starts = [date(2025, 9, 1), date(2026, 3, 1), date(2026, 10, 1)]
        self.batches = [
            BatchFactory(starts_on=day, ends_on=day + timedelta(days=182), name_de=f"Xyz {day}")
            for day in starts
        ]
        self.startups = [self.startup() for _number in range(size)]
        self.partners = [self.partner() for _number in range(12)]
        for _number in range(size):
            self.application()
            self.introduction()
            self.pilot()
            self.request()
            self.event()

    def moment(self, what):
        """Somewhere in the year; of each kind every second one lies on an edge of a quarter."""
        if next(self.turns[what]):
            return next(self.edges[what])
        return FIRST + timedelta(minutes=self.chance.randrange(365 * 24 * 60))

    def later(self, what, moment, **delta):
        """So long after a moment; of each kind every second time on the next edge of a quarter."""
        then = moment + timedelta(**delta)
        edges = [edge for edge in EDGES if edge >= then]
        return self.lots.choice(edges[:2]) if edges and next(self.turns[what]) else then

    def startup(self):
        life = self.chance.choice(["active", "active", "acquired", "closed"])
        found = StartupFactory(
            track=self.chance.choice([*self.tracks, None]),
            batch=self.chance.choice([*self.batches, None]),
            region=self.chance.choice(REGIONS),
            life=life,
        )
        if found.batch:
            days = (found.batch.starts_on, found.batch.ends_on)
            self.facts.append(
                Fact("startup", [found.track_id], found.batch_id, part=life, days=days)
            )
        return found

    def partner(self):
        state = self.chance.choice(["active", "active", "ended", "prospect"])
        begins = self.chance.choice([None, date(2025, 6, 1), date(2026, 5, 31)])
        ends = self.chance.choice([None, date(2026, 6, 30), date(2026, 12, 31)])
        kind, is_sme = (
            self.chance.choice(["company", "public", "science"]),
            self.chance.random() < 0.5,
        )
        found = PartnerFactory(
            state=state, contract_from=begins, contract_to=ends, kind=kind, is_sme=is_sme
        )
        tracks = self.chance.sample(self.tracks, self.chance.randrange(4))
        found.tracks.set(tracks)
        fact = Fact("partner", [], None, part=kind, days=(begins, ends))
        fact.is_true = {state, *(["sme"] if is_sme else [])}
        fact.tracks = [one.pk for one in tracks] or [None]
        self.facts.append(fact)
        return found

    def application(self):
        startup = StartupFactory(region=self.chance.choice(REGIONS))
        at = self.moment("application")
        state = self.chance.choice(["submitted", "draft", "withdrawn", "accepted", "declined"])
        # What is not handed in, nobody can have screened.
        eligible = None if state == "draft" else self.chance.choice([None, True, False])
        screened = self.later("screened", at, days=20)
        decided = self.later("decided", screened, days=20)
        batch = self.chance.choice(self.batches)
        found = ApplicationFactory(
            batch=batch,
            startup=startup,
            submitted=True,
            state=state,
            track=self.chance.choice(self.tracks),
            first_submitted_at=at,
            submitted_at=None if state == "draft" else at,
            is_eligible=eligible,
            screening_reason="Xyz" if eligible is False else "",
            screened_by=None if eligible is None else self.by,
            screened_at=None if eligible is None else screened,
            decided_at=decided if state in {"accepted", "declined"} else None,
        )
        fact = Fact("application", [found.track_id], batch.pk, part=startup.region)
        fact.at = {"submitted": at, "screened": screened, "decided": decided}
        fact.is_true = {state, *(["eligible"] if eligible else [])}
        self.counted(found, fact)
        self.facts.append(fact)

    def counted(self, application, fact):
        """Some answer both questions, some one, some with what no team can be."""
        said = self.chance.choice(["both", "both", "one", "nonsense", "impossible"])
        founders = self.chance.randrange(1, 5)
        women = self.chance.randrange(founders + 1)
        typed = {"founders": str(founders), "women": str(women)}
        typed |= {"nonsense": {"women": "keine"}, "impossible": {"women": str(founders + 1)}}.get(
            said, {}
        )
        if said == "one":
            del typed["women"]
        told_of_team(application, **typed)
        if said == "both":
            fact.founders, fact.women = founders, women

    def introduction(self):
        startup, at = self.chance.choice(self.startups), self.moment("introduction")
        state = self.chance.choice(["accepted", "declined", "expired"])
        answered = None if state == "expired" else self.later("answered", at, days=3)
        ended = max(answered or at, at + timedelta(days=10))
        Introduction.objects.create(
            partner=self.chance.choice(self.partners),
            startup=startup,
            startup_name=startup.name,
            asked_at=at,
            expires_at=ended,
            state=state,
            answered_at=answered,
            ended_at=ended,
        )
        fact = Fact("introduction", [startup.track_id], startup.batch_id, is_true={state})
        fact.at = {"asked": at} | ({"answered": answered} if answered else {})
        self.facts.append(fact)

    def pilot(self):
        startup, at = self.chance.choice(self.startups), self.moment("pilot")
        steps = self.chance.randrange(len(PILOT_LINE))
        found = pilot(
            "idea",
            partner=self.chance.choice(self.partners),
            startup=startup,
            proposed_at=at,
        )
        fact = Fact("pilot", [startup.track_id], startup.batch_id, at={"proposed": at})
        when = at
        line = PILOT_LINE[: steps + 1]
        if PilotState.RUNNING in line and self.lots.random() < 1 / 3:
            # Some rest for a while: what counts as their start is the first one.
            back = line.index(PilotState.RUNNING) + 1
            line = (*line[:back], PilotState.ON_HOLD, *line[back - 1 :])
        for before, after in pairwise(line):
            days, hours = self.chance.randrange(1, 40), self.chance.randrange(24)
            when = self.later("moved", when, days=days, hours=hours)
            PilotMove.objects.create(
                pilot=found, from_state=before, to_state=after, by=self.by, side="hub", at=when
            )
            fact.moves.append((when, str(after)))
        self.facts.append(fact)

    def request(self):
        at, asks = self.moment("request"), self.chance.choice(["startup", "partner"])
        startup = self.chance.choice(self.startups) if asks == "startup" else None
        partner = self.chance.choice(self.partners) if asks == "partner" else None
        found = TransferRequestFactory(
            startup=startup, partner=partner, asked_at=at, asked_by=self.by, unit=self.unit
        )
        fact = Fact(
            "request", [startup and startup.track_id], startup and startup.batch_id, part=asks
        )
        fact.at = {"asked": at}
        if self.chance.random() < 0.3:
            became = self.later("became", at, days=self.chance.randrange(60))
            TransferMove.objects.create(
                request=found,
                from_state="answered",
                to_state="project",
                from_unit=self.unit,
                to_unit=self.unit,
                by=self.by,
                at=became,
            )
            fact.at["project"] = became
        self.facts.append(fact)

    def event(self):
        at, kind = self.moment("event"), self.chance.choice(["info", "workshop", "demo_day"])
        state = self.chance.choice(["done", "published", "cancelled", "draft"])
        of_track = self.chance.choice([*self.tracks, None])
        found = EventFactory(
            state=state,
            kind=kind,
            track=of_track,
            starts_at=at,
            published_at=None if state == "draft" else at - timedelta(days=30),
            cancelled_at=at - timedelta(days=1) if state == "cancelled" else None,
            seats=self.chance.choice([None, 20, 40]),
        )
        came = 0
        for _number in range(self.chance.randrange(4)):
            stands = self.chance.choice(["attended", "attended", "no_show", "waiting"])
            seats = self.chance.choice([1, 1, 3])
            RegistrationFactory(event=found, state=stands, seats=seats)
            came += seats if stands == "attended" else 0
        fact = Fact("event", [found.track_id], None, at={"starts": at}, is_true={state}, part=kind)
        fact.came, fact.seats = came, found.seats
        fact.rated, fact.good = self.feedback(found)
        self.facts.append(fact)

    def feedback(self, event):
        """How many answered, and how many of them were satisfied; some answers are not shown yet."""
        number = self.ratings.choice([0, 3, 5, 6, 9])
        if not number:
            return 0, 0
        held = feedback_round(event, answers=number, first=3)
        good = self.ratings.randrange(number + 1)
        for answer in held.answers.all()[:good]:
            answer.first = self.ratings.choice([4, 5])
            answer.save()
        held.answers.create(first=5, second=5)
        return number, good
