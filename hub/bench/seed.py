"""What the pages are measured with: a batch with the real form and three hundred applications."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from hub.accounts import consents
from hub.accounts.models import Consent, RoleGrant, User
from hub.accounts.roles import Role
from hub.bench import evening
from hub.bench.evening import Evening
from hub.core.text import sort_key
from hub.portal.demo import form
from hub.programme import public
from hub.programme.models import Track
from startups.models import (
    Answer,
    Application,
    Attachment,
    Batch,
    Question,
    QuestionKind,
    Startup,
    StartupMember,
)
from startups.states import ApplicationState, BatchState, MemberLevel, Visibility

APPLICATIONS, PUBLIC_STARTUPS = 300, 120
SENTENCE = "Wir messen, wo Wärme verloren geht, und sagen es dem Netzbetrieb am selben Tag. "
TYPICAL_CHARS = 400
LEAD = "lead@example.org"
NO_PASSWORD = "!"  # noqa: S105 — what Django writes where there is none
TEXTS = {
    QuestionKind.NUMBER: "4",
    QuestionKind.URL: "https://www.example.org/",
    QuestionKind.DATE: "2025-03-01",
}


@dataclass(frozen=True)
class Draft:
    """An application that is ready to be handed in, and a session of the person who may do it."""

    application: Application
    session: str


@dataclass(frozen=True)
class World:
    batch: Batch
    drafts: list[Draft]
    long_question: Question
    newest: Application
    staff_session: str
    evening: Evening


@transaction.atomic
def world(*, drafts: int) -> World:
    """Everything there is to measure with, written into an empty portal."""
    now = timezone.now()
    tracks = list(Track.objects.all())
    past, batch = classes(now)
    asked = form.build(batch, {track.slug: track for track in tracks})
    questions = [question for _section, rows in asked for _draft, question in rows]
    everybody = founders(APPLICATIONS + drafts + PUBLIC_STARTUPS)
    track = itertools.cycle(tracks)
    published = [next(everybody) for _ in range(PUBLIC_STARTUPS)]
    shown = startups(published, track, batch=past, visibility=Visibility.PUBLIC, published_at=now)
    people = list(everybody)
    applications = begun(people, startups(people, track), batch)
    hand_in(applications[:APPLICATIONS], now)
    answer_all(applications, questions, now)
    public.touch()
    unsent = zip(applications[APPLICATIONS:], people[APPLICATIONS:], strict=True)
    return World(
        batch=batch,
        drafts=[
            Draft(application, session)
            for (application, _person), session in zip(
                unsent, sessions(people[APPLICATIONS:], now), strict=True
            )
        ],
        long_question=next(
            question
            for question in questions
            if question.kind == QuestionKind.LONG and question.section.slug == "idea"
        ),
        newest=applications[APPLICATIONS - 1],
        staff_session=staff(now),
        evening=evening.calendar(shown, people[0], now),
    )


def classes(now: datetime) -> tuple[Batch, Batch]:
    """One that ran and fills the directory, one that takes applications."""
    day = timezone.localdate()
    past = Batch.objects.create(
        slug="past",
        code="PAST",
        name_de="Klasse 2025",
        name_en="Class of 2025",
        state=BatchState.FINISHED,
        opens_at=now - timedelta(days=500),
        deadline=now - timedelta(days=450),
        starts_on=day - timedelta(days=400),
        ends_on=day - timedelta(days=200),
        places=PUBLIC_STARTUPS,
    )
    batch = Batch.objects.create(
        slug="open",
        code="OPEN",
        name_de="Klasse 2027",
        name_en="Class of 2027",
        intro_de=SENTENCE,
        intro_en=SENTENCE,
        eligibility_de="\n".join([SENTENCE] * 5),
        eligibility_en="\n".join([SENTENCE] * 5),
        state=BatchState.OPEN,
        opens_at=now - timedelta(days=7),
        deadline=now + timedelta(days=30),
        starts_on=day + timedelta(days=90),
        ends_on=day + timedelta(days=270),
        places=10,
    )
    return past, batch


def founders(count: int) -> Iterator[User]:
    people = User.objects.bulk_create(
        User(email=f"founder{n}@example.org", name=f"Mia Muster {n}", password=NO_PASSWORD)
        for n in range(count)
    )
    confirm(people)
    RoleGrant.objects.bulk_create(RoleGrant(person=p, role=Role.FOUNDER) for p in people)
    return iter(people)


def confirm(people: Iterable[User]) -> None:
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, primary=True, verified=True)
        for person in people
    )


def startups(owners: list[User], track: Iterator[Track], **fields: Any) -> list[Startup]:
    made = Startup.objects.bulk_create(
        Startup(
            name=f"Wärme {owner.pk}",
            slug=f"waerme-{owner.pk}",
            sort_key=sort_key(f"Wärme {owner.pk}"),
            one_liner=SENTENCE.strip(),
            track=next(track),
            **fields,
        )
        for owner in owners
    )
    StartupMember.objects.bulk_create(
        StartupMember(startup=startup, person=owner, level=MemberLevel.OWNER)
        for startup, owner in zip(made, owners, strict=True)
    )
    return made


def begun(people: list[User], ventures: list[Startup], batch: Batch) -> list[Application]:
    """Applications with everything but answers: track, declaration, deck."""
    applications = Application.objects.bulk_create(
        Application(batch=batch, startup=venture, track=venture.track, started_by=person)
        for person, venture in zip(people, ventures, strict=True)
    )
    Consent.objects.bulk_create(
        Consent(
            person=application.started_by,
            purpose=consents.DECLARATION.key,
            text_version=consents.DECLARATION.version,
            subject=application.uuid,
        )
        for application in applications
    )
    return applications


def hand_in(applications: list[Application], now: datetime) -> None:
    for number, application in enumerate(applications, start=1):
        application.state = ApplicationState.SUBMITTED
        application.number = f"{application.batch.code}-{number:04}"
        application.submitted_at = application.first_submitted_at = now
        application.submitted_by = application.started_by
    Application.objects.bulk_update(
        applications,
        ["state", "number", "submitted_at", "first_submitted_at", "submitted_by"],
    )
    Batch.objects.filter(pk=applications[0].batch_id).update(
        last_number=len(applications), form_frozen_at=now
    )


def answer_all(applications: list[Application], questions: list[Question], now: datetime) -> None:
    """A good answer to each question that the application's track is asked, and a deck."""
    concerned = {
        question.pk: {track.pk for track in question.tracks.all()} for question in questions
    }
    answers, files = [], []
    for application in applications:
        for question in questions:
            tracks = concerned[question.pk]
            if tracks and application.track_id not in tracks:
                continue
            if question.kind == QuestionKind.FILE:
                files.append(deck(application, question))
            else:
                answers.append(
                    Answer(
                        application=application,
                        question=question,
                        value=text_for(question),
                        # Saves count up from here, as the client counts its answers.
                        version=0,
                        updated_by=application.started_by,
                        updated_at=now,
                    )
                )
    Answer.objects.bulk_create(answers, batch_size=2000)
    Attachment.objects.bulk_create(files)


