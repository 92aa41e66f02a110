"""The form of a batch, read once per process for as long as it stays as it is.

Every page of an application needs all sections and questions, and they change a few times a year.
Whoever changes them raises the number of what is public (`hub.programme.public.touch`), and what was
read under another number is read anew: one small query in place of three large ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from hub.core.pagecache import public_version
from startups.models import Question, Section


@dataclass(frozen=True, slots=True)
class SectionPlan:
    section: Section
    # With the tracks that each question is asked in; none means all.
    questions: tuple[tuple[Question, frozenset[int]], ...]


@dataclass(frozen=True, slots=True)
class FormPlan:
    """A form as staff built it; shared by all requests, so nobody may change its rows."""

    sections: tuple[SectionPlan, ...]
    # What pages draw of it, by question, language and choice.
    drawings: dict[tuple[int, str, str], str] = field(default_factory=dict)

    def asks_for(self, fills: str) -> Question | None:
        """The first question whose answer fills that field of the profile."""
        questions = (question for plan in self.sections for question, _tracks in plan.questions)
        return next((question for question in questions if question.fills == fills), None)

    def asked(self, track_id: int | None) -> Iterable[tuple[Section, list[Question]]]:
        """The sections, each with the questions that concern applications of that track."""
        for asked in self.sections:
            yield (
                asked.section,
                [
                    question
                    for question, tracks in asked.questions
                    if not tracks or track_id in tracks
                ],
            )


_kept: dict[int, tuple[int, FormPlan]] = {}
_questions: dict[UUID, tuple[int, Question]] = {}


def of(batch_id: int) -> FormPlan:
    """The form of a batch as it is now."""
    version = public_version()
    held = _kept.get(batch_id)
    if held is None or held[0] != version:
        held = _kept[batch_id] = (version, _read(batch_id))
    return held[1]


def question(uuid: UUID) -> Question | None:
    """One question with its section and tracks, None where there is none."""
    version = public_version()
    held = _questions.get(uuid)
    if held is None or held[0] != version:
        questions = Question.objects.select_related("section").prefetch_related("tracks")
        found = questions.filter(uuid=uuid).first()
        if found is None:
            return None
        held = _questions[uuid] = (version, found)
    return held[1]


def forget_all() -> None:
    """Drop every form kept in this process."""
    _kept.clear()
    _questions.clear()


def _read(batch_id: int) -> FormPlan:
    sections = {section.pk: section for section in Section.objects.filter(batch_id=batch_id)}
    rows: dict[int, list[tuple[Question, frozenset[int]]]] = {pk: [] for pk in sections}
    questions = Question.objects.filter(section__in=sections).order_by("position", "pk")
    for question in questions.prefetch_related("tracks"):
        question.section = sections[question.section_id]
        tracks = frozenset(track.pk for track in question.tracks.all())
        rows[question.section_id].append((question, tracks))
    return FormPlan(
        tuple(SectionPlan(section, tuple(rows[pk])) for pk, section in sections.items())
    )
