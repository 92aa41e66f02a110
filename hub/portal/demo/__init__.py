"""The demo: real tracks, sites and partners, and an invented year of startups and applications.

Only where it is asked for, because its accounts have a password that everybody knows.
"""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from random import Random

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from hub.accounts.models import User
from hub.core.text import german_slug
from hub.portal.demo import (
    applications,
    challenges,
    conflicts,
    desk,
    events,
    form,
    funding,
    introductions,
    logos,
    meetings,
    milestones,
    partners,
    people,
    pilots,
    profile_changes,
    science,
    searches,
    startups,
    terms,
    transfers,
    visits,
    watchlist,
)
from hub.portal.demo.applications import Story
from hub.portal.demo.startups import Invented
from hub.portal.demo.terms import Term
from hub.programme import first_content, public
from hub.programme.models import Track
from startups.models import Batch, Section, Startup
from startups.states import ApplicationState, MemberLevel, OfferState

S = ApplicationState
TERMS = ("finished", "running", "open")
TOOK, GAVE_BACK, FORGOT = OfferState.ACCEPTED, OfferState.DECLINED, OfferState.EXPIRED
PAST = (
    *10 * (("finished", S.ACCEPTED, TOOK),),
    *10 * (("running", S.ACCEPTED, TOOK),),
    ("running", S.INELIGIBLE, TOOK),
    ("running", S.DECLINED, TOOK),
    ("running", S.DECLINED, TOOK),
    ("running", S.WAITLISTED, TOOK),
    ("running", S.ACCEPTED, GAVE_BACK),
    ("running", S.ACCEPTED, FORGOT),
)
# The open class shows every state before the decisions; a draft, how far it has come.
OPEN = (
    (S.DRAFT, 0.55),
    (S.DRAFT, 0.1),
    (S.SUBMITTED, 1.0),
    (S.SUBMITTED, 1.0),
    (S.IN_REVIEW, 1.0),
    (S.SUBMITTED, 1.0),
    (S.DRAFT, 0.9),
    (S.SHORTLISTED, 1.0),
    (S.INTERVIEWED, 1.0),
    (S.SUBMITTED, 1.0),
    (S.WITHDRAWN, 1.0),
    (S.IN_REVIEW, 1.0),
)


@dataclass(frozen=True)
class Stage:
    """What every story needs."""

    tracks: dict[str, Track]
    terms: dict[str, Term]
    people: dict[str, User]
    seed: int
    now: datetime

    def story(
        self,
        number: int,
        invented: Invented,
        term: str,
        *,
        state: str,
        founder: User,
        answered: float = 1.0,
        offer: str = OfferState.ACCEPTED,
    ) -> Story:
        return Story(
            invented=invented,
            term=self.terms[term],
            state=state,
            founder=founder,
            chance=Random(f"{self.seed}/{number}"),  # noqa: S311
            answered=answered,
            offer=offer,
        )


@transaction.atomic
def load(*, startups_wanted: int = 0, seed: int = 2026, with_applications: bool = True) -> int:
    """Load the demo once, and more startups of its kind until there are `startups_wanted`.

    Deterministic by `seed`, and harmless when everything is there. How many startups were added.
    Without their applications, those that are added take a tenth of the time.
    """
    before = Startup.objects.filter(is_demo=True).count()
    if before and startups_wanted <= before:
        return 0
    first_content.load(lambda name: apps.get_model("hub", name))
    tracks = {track.slug: track for track in Track.objects.all()}
    now = timezone.now()
    if before:
        stage = Stage(tracks, _terms_again(), _people_again(), seed, now)
    else:
        accounts = people.accounts()
        partners.load(tracks, accounts)
        science.load(tracks, accounts)
        stage = Stage(tracks, terms.load(tracks, now=now), accounts, seed, now)
        _tell(stage, _stories(stage))
        _dress(accounts, now)
    (_grow if with_applications else _grow_directory)(stage, startups_wanted)
    public.touch()
    return Startup.objects.filter(is_demo=True).count() - before


