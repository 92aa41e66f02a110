"""Applications with their answers as a table.

What is prepared in silence is in no table: tables travel.
"""

from collections.abc import Iterable

from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _

from hub.accounts.models import User
from hub.core import times
from hub.sheets.tables import Table
from startups.models import Answer, Application, Attachment, Question, QuestionKind, StartupMember


def table(applications: Iterable[int], *, by: User) -> Table:
    """The applications with these keys that `by` may work on, one row each, in German."""
    wanted = (
        Application.objects.workable_by(by)
        .filter(pk__in=list(applications))
        .select_related("batch", "startup", "track")
        .prefetch_related(
            Prefetch("answers", Answer.objects.select_related("question__section")),
            Prefetch("attachments", Attachment.objects.current().select_related("question")),
            Prefetch(
                "startup__members",
                StartupMember.objects.current().select_related("person"),
            ),
        )
        .order_by("batch", "number")
    )
    with translation.override("de"):
        found = list(wanted)
        labels = _labels(found)
        head = [_("Nummer"), _("Startup"), _("Klasse"), _("Schwerpunkt"), _("Stand")]
        head += [_("Eingereicht"), _("Team"), *labels]
        return Table(_("Bewerbungen"), head, [_row(application, labels) for application in found])


def _labels(applications: list[Application]) -> list[str]:
    """One column for each question, the same wording of several batches in one."""
    questions = Question.objects.filter(
        section__batch__in={application.batch_id for application in applications}
    ).order_by("section__batch", "section__position", "section", "position", "pk")
    return list(dict.fromkeys(questions.values_list("label_de", flat=True)))


def _row(application: Application, labels: list[str]) -> list[str]:
    texts = {answer.question.label_de: _shown(answer) for answer in application.answers.all()}
    for file in application.attachments.all():
        label = file.question.label_de
        texts[label] = "\n".join(filter(None, [texts.get(label, ""), file.name]))
    team = [
        f"{member.person.name} <{member.person.email}>".strip()
        for member in application.startup.members.all()
    ]
    submitted = application.submitted_at
    return [
        application.number,
        application.startup.name,
        application.batch.name_de,
        application.track.name_de if application.track else "",
        application.get_state_display(),
        times.short_moment(submitted) if submitted else "",
        "\n".join(team),
        *(texts.get(label, "") for label in labels),
    ]


def _shown(answer: Answer) -> str:
    if answer.question.kind not in {QuestionKind.CHOICE, QuestionKind.SEVERAL}:
        return answer.value
    labels = dict(answer.question.choices("de"))
    return "\n".join(labels.get(key, key) for key in answer.value.split("\n") if key)
