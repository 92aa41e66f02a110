"""Starting an application, and the one guard that every write on it passes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.compiled import Compiled
from hub.core.workflow import DomainError
from startups.models import (
    Answer,
    AnswerEdit,
    Application,
    Batch,
    Fills,
    Question,
    Reopening,
)
from startups.queries import form_plan
from startups.services import founding
from startups.states import WRITERS, ApplicationState


class NotEditable(DomainError):
    """The application takes no change now; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A locked application, the clock it is judged by, and the level of who came to it."""

    application: Application
    level: str
    now: datetime
    deadline: datetime


TOO_LATE = _("Die Bewerbungsfrist ist vorbei. Es lässt sich nichts mehr ändern.")
NOT_A_WRITER = _(
    "Du liest in diesem Team nur mit. Bitte die verantwortliche Person um Schreibrechte."
)
HANDED_IN = _("Diese Bewerbung ist abgegeben. Bis zur Frist kann das Team sie wieder öffnen.")


@transaction.atomic
def start(batch: Batch, *, by: User, name: str, language: str) -> Application:
    """Begin a draft; a second click, or a second try, gives the draft that is already there.

    Raises NotEditable when the batch takes no applications now.
    """
    now = _database_now(batch)
    if not batch.is_open_at(now):
        raise NotEditable(_("Diese Klasse nimmt gerade keine Bewerbungen an."))
    # One start at a time per person: the row of the person is the lock.
    User.objects.select_for_update().get(pk=by.pk)
    unfinished = Application.objects.filter(
        batch=batch, started_by=by, state=ApplicationState.DRAFT, first_submitted_at__isnull=True
    )
    if found := unfinished.first():
        return found
    startup = founding.found(name=name, by=by)
    application = Application.objects.create(
        batch=batch, startup=startup, started_by=by, language=language, started_at=now
    )
    _answer_name(application, by, now)
    return application


def lock_for_edit(
    application_uuid: UUID, *, by: User, questions: Collection[Question] = ()
) -> Desk:
    """Lock an application for one write on what it says.

    A draft is open to writers until the deadline or the team's own extension; a handed-in one
    only for `questions` that staff opened again, all of them. Raises Application.DoesNotExist for strangers
    and NotEditable with a sentence. Call it inside a transaction.
    """
    desk = lock(application_uuid, by=by)
    ensure_open(desk, questions)
    return desk


def _locked(person: int, uuid: UUID) -> QuerySet[Application]:
    rows = Application.objects.select_for_update(of=("self",)).select_related("batch")
    own = rows.of_team(User(pk=person)).with_own_deadline()
    return own.annotate(db_now=Now(output_field=DateTimeField())).filter(uuid=uuid)


LOCKED = Compiled(_locked, person=int, uuid=UUID)


def lock(application_uuid: UUID, *, by: User) -> Desk:
    """Lock an application of `by`'s team, whatever its state; the clock is the database's.

    Raises Application.DoesNotExist for strangers. Call it inside a transaction.
    """
    application = LOCKED.first(person=by.pk, uuid=application_uuid)
    if application is None:
        raise Application.DoesNotExist
    regular = application.batch.deadline
    return Desk(
        application=application,
        level=application.level,
        now=vars(application)["db_now"],
        deadline=max(regular, application.extended_until or regular),
    )


def deadline_of(application: Application) -> datetime:
    """The last second that counts for this application: the batch's, or its own later one."""
    if hasattr(application, "extended_until"):
        own = [application.extended_until] if application.extended_until else []
    else:
        own = [extension.until for extension in application.extensions.all()]
    return max([application.batch.deadline, *own])


def ensure_open(desk: Desk, questions: Collection[Question] = ()) -> None:
    """Raise NotEditable unless `desk` may write now: on a draft, or on reopened questions."""
    if desk.level not in WRITERS:
        raise NotEditable(NOT_A_WRITER)
    application = desk.application
    if application.is_draft:
        if desk.now > desk.deadline:
            raise NotEditable(TOO_LATE)
        return
    wanted = {question.pk for question in questions}
    if not wanted or not wanted <= reopened(application, at=desk.now):
        raise NotEditable(HANDED_IN)


def reopened(application: Application, *, at: datetime) -> set[int]:
    """The keys of the questions that staff opened again and that are still open at that moment."""
    rows = Reopening.objects.filter(application=application).open_at(at)
    return set(rows.values_list("question_id", flat=True))


def _database_now(batch: Batch) -> datetime:
    row = Batch.objects.filter(pk=batch.pk).annotate(db_now=Now(output_field=DateTimeField()))
    now: datetime = row.values_list("db_now", flat=True).get()
    return now


def _answer_name(application: Application, by: User, now: datetime) -> None:
    """The name given at the start answers the question for it: nobody types it twice."""
    asks = form_plan.of(application.batch_id).asks_for(Fills.NAME)
    if asks:
        name = application.startup.name
        answer = Answer.objects.create(
            application=application, question=asks, value=name, updated_by=by, updated_at=now
        )
        AnswerEdit.objects.create(
            answer=answer, by=by, started_at=now, at=now, version=1, value=name
        )