def _dress(accounts: dict[str, User], now: datetime) -> None:
    """What the hub's people have done since; each needs what stands before it."""
    desk.dress(now=now, people=accounts)
    challenges.load(now=now, people=accounts)
    transfers.load(accounts, now=now)
    visits.load(accounts, now=now)
    profile_changes.load(accounts, now=now)
    watchlist.load(accounts, now=now)
    searches.load(accounts, now=now)
    logos.load(accounts)
    milestones.load(now=now)
    introductions.load(accounts, now=now)
    pilots.load(now=now, people=accounts)
    conflicts.load(accounts, now=now)
    events.load(now=now, people=accounts)
    funding.load(accounts, now=now)
    meetings.load(accounts, now=now)


def _stories(stage: Stage) -> list[Story]:
    """The startups written by hand; the demo's founder has one that runs and one that applies."""
    running, open_ = startups.group("running"), startups.group("applying")
    past = [*startups.group("finished"), *running, *startups.group("turned_down")]
    owners = people.founders(
        [
            (german_slug(row.name), _name(stage.seed, number))
            for number, row in enumerate([*past, *open_])
        ]
    )
    stories = [
        stage.story(number, row, term, state=state, founder=owners[number], offer=offer)
        for number, (row, (term, state, offer)) in enumerate(zip(past, PAST, strict=True))
    ]
    stories += [
        stage.story(number, row, "open", state=state, founder=owners[number], answered=answered)
        for number, (row, (state, answered)) in enumerate(
            zip(open_, OPEN, strict=True), start=len(past)
        )
    ]
    for story in stories:
        if story.invented in {running[0], open_[0]}:
            story.team = [(story.founder, MemberLevel.EDITOR)]
            story.founder = stage.people["founder"]
    return stories


def _grow(stage: Stage, wanted: int) -> None:
    there = Startup.objects.filter(is_demo=True).count()
    missing = max(0, wanted - there)
    invented = list(islice(startups.more(stage.seed, there + 1), missing))
    numbers = range(there + 1, there + 1 + missing)
    owners = people.founders(
        [(f"founder-{number}", _name(stage.seed, number)) for number in numbers]
    )
    stories = [
        _more(stage, number, row, owner)
        for number, row, owner in zip(numbers, invented, owners, strict=True)
    ]
    _tell(stage, stories)


def _grow_directory(stage: Stage, wanted: int) -> None:
    """Startups whose founder and application nobody looks for; some at a time, to stay small."""
    there = Startup.objects.filter(is_demo=True).count()
    numbered = zip(
        range(there + 1, wanted + 1), startups.more(stage.seed, there + 1), strict=False
    )
    while some := list(islice(numbered, applications.BATCH_SIZE)):
        stories = [_more(stage, number, row, stage.people["founder"]) for number, row in some]
        applications.write_startups(stories, tracks=stage.tracks, now=stage.now)


def _more(stage: Stage, number: int, row: Invented, owner: User) -> Story:
    """Two in three stand in the directory, the others have just applied."""
    term = TERMS[number % len(TERMS)]
    state = S.SUBMITTED if term == "open" else S.ACCEPTED
    return stage.story(number, row, term, state=state, founder=owner)


def _tell(stage: Stage, stories: list[Story]) -> None:
    applications.write(
        stories,
        tracks=stage.tracks,
        staff=stage.people["staff"],
        lead=stage.people["lead"],
        now=stage.now,
    )


def _name(seed: int, number: int) -> str:
    chance = Random(f"{seed}/person/{number}")  # noqa: S311
    return f"{chance.choice(people.FIRST_NAMES)} {chance.choice(people.LAST_NAMES)}"


def _people_again() -> dict[str, User]:
    addresses = {f"{account}@{people.DOMAIN}": account for account, *_rest in people.ACCOUNTS}
    return {addresses[person.email]: person for person in User.objects.filter(email__in=addresses)}


def _terms_again() -> dict[str, Term]:
    """The three classes as they were loaded earlier; what staff changed in a form is left alone."""
    drafts = {draft.label[0]: draft for *_section, drafts in form.SECTIONS for draft in drafts}
    found = {}
    for name, batch in zip(TERMS, Batch.objects.order_by("pk")[: len(TERMS)], strict=True):
        asked = []
        for section in Section.objects.filter(batch=batch).prefetch_related("questions"):
            questions = section.questions.all()
            known = [question for question in questions if question.label_de in drafts]
            pairs = [(drafts[question.label_de], question) for question in known]
            asked.append((section, pairs))
        found[name] = Term(batch, asked)
    return found
