"""Batches as visitors see them: which is open, which comes, what they ask."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q
from django.utils import timezone
from django.utils.translation import get_language

from hub.programme.models import Track
from startups.models import Batch, Question, QuestionKind, Section
from startups.queries import answer_rules
from startups.states import BatchState


def open_now() -> list[Batch]:
    """The batches that take applications, the nearest deadline first."""
    return list(Batch.objects.open_at(timezone.now()).order_by("deadline"))


def coming() -> list[Batch]:
    """The batches that are announced, the next one first."""
    return list(Batch.objects.coming_at(timezone.now()).order_by("opens_at"))


def newest_class() -> Batch | None:
    """The batch that runs, or else the last one that ran."""
    ran = Batch.objects.filter(state__in=[BatchState.RUNNING, BatchState.FINISHED])
    return ran.order_by("-starts_on").first()


def next_turn() -> datetime | None:
    """The next moment at which a batch opens or closes: until then pages about batches hold."""
    now = timezone.now()
    turns = Batch.objects.aggregate(
        opens=Min("opens_at", filter=Q(opens_at__gt=now)),
        closes=Min("deadline", filter=Q(deadline__gte=now)),
    )
    return min((turn for turn in turns.values() if turn), default=None)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is read before an account exists."""

    label: str
    help: str
    kind: str
    is_required: bool
    limit: int | None
    options: list[str]
    tracks: list[Track]


@dataclass(frozen=True, slots=True)
class AskedSection:
    section: Section
    questions: list[Asked]


def asked(batch: Batch) -> list[AskedSection]:
    """The whole form of a batch, section by section, for reading and printing."""
    by_section: dict[int, list[Asked]] = defaultdict(list)
    questions = Question.objects.filter(section__batch=batch).order_by("position", "pk")
    language = get_language() or "de"
    for question in questions.prefetch_related("tracks"):
        by_section[question.section_id].append(_asked(question, language))
    sections = Section.objects.filter(batch=batch)
    return [AskedSection(section, by_section[section.pk]) for section in sections]


def sections_with_counts(batch: Batch) -> list[Section]:
    """The sections of a batch's form, each with its number of questions as `count`."""
    return list(Section.objects.filter(batch=batch).annotate(count=Count("questions")))


def _asked(question: Question, language: str) -> Asked:
    is_text = question.kind in {QuestionKind.SHORT, QuestionKind.LONG}
    return Asked(
        label=question.label,
        help=question.help,
        kind=question.get_kind_display(),
        is_required=question.is_required,
        limit=answer_rules.limit(question) if is_text else None,
        options=[label for _key, label in question.choices(language)],
        tracks=list(question.tracks.all()),
    )
