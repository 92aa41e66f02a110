"""What happens to a batch: copied from the last one, opened and closed by the clock, run by staff."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError, Transition
from hub.programme import public
from startups.models import (
    Application,
    Batch,
    BatchMove,
    BatchTrackLimit,
    Question,
    Section,
)
from startups.services.moves import move
from startups.states import (
    CLOSE_BATCH,
    FINISH_BATCH,
    OPEN_BATCH,
    REOPEN_BATCH,
    START_BATCH,
    START_REVIEW,
    START_SELECTION,
    ApplicationState,
    BatchState,
)

# What a batch takes over from the one it is copied from; the rest is new each time.
COPIED = (
    "intro_de",
    "intro_en",
    "eligibility_de",
    "eligibility_en",
    "places",
    "offer_days",
    "profile_changes",
)
SECTION_FIELDS = (
    "slug",
    "kind",
    "title_de",
    "title_en",
    "intro_de",
    "intro_en",
    "position",
)
QUESTION_FIELDS = (
    "kind",
    "label_de",
    "label_en",
    "help_de",
    "help_en",
    "is_required",
    "max_chars",
    "options",
    "read_by",
    "fills",
    "counts",
    "position",
)


class FormFrozen(DomainError):
    """Somebody has handed in what the form asked: it stays as it was for everybody."""

    message = _(
        "Das Formular ist festgeschrieben: Die erste Bewerbung ist eingereicht. Für ein anderes "
        "Formular kopieren Sie die Klasse."
    )


@transaction.atomic
def clone(batch: Batch, *, by: User, fields: Mapping[str, Any]) -> Batch:
    """A planned batch with the same form, limits and texts; `fields` are its names and dates."""
    copy = Batch(**{name: getattr(batch, name) for name in COPIED} | dict(fields))
    copy.save()
    for limit in batch.track_limits.all():
        BatchTrackLimit.objects.create(batch=copy, track_id=limit.track_id, places=limit.places)
    for section in batch.sections.all():
        _copy_section(section, copy)
    BatchMove.objects.create(
        batch=copy,
        transition="copy",
        from_state=BatchState.PLANNED,
        to_state=BatchState.PLANNED,
        by=by,
        at=timezone.now(),
    )
    public.touch()
    return copy


def _copy_section(section: Section, batch: Batch) -> None:
    copied = {name: getattr(section, name) for name in SECTION_FIELDS}
    copy = Section.objects.create(batch=batch, **copied)
    for question in section.questions.prefetch_related("tracks"):
        values = {name: getattr(question, name) for name in QUESTION_FIELDS}
        Question.objects.create(section=copy, **values).tracks.set(question.tracks.all())


def ensure_form_open(batch: Batch) -> None:
    """Raise FormFrozen once an application was handed in; the database refuses then, too."""
    if Batch.objects.filter(pk=batch.pk, form_frozen_at__isnull=False).exists():
        raise FormFrozen


@transaction.atomic
def follow_clock(*, now: datetime) -> int:
    """Open and close what the clock says; a missed minute is caught up. How many moves it made."""
    moved = 0
    due = Batch.objects.filter(
        state__in=[BatchState.PLANNED, BatchState.OPEN, BatchState.CLOSED], opens_at__lte=now
    )
    for batch in due.order_by("pk"):
        for transition in _due(batch, now):
            batch = _move(batch, transition, by=None, at=now)  # noqa: PLW2901
            moved += 1
    return moved


def _due(batch: Batch, now: datetime) -> list[Transition]:
    is_over = now > batch.deadline
    if batch.state == BatchState.PLANNED:
        return [OPEN_BATCH, CLOSE_BATCH] if is_over else [OPEN_BATCH]
    if batch.state == BatchState.OPEN:
        return [CLOSE_BATCH] if is_over else []
    # Staff gave everybody more time after the end.
    return [] if is_over else [REOPEN_BATCH]


@transaction.atomic
def start_selection(batch: Batch, *, by: User) -> Batch:
    """Nobody hands in any more but those with more time of their own; the others are in review."""
    now = timezone.now()
    batch = _move(batch, START_SELECTION, by=by, at=now)
    waiting = Application.objects.filter(batch=batch, state=ApplicationState.SUBMITTED)
    with_more_time = waiting.filter(extensions__until__gt=now)
    for application in waiting.exclude(pk__in=with_more_time.values("pk")).order_by("pk"):
        move(application, START_REVIEW, by=by, at=now)
    return batch


@transaction.atomic
def start(batch: Batch, *, by: User) -> Batch:
    """The programme runs; from now on the waiting list no longer moves up by itself."""
    return _move(batch, START_BATCH, by=by, at=timezone.now())


@transaction.atomic
def finish(batch: Batch, *, by: User) -> Batch:
    return _move(batch, FINISH_BATCH, by=by, at=timezone.now())


def _move(batch: Batch, transition: Transition, *, by: User | None, at: datetime) -> Batch:
    """Check and record a transition on the locked row, and return that fresh row."""
    batch = Batch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    transition.ensure_allowed_from(batch.state)
    BatchMove.objects.create(
        batch=batch,
        transition=transition.name,
        from_state=batch.state,
        to_state=transition.target,
        by=by,
        at=at,
    )
    batch.state = transition.target
    batch.save(update_fields=["state"])
    public.touch()
    return batch
