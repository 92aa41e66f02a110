"""What people answered when they registered, beside what they were asked."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from events.models import EventQuestion, Registration


def in_words(
    registration: Registration, questions: Iterable[EventQuestion]
) -> list[tuple[str, str]]:
    """Each question that was answered and the answer; also where the question is there no more."""
    left = {key: str(answer) for key, answer in registration.answers.items()}
    asked = [(question.label, left.pop(str(question.uuid), "")) for question in questions]
    gone = [(_("gestrichene Frage"), answer) for answer in left.values()]
    return [(label, answer) for label, answer in [*asked, *gone] if answer]
