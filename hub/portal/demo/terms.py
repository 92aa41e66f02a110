"""The demo's three classes, placed around today: one finished, one running, one open."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from hub.core.times import BERLIN, end_of_day
from hub.portal.demo import form
from hub.programme.models import Track
from startups.models import Batch, BatchMove, BatchTrackLimit
from startups.states import (
    CLOSE_BATCH,
    FINISH_BATCH,
    OPEN_BATCH,
    START_BATCH,
    START_SELECTION,
    BatchState,
)

SPRING, AUTUMN = 3, 9
# From the last day to apply to the first day of the class, and to the day of the answer.
DEADLINE_BEFORE, ANSWER_BEFORE, OPEN_FOR = timedelta(29), timedelta(14), timedelta(75)
LONGEST_WAIT = timedelta(60)
INTRO = (
    (
        "Sechs Monate mit Arbeitsplatz, Coaching und Menschen, die Netze, Städte und Kliniken "
        "betreiben. Am Ende steht im besten Fall ein Pilot, der weiterläuft."
    ),
    (
        "Six months with a desk, coaching and people who run networks, cities and hospitals. At best, "
        "you end with a pilot that goes on."
    ),
)
ELIGIBILITY = (
    (
        "Ihr seid mindestens zu zweit oder sucht gerade die zweite Person.\n"
        "Eure Idee passt zu Energie, Vernetzter Stadt oder eHealth.\n"
        "Eure Firma ist noch nicht gegründet oder höchstens fünf Jahre alt.\n"
        "Mindestens eine Person ist während der sechs Monate meist in Leipzig.\n"
        "Ihr wollt mit einem Unternehmen oder einer Einrichtung vor Ort etwas ausprobieren."
    ),
    (
        "There are at least two of you, or you are looking for the second person.\n"
        "Your idea fits Energy, Smart City or eHealth.\n"
        "Your company is not founded yet, or at most five years old.\n"
        "At least one of you is in Leipzig most of the time during the six months.\n"
        "You want to try something with a company or institution here."
    ),
)
WAY = (OPEN_BATCH, CLOSE_BATCH, START_SELECTION, START_BATCH, FINISH_BATCH)


@dataclass(frozen=True)
class Term:
    batch: Batch
    form: list[form.Asked]


def load(tracks: dict[str, Track], *, now: datetime) -> dict[str, Term]:
    """Create the three classes with their forms: `finished`, `running` and `open`."""
    today = now.astimezone(BERLIN).date()
    starts = [*_starts(today.year - 2, today.year + 2)]
    coming = next(day for day in starts if day - today >= LONGEST_WAIT)
    running = max(day for day in starts if day <= today)
    finished = starts[starts.index(running) - 1]
    return {
        "finished": _term(finished, BatchState.FINISHED, 10, tracks, now),
        "running": _term(running, BatchState.RUNNING, 10, tracks, now),
        "open": _term(coming, BatchState.OPEN, 10, tracks, now),
    }


def _starts(first: int, last: int) -> list[date]:
    return [date(year, month, 1) for year in range(first, last + 1) for month in (SPRING, AUTUMN)]


def _term(
    start: date, state: BatchState, places: int, tracks: dict[str, Track], now: datetime
) -> Term:
    is_spring = start.month == SPRING
    deadline = end_of_day(start - DEADLINE_BEFORE)
    opens = datetime.combine((deadline - OPEN_FOR).date(), time(9), tzinfo=BERLIN)
    batch = Batch.objects.create(
        slug=f"{'fruehjahr' if is_spring else 'herbst'}-{start.year}",
        code=f"SIH-{start:%y}{'A' if is_spring else 'B'}",
        name_de=f"Klasse {'Frühjahr' if is_spring else 'Herbst'} {start.year}",
        name_en=f"{'Spring' if is_spring else 'Autumn'} {start.year} batch",
        intro_de=INTRO[0],
        intro_en=INTRO[1],
        eligibility_de=ELIGIBILITY[0],
        eligibility_en=ELIGIBILITY[1],
        state=state,
        opens_at=min(opens, now - timedelta(days=21)) if state == BatchState.OPEN else opens,
        deadline=deadline,
        decision_by=start - ANSWER_BEFORE,
        starts_on=start,
        ends_on=_end(start),
        places=places,
    )
    BatchTrackLimit.objects.bulk_create(
        BatchTrackLimit(batch=batch, track=track, places=5) for track in tracks.values()
    )
    _remember_moves(batch)
    return Term(batch, form.build(batch, tracks))


def _end(start: date) -> date:
    """The last day of the half-year that begins on `start`."""
    following = next(day for day in _starts(start.year, start.year + 1) if day > start)
    return following - timedelta(days=1)


def _remember_moves(batch: Batch) -> None:
    """The history that the clock would have written."""
    begin = datetime.combine(batch.starts_on, time(8), tzinfo=BERLIN)
    moments = (
        batch.opens_at,
        batch.deadline,
        batch.deadline + timedelta(days=1),
        begin,
        datetime.combine(batch.ends_on, time(18), tzinfo=BERLIN),
    )
    states = [BatchState.PLANNED, *(step.target for step in WAY)]
    moves = [
        BatchMove(batch=batch, transition=step.name, from_state=before, to_state=after, at=moment)
        for step, (before, after), moment in zip(WAY, pairwise(states), moments, strict=True)
    ]
    BatchMove.objects.bulk_create(moves[: states.index(batch.state)])
