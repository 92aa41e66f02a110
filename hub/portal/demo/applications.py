"""Applications of invented startups as plain rows, in bulk: as if a year had passed.

The services work at the clock's present; a past has to be written down. Every state is reached along
its transitions, so nothing stands here that could not have happened.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db.models import Model

from hub.accounts import consents
from hub.accounts.models import Consent, User
from hub.core.text import german_slug, sort_key
from hub.core.workflow import Transition
from hub.portal.demo import answers, profiles
from hub.portal.demo.copies import content
from hub.portal.demo.startups import Invented
from hub.portal.demo.terms import Term
from hub.programme.models import Track
from startups.models import (
    Answer,
    AnswerEdit,
    Application,
    ApplicationMove,
    Decision,
    Offer,
    Question,
    QuestionKind,
    Startup,
    StartupMember,
    SubmittedCopy,
)
from startups.services.regions import region_of
from startups.states import (
    ACCEPT,
    DECLINE,
    INTERVIEW,
    RULE_OUT,
    SHORTLIST,
    START_REVIEW,
    SUBMIT,
    WAITLIST,
    WITHDRAW,
    ApplicationState,
    MemberLevel,
    OfferState,
    Outcome,
)

S = ApplicationState
READ = (SUBMIT, START_REVIEW)
PATHS: dict[str, tuple[Transition, ...]] = {
    S.DRAFT: (),
    S.SUBMITTED: (SUBMIT,),
    S.WITHDRAWN: (SUBMIT, WITHDRAW),
    S.IN_REVIEW: READ,
    S.SHORTLISTED: (*READ, SHORTLIST),
    S.INTERVIEWED: (*READ, SHORTLIST, INTERVIEW),
    S.ACCEPTED: (*READ, SHORTLIST, INTERVIEW, ACCEPT),
    S.WAITLISTED: (*READ, SHORTLIST, WAITLIST),
    S.DECLINED: (*READ, DECLINE),
    S.INELIGIBLE: (SUBMIT, RULE_OUT),
}
OUTCOMES = {
    S.ACCEPTED: Outcome.ACCEPT,
    S.WAITLISTED: Outcome.WAITLIST,
    S.DECLINED: Outcome.DECLINE,
    S.INELIGIBLE: Outcome.RULE_OUT,
}
MESSAGES = {
    Outcome.ACCEPT: "Euch trauen wir zu, im ersten Monat bei einem Partner im Keller zu stehen.",
    Outcome.WAITLIST: "Knapp: Wir hatten mehr gute Teams als Plätze.",
    Outcome.DECLINE: "Das Problem ist echt. Uns fehlte der Nachweis, dass jemand dafür bezahlt. "
    "Kommt mit zwei Gesprächen bei Kunden wieder.",
    Outcome.RULE_OUT: "Ein Bezug zu einem der drei Schwerpunkte war nicht zu erkennen.",
}
BATCH_SIZE = 2_000


@dataclass(slots=True)
class Story:
    """What is to be told of one startup; the rows hang on it once they are written."""

    invented: Invented
    term: Term
    state: str
    founder: User
    chance: Random
    answered: float = 1.0
    offer: str = OfferState.ACCEPTED
    team: list[tuple[User, str]] = field(default_factory=list)
    startup: Startup = field(init=False)
    application: Application = field(init=False)
    given: dict[str, str] = field(init=False)
    agreed: frozenset[str] = field(init=False)

    @property
    def is_in_class(self) -> bool:
        return self.state == S.ACCEPTED and self.offer == OfferState.ACCEPTED

    @property
    def submitted_at(self) -> datetime:
        assert self.application.submitted_at
        return self.application.submitted_at

    def questions(self) -> list[tuple[Question, str]]:
        """What is asked of this startup and answered, with the answer."""
        found = [
            (question, self.given[draft.key])
            for _section, pairs in self.term.form
            for draft, question in pairs
            if draft.key in self.given and draft.kind != QuestionKind.FILE
        ]
        return found[: round(len(found) * self.answered)]


def write(
    stories: list[Story], *, tracks: dict[str, Track], staff: User, lead: User, now: datetime
) -> None:
    """Write every row of the stories, each table in one go."""
    write_startups(stories, tracks=tracks, now=now)
    _save(StartupMember, [member for story in stories for member in _members(story)])
    for story in stories:
        story.application = _application(story, staff, now)
    _number(stories)
    _save(Application, [story.application for story in stories])
    _save(ApplicationMove, [move for story in stories for move in _moves(story, lead)])
    written = [answer for story in stories for answer in _answers(story)]
    _save(Answer, written)
    _save(AnswerEdit, [_edit(answer) for answer in written])
    handed_in = [story for story in stories if story.state != S.DRAFT]
    _save(Consent, [given for story in handed_in for given in _consents(story)])
    _save(SubmittedCopy, [_copy(story) for story in handed_in])
    decided = [story for story in handed_in if story.state in OUTCOMES]
    _save(Decision, [_decision(story, lead) for story in decided])
    _save(Offer, [_offer(story) for story in decided if story.state == S.ACCEPTED])


def write_startups(stories: list[Story], *, tracks: dict[str, Track], now: datetime) -> None:
    """Only the startups, and the consents by which partners see them."""
    for story in stories:
        story.given = answers.of(story.invented, story.chance)
        story.agreed = _agreed(story.chance)
        story.startup = _startup(story, tracks, now)
    _save(Startup, [story.startup for story in stories])
    _save(
        Consent,
        [held for story in stories for held in profiles.agreed(story.startup, story.founder)],
    )


def _save(model: Any, rows: Sequence[Model]) -> None:
    model.objects.bulk_create(rows, batch_size=BATCH_SIZE)


def _uuid(chance: Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _startup(story: Story, tracks: dict[str, Track], now: datetime) -> Startup:
    invented = story.invented
    startup = Startup(
        uuid=_uuid(story.chance),
        name=invented.name,
        slug=german_slug(invented.name),
        sort_key=sort_key(invented.name),
        one_liner=invented.one_liner,
        track=tracks[invented.track],
        tags=list(invented.tags),
        life=invented.life,
        is_demo=True,
    )
    if story.state == S.DRAFT:
        return startup
    startup.text, startup.stage, startup.seat = invented.text, invented.stage, invented.seat
    startup.region = region_of(invented.seat)
    startup.team_size, startup.seeks = invented.team_size, list(invented.seeks)
    startup.website = story.given.get("website", "")
    if "staff" in invented.seeks and startup.website:
        startup.jobs_url = f"{startup.website.rstrip('/')}/jobs"
    if invented.founded:
        startup.founded_on = datetime(invented.founded, 4, 1).date()  # noqa: DTZ001
    if story.is_in_class:
        startup.batch = story.term.batch
        released = min(now, story.term.batch.deadline + timedelta(days=20))
        profiles.release(startup, story.given, at=released, chance=story.chance)
    return startup


def _members(story: Story) -> list[StartupMember]:
    joined = story.term.batch.opens_at + timedelta(days=1)
    return [
        StartupMember(startup=story.startup, person=person, level=level, joined_at=joined)
        for person, level in ((story.founder, MemberLevel.OWNER), *story.team)
    ]


def _application(story: Story, staff: User, now: datetime) -> Application:
    batch = story.term.batch
    last = min(batch.deadline, now - timedelta(hours=1))
    submitted = last - (last - batch.opens_at) * story.chance.uniform(0.02, 0.6)
    application = Application(
        uuid=_uuid(story.chance),
        batch=batch,
        startup=story.startup,
        track=story.startup.track,
        state=story.state,
        started_by=story.founder,
        started_at=batch.opens_at + timedelta(days=1),
        edited_at=submitted,
    )
    if story.state != S.DRAFT:
        application.submitted_at = application.first_submitted_at = submitted
        application.submitted_by = story.founder
    if story.state in OUTCOMES:
        application.decided_at = _moment(story, len(PATHS[story.state]) - 1, submitted)
    if story.state not in {S.DRAFT, S.SUBMITTED, S.WITHDRAWN}:
        application.is_eligible = story.state != S.INELIGIBLE
        application.screened_by = staff
        application.screened_at = _moment(story, 1, submitted)
        if story.state == S.INELIGIBLE:
            application.screening_reason = MESSAGES[Outcome.RULE_OUT]
    return application


def _moment(story: Story, step: int, submitted: datetime) -> datetime:
    """When the step after the submission happened: after the deadline of a past batch, in the
    hours since the submission of an open one."""
    if story.term.batch.state == "open":
        return submitted + timedelta(minutes=12 * step)
    return story.term.batch.deadline + timedelta(days=3 * step, hours=11) if step else submitted


def _number(stories: list[Story]) -> None:
    """Numbers in the order of submission; the first one froze the form."""
    for batch in {story.term.batch.pk: story.term.batch for story in stories}.values():
        handed_in = [
            (story.application.submitted_at, place, story.application)
            for place, story in enumerate(stories)
            if story.application.batch_id == batch.pk and story.application.submitted_at
        ]
        for _submitted, _place, application in sorted(handed_in, key=lambda row: row[:2]):
            batch.last_number += 1
            application.number = f"{batch.code}-{batch.last_number:04}"
        if handed_in and not batch.form_frozen_at:
            batch.form_frozen_at = min(row[0] for row in handed_in)
        batch.save(update_fields=["last_number", "form_frozen_at"])


def _moves(story: Story, lead: User) -> list[ApplicationMove]:
    moves, state = [], str(S.DRAFT)
    for step, transition in enumerate(PATHS[story.state]):
        transition.ensure_allowed_from(state)
        moves.append(
            ApplicationMove(
                application=story.application,
                transition=transition.name,
                from_state=state,
                to_state=transition.target,
                by=story.founder if transition in {SUBMIT, WITHDRAW} else lead,
                at=_moment(story, step, story.submitted_at),
            )
        )
        state = transition.target
    return moves


def _answers(story: Story) -> list[Answer]:
    return [
        Answer(
            application=story.application,
            question=question,
            value=value,
            updated_by=story.founder,
            updated_at=story.application.edited_at,
        )
        for question, value in story.questions()
    ]


def _edit(answer: Answer) -> AnswerEdit:
    return AnswerEdit(
        answer=answer,
        by=answer.updated_by,
        started_at=answer.updated_at - timedelta(minutes=4),
        at=answer.updated_at,
        version=1,
        value=answer.value,
    )


def _agreed(chance: Random) -> frozenset[str]:
    """What has to be declared, and some of what may be agreed to."""
    optional = [purpose.key for purpose in consents.FOR_APPLICATIONS if not purpose.is_required]
    chosen = chance.sample(optional, chance.randint(0, len(optional)))
    return frozenset({consents.DECLARATION.key, *chosen})


def _consents(story: Story) -> list[Consent]:
    return [
        Consent(
            person=story.founder,
            purpose=purpose.key,
            text_version=purpose.version,
            subject=story.application.uuid,
            given_at=story.submitted_at,
        )
        for purpose in consents.FOR_APPLICATIONS
        if purpose.key in story.agreed
    ]


def _copy(story: Story) -> SubmittedCopy:
    return SubmittedCopy(
        application=story.application,
        version=1,
        submitted_at=story.submitted_at,
        submitted_by=story.founder,
        content=content(story.term.form, story.given, story.startup.track, story.agreed),
    )


def _decision(story: Story, lead: User) -> Decision:
    outcome = OUTCOMES[S(story.state)]
    decided = story.application.decided_at
    assert decided
    return Decision(
        application=story.application,
        outcome=outcome,
        message=MESSAGES[outcome],
        prepared_by=lead,
        prepared_at=decided - timedelta(days=1),
        released_by=lead,
        released_at=decided,
    )


def _offer(story: Story) -> Offer:
    sent = story.application.decided_at
    assert sent
    is_answered = story.offer in {OfferState.ACCEPTED, OfferState.DECLINED}
    return Offer(
        application=story.application,
        state=story.offer,
        sent_at=sent,
        expires_at=sent + timedelta(days=story.term.batch.offer_days),
        answered_at=sent + timedelta(days=2) if is_answered else None,
        answered_by=story.founder if is_answered else None,
    )
