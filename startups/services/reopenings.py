"""Single questions that staff open again after the deadline, until a date."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hub.accounts.models import User
from hub.core.workflow import DomainError, InvalidTransition
from startups.models import Answer, Application, Question, Reopening
from startups.queries.application_form import is_asked
from startups.services import letters
from startups.services.screening import ensure_workable
from startups.states import IN_SELECTION


@transaction.atomic
def open_questions(
    application: Application,
    *,
    questions: Iterable[Question],
    until: datetime,
    note: str = "",
    by: User,
) -> list[Reopening]:
    """Let the team change these answers, and no others, until `until`; one mail to each member.

    What stood there stays readable beside the new answer. Raises InvalidTransition, DomainError,
    Application.DoesNotExist.
    """
    ensure_workable(application, by=by)
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.state not in IN_SELECTION:
        raise InvalidTransition(log=f"cannot reopen questions when {application.state}")
    now = timezone.now()
    wanted = [question for question in questions if _belongs(question, application)]
    if not wanted or until <= now:
        raise DomainError(_("Wählen Sie mindestens eine Frage und einen Tag, der noch kommt."))
    held = dict(Answer.objects.filter(application=application).values_list("question_id", "value"))
    unclosed = Reopening.objects.filter(application=application, closed_at__isnull=True)
    unclosed.filter(question__in=wanted).update(closed_at=now)
    rows = [
        Reopening.objects.create(
            application=application,
            question=question,
            until=until,
            note=note.strip(),
            opened_by=by,
            opened_at=now,
            value_before=held.get(question.pk, ""),
        )
        for question in wanted
    ]
    letters.questions_reopened(application, questions=wanted, until=until, note=note.strip())
    return rows


@transaction.atomic
def close(reopening: Reopening, *, by: User) -> Reopening:
    """The answer counts as it stands now; the team can no longer change it."""
    ensure_workable(reopening.application, by=by)
    reopening = Reopening.objects.select_for_update().get(pk=reopening.pk)
    if reopening.closed_at is None:
        reopening.closed_at = timezone.now()
        reopening.save(update_fields=["closed_at"])
    return reopening


def _belongs(question: Question, application: Application) -> bool:
    in_form = question.section.batch_id == application.batch_id
    return in_form and is_asked(question, application.track_id)
