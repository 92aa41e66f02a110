"""Saving what a team types: every word as typed, never over somebody else's newer words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from hub.accounts import consents
from hub.accounts.models import User
from hub.core.compiled import Compiled
from hub.core.text import one_line, sort_key
from hub.programme.models import Track
from startups.models import (
    Answer,
    AnswerEdit,
    Application,
    Fills,
    Question,
    QuestionKind,
    Startup,
)
from startups.services.drafts import Desk, NotEditable, lock_for_edit

# Edits of one person this close together are one line of history.
ONE_EDIT = timedelta(minutes=15)
# Far above every limit of a form: what is longer is no answer but an accident.
MAX_STORED = 50_000
MAX_VERSION_DIGITS = 9


class Clash(Exception):
    """Somebody else saved a newer text; both are worth keeping, so a person must choose."""

    def __init__(self, *, theirs: str, version: int, by: str, at: datetime | None) -> None:
        super().__init__(f"version {version} is newer")
        self.theirs, self.version, self.by, self.at = theirs, version, by, at


class NotAsked(Exception):
    """The question belongs to another form or another track."""


@dataclass(frozen=True, slots=True)
class Saved:
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer to store; `version` is the one the writer saw (0: none yet)."""

    question: Question
    value: str
    version: int


def save(
    application_uuid: UUID, *, question: Question, value: str, version: int, by: User
) -> Saved:
    """Store one answer, as `save_many` does; a clash is raised."""
    entry = Entry(question, value, version)
    outcome = save_many(application_uuid, entries=[entry], by=by)[question.pk]
    if isinstance(outcome, Clash):
        raise outcome
    return outcome


@transaction.atomic
def save_many(
    application_uuid: UUID, *, entries: list[Entry], by: User
) -> dict[int, Saved | Clash]:
    """Store answers as typed, valid or not; by question key, the new version or the clash.

    A clash keeps the others from nothing: they are saved. Saving the same text again is harmless.
    Raises NotAsked, NotEditable, Application.DoesNotExist; then nothing is stored.
    """
    questions = [entry.question for entry in entries]
    desk = lock_for_edit(application_uuid, by=by, questions=questions)
    for entry in entries:
        _ensure_asked(desk.application, entry.question)
        if len(entry.value) > MAX_STORED:
            raise NotEditable(_("Der Text ist zu lang zum Speichern. Kürzt ihn bitte."))
    held = _held(desk.application, questions)
    first = [entry for entry in entries if entry.question.pk not in held]
    outcomes: dict[int, Saved | Clash] = dict(_save_first(desk, first, by))
    for entry in entries:
        if answer := held.get(entry.question.pk):
            outcomes[entry.question.pk] = _save_next(answer, entry, by, desk.now)
    _follow_name(desk.application, entries, outcomes)
    return outcomes


@transaction.atomic
def choose_track(application_uuid: UUID, *, track: Track | None, version: int, by: User) -> Saved:
    """Set the focus track; like an answer, it has a version and can clash."""
    desk = lock_for_edit(application_uuid, by=by)
    application = desk.application
    if application.track_id == (track.pk if track else None):
        return Saved(application.track_version, desk.now)
    if application.track_version != version:
        held = application.track
        raise Clash(
            theirs=held.name if held else "", version=application.track_version, by="", at=None
        )
    application.track = track
    application.track_version += 1
    application.edited_at = desk.now
    application.save(update_fields=["track", "track_version", "edited_at"])
    return Saved(application.track_version, desk.now)


@transaction.atomic
def set_consents(application_uuid: UUID, *, given: set[str], by: User) -> None:
    """Keep the ticked boxes of an application; the others are withdrawn."""
    desk = lock_for_edit(application_uuid, by=by)
    consents.set_given(
        consents.FOR_APPLICATIONS, given=given, person=by, subject=desk.application.uuid
    )


def version_of(text: str) -> int:
    """The version a browser sends back; nonsense counts as «saw none»."""
    small = text.isascii() and text.isdecimal() and len(text) <= MAX_VERSION_DIGITS
    return int(text) if small else 0


def normalised(value: str) -> str:
    """As typed, but with one kind of line break and no space around it."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


ANSWER = Compiled(
    lambda application, question: Answer.objects.filter(
        application=application, question=question
    ),
    application=int,
    question=int,
)


def _held(application: Application, questions: list[Question]) -> dict[int, Answer]:
    """What is stored, by question; a single one is what a field asks for that saves itself."""
    rows: Iterable[Answer]
    if len(questions) == 1:
        rows = ANSWER.rows(application=application.pk, question=questions[0].pk)
    else:
        rows = Answer.objects.filter(application=application, question__in=questions)
    return {answer.question_id: answer for answer in rows}


def _ensure_asked(application: Application, question: Question) -> None:
    if question.kind == QuestionKind.FILE or question.section.batch_id != application.batch_id:
        raise NotAsked
    tracks = {track.pk for track in question.tracks.all()}
    if tracks and application.track_id not in tracks:
        raise NotAsked


def _save_next(answer: Answer, entry: Entry, by: User, now: datetime) -> Saved | Clash:
    value = normalised(entry.value)
    if answer.value == value:
        return Saved(answer.version, answer.updated_at)
    if answer.version != entry.version:
        return Clash(
            theirs=answer.value,
            version=answer.version,
            by=str(answer.updated_by),
            at=answer.updated_at,
        )
    return _next(answer, value, by, now)


def _follow_name(
    application: Application, entries: list[Entry], outcomes: dict[int, Saved | Clash]
) -> None:
    """The draft is called what the team calls itself."""
    for entry in entries:
        name = one_line(entry.value)[:80]
        saved = isinstance(outcomes[entry.question.pk], Saved)
        if entry.question.fills == Fills.NAME and saved and name:
            Startup.objects.filter(pk=application.startup_id, visibility="private").update(
                name=name, sort_key=sort_key(name)
            )


def _save_first(desk: Desk, entries: list[Entry], by: User) -> dict[int, Saved]:
    """Answers to questions that had none, all in two statements; an empty one is not stored."""
    written = {entry.question.pk: normalised(entry.value) for entry in entries}
    answers = Answer.objects.bulk_create(
        Answer(
            application=desk.application,
            question_id=question,
            value=value,
            updated_by=by,
            updated_at=desk.now,
        )
        for question, value in written.items()
        if value
    )
    AnswerEdit.objects.bulk_create(
        AnswerEdit(
            answer=answer, by=by, started_at=desk.now, at=desk.now, version=1, value=answer.value
        )
        for answer in answers
    )
    return {question: Saved(1 if value else 0, desk.now) for question, value in written.items()}


def _next(answer: Answer, value: str, by: User, now: datetime) -> Saved:
    """Write the next version; an edit of the same person a moment ago grows instead of piling up."""
    last = answer.version
    answer.value, answer.version = value, last + 1
    answer.updated_by, answer.updated_at = by, now
    answer.save(update_fields=["value", "version", "updated_by", "updated_at"])
    grown = AnswerEdit.objects.filter(
        answer=answer, version=last, by=by, started_at__gt=now - ONE_EDIT
    ).update(value=value, at=now, version=answer.version)
    if not grown:
        AnswerEdit.objects.create(
            answer=answer, by=by, started_at=now, at=now, version=answer.version, value=value
        )
    return Saved(answer.version, now)
