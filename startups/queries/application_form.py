"""An application's form as a page shows it: sections, fields, what is answered, what is missing.

Read in a handful of queries whatever the form's length; the views, the check before submission
and the frozen copy all look at the same thing.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.utils.functional import Promise, cached_property
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from hub.accounts import consents
from hub.accounts.models import Consent
from hub.core import prepared, times
from hub.core.compiled import Asked, Compiled
from startups.models import (
    Answer,
    Application,
    Attachment,
    Question,
    QuestionKind,
    Section,
    SectionKind,
)
from startups.queries import answer_rules, form_plan
from startups.queries.form_plan import FormPlan


@dataclass
class Field:
    """One question with its answer, ready to be drawn; made for one page and not changed."""

    question: Question
    answer: Answer | None
    files: list[Attachment]
    language: str

    @property
    def key(self) -> str:
        return f"q-{self.question.uuid}"

    @property
    def value(self) -> str:
        return self.answer.value if self.answer else ""

    @property
    def version(self) -> int:
        return self.answer.version if self.answer else 0

    @property
    def is_file(self) -> bool:
        return self.question.kind == QuestionKind.FILE

    @property
    def has_choices(self) -> bool:
        return self.question.kind in {QuestionKind.CHOICE, QuestionKind.SEVERAL}

    @property
    def sound_files(self) -> list[Attachment]:
        """An infected file answers nothing: nobody will be given it."""
        return [file for file in self.files if not file.is_infected]

    @property
    def is_answered(self) -> bool:
        return bool(self.sound_files if self.is_file else self.value)

    @cached_property
    def problem(self) -> str | Promise:
        if self.is_file:
            missing = self.question.is_required and not self.sound_files
            return answer_rules.REQUIRED if missing else ""
        return answer_rules.problem(self.question, self.value)

    @property
    def limit(self) -> int:
        return answer_rules.limit(self.question)

    @property
    def remaining(self) -> int:
        return self.limit - len(self.value)

    def options(self) -> list[tuple[str, str, bool]]:
        """(key, label, chosen) of a question with choices."""
        chosen = set(self.value.split("\n"))
        return [(key, label, key in chosen) for key, label in self.question.choices(self.language)]

    @property
    def reading(self) -> str:
        return self.shown(self.language)

    def shown(self, language: str) -> str:
        """The answer as people read it: labels for keys, names for files."""
        if self.is_file:
            return "\n".join(file.name for file in self.files)
        return as_read(self.question, self.value, language)


def as_read(question: Question, value: str, language: str) -> str:
    """A stored answer as people read it: labels for keys, a date in words, all else as typed."""
    if question.kind in {QuestionKind.CHOICE, QuestionKind.SEVERAL}:
        labels = dict(question.choices(language))
        return "\n".join(labels.get(key, key) for key in value.split("\n") if key)
    if question.kind == QuestionKind.DATE and (day := answer_rules.parse_date(value)):
        with override(language):
            return times.day(day)
    return value


@dataclass
class Part:
    """One section of the form with its fields, and how far the team has come with it."""

    section: Section
    fields: list[Field]
    # A special section's own demand (track chosen, declaration made): sentence, anchor.
    demand: str = ""
    demand_met: bool = False

    @property
    def kind(self) -> str:
        return self.section.kind

    @cached_property
    def missing(self) -> int:
        """How many things keep this section from being complete."""
        own = 1 if self.demand and not self.demand_met else 0
        return own + sum(1 for item in self.fields if item.problem)

    @cached_property
    def answered(self) -> int:
        return int(self.demand_met) + sum(1 for item in self.fields if item.is_answered)

    @property
    def total(self) -> int:
        return (1 if self.demand else 0) + len(self.fields)

    @property
    def state(self) -> str:
        """`done`, `problem` (begun, something is wrong or missing) or `todo`."""
        if not self.missing:
            return "done"
        return "problem" if self.answered else "todo"

    @property
    def note(self) -> str:
        if self.state == "done":
            return _("vollständig")
        if self.state == "todo":
            return _("noch nicht begonnen")
        if self.answered == self.total:
            # Nothing is missing, so say that something is wrong.
            return ngettext(
                "%(n)d Angabe stimmt noch nicht", "%(n)d Angaben stimmen noch nicht", self.missing
            ) % {"n": self.missing}
        return _("%(answered)d von %(total)d Angaben") % {
            "answered": self.answered,
            "total": self.total,
        }


@dataclass(slots=True)
class ApplicationForm:
    application: Application
    plan: FormPlan
    parts: list[Part]
    given: dict[str, datetime] = field(default_factory=dict)

    @property
    def is_complete(self) -> bool:
        return not any(part.missing for part in self.parts)

    @property
    def missing(self) -> int:
        return sum(part.missing for part in self.parts)

    def part(self, slug: str) -> Part | None:
        return next((part for part in self.parts if part.section.slug == slug), None)

    def fields(self) -> Iterator[Field]:
        for part in self.parts:
            yield from part.fields

    def after(self, part: Part) -> Part | None:
        """The next section, None after the last one."""
        place = self.parts.index(part) + 1
        return self.parts[place] if place < len(self.parts) else None


ANSWERS = Compiled(
    lambda application: Answer.objects.filter(application__uuid=application), application=UUID
)
FILES = Compiled(
    lambda application: Attachment.objects.current().filter(application__uuid=application),
    application=UUID,
)
CONSENTS = Compiled(
    lambda subject: Consent.objects.filter(subject=subject, withdrawn_at__isnull=True),
    subject=UUID,
)


class Stored(NamedTuple):
    """What an application holds, asked for by its public identifier and under way."""

    answers: Asked[Answer]
    files: Asked[Attachment]
    consents: Asked[Consent] | None


def ask(uuid: UUID, *, with_consents: bool = True) -> Stored:
    """Send for everything; inside `prepared.together`, in one go with what else is asked."""
    consents = CONSENTS.ask(subject=uuid) if with_consents else None
    return Stored(ANSWERS.ask(application=uuid), FILES.ask(application=uuid), consents)


def load(application: Application, *, with_consents: bool = True) -> ApplicationForm:
    """The whole form of one application, questions of other tracks left out.

    Who shows neither consents nor what is missing reads without them.
    """
    with prepared.together():
        stored = ask(application.uuid, with_consents=with_consents)
    return filled(application, stored)


def filled(application: Application, stored: Stored) -> ApplicationForm:
    answers = {answer.question_id: answer for answer in stored.answers.rows()}
    files: dict[int, list[Attachment]] = defaultdict(list)
    for file in stored.files.rows():
        files[file.question_id].append(file)
    consents = stored.consents.rows() if stored.consents else []
    given = {consent.purpose: consent.given_at for consent in consents}
    return _form(application, answers, files, given)


def blank(application: Application) -> ApplicationForm:
    """The form before anything is answered, also of an application that is no row."""
    return _form(application, {}, {}, {})


def _form(
    application: Application,
    answers: Mapping[int, Answer],
    files: Mapping[int, list[Attachment]],
    given: dict[str, datetime],
) -> ApplicationForm:
    language = get_language() or "de"
    parts = []
    plan = form_plan.of(application.batch_id)
    for section, questions in plan.asked(application.track_id):
        fields = [
            Field(question, answers.get(question.pk), files.get(question.pk, []), language)
            for question in questions
        ]
        parts.append(_part(section, fields, application, given))
    return ApplicationForm(application, plan, parts, given)


def is_asked(question: Question, track_id: int | None) -> bool:
    """Whether a question concerns applications of that track."""
    tracks = {track.pk for track in question.tracks.all()}
    return not tracks or track_id in tracks


def _part(
    section: Section, fields: list[Field], application: Application, given: dict[str, datetime]
) -> Part:
    if section.kind == SectionKind.TRACK:
        return Part(
            section,
            fields,
            demand=_("Wählt euren Schwerpunkt."),
            demand_met=application.track_id is not None,
        )
    if section.kind == SectionKind.CONSENTS:
        return Part(
            section,
            fields,
            demand=_("Bestätigt, dass eure Angaben stimmen."),
            demand_met=consents.DECLARATION.key in given,
        )
    return Part(section, fields)