def text_for(question: Question) -> str:
    """As long as answers are: the half of what is allowed, and no essay."""
    if question.kind in {QuestionKind.CHOICE, QuestionKind.SEVERAL}:
        return question.choices("de")[0][0]
    chars = min(TYPICAL_CHARS, (question.max_chars or 200) // 2)
    return TEXTS.get(QuestionKind(question.kind), (SENTENCE * 10)[:chars].strip())


def deck(application: Application, question: Question) -> Attachment:
    return Attachment(
        application=application,
        question=question,
        file=f"00/{application.uuid.hex}",
        name="pitch.pdf",
        size=1_500_000,
        pages=12,
        sha256="0" * 64,
        uploaded_by=application.started_by,
    )


def staff(now: datetime) -> str:
    """A selection lead with a second factor; the key of a session in which it was used."""
    person = User.objects.create_user(LEAD, name="Lena Lead")
    confirm([person])
    RoleGrant.objects.create(person=person, role=Role.SELECTION_LEAD)
    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": get_random_string(32)}
    )
    used = {
        "account_authentication_methods": [{"method": "mfa", "at": now.timestamp()}],
        "account_authentication_methods_user": str(person.pk),
    }
    return sessions([person], now, **used)[0]


def sessions(people: list[User], now: datetime, **more: object) -> list[str]:
    """The keys of sessions in which these people are logged in."""
    store = SessionStore()
    rows = [
        Session(
            session_key=get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789"),
            session_data=store.encode(
                {
                    SESSION_KEY: str(person.pk),
                    BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                    HASH_SESSION_KEY: person.get_session_auth_hash(),
                    **more,
                }
            ),
            expire_date=now + timedelta(days=1),
        )
        for person in people
    ]
    return [row.session_key for row in Session.objects.bulk_create(rows)]
