"""One field of the form as the page shows it.

Nearly every field is an ordinary one: open for writing, nothing wrong with it. How that looks hangs
on the question and the language alone, so its template draws it once with slots for the text and
its version, and pages only fill the slots.
"""

import secrets
from dataclasses import dataclass, replace

from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy

from startups.models import QuestionKind
from startups.queries.application_form import Field
from startups.queries.form_plan import FormPlan
from startups.services.answers import Clash

COUNTED = {QuestionKind.LONG, QuestionKind.SHORT}
# How fields look that take something else than text.
LOOKS: dict[str, dict[str, str | Promise]] = {
    QuestionKind.URL: {"inputmode": "url", "placeholder": "https://"},
    QuestionKind.NUMBER: {"inputmode": "decimal"},
    QuestionKind.DATE: {"placeholder": gettext_lazy("TT.MM.JJJJ")},
}
TEMPLATE = "startups/_question.html"
# Where a text and its version belong in a drawing; no question can contain these words.
TEXT_SLOT, VERSION_SLOT = (f"slot-{secrets.token_hex(12)}" for _ in range(2))


@dataclass(slots=True)
class Shown:
    """What is stored, or what was typed and not stored."""

    field: Field
    typed: str | None = None
    version: int | str = 0
    clash: Clash | None = None
    refusal: str | Promise = ""
    show_problem: bool = False
    can_write: bool = False
    # Of an ordinary field: drawn and filled in. The template draws the others itself.
    html: str = ""

    @property
    def value(self) -> str:
        return self.field.value if self.typed is None else self.typed

    @property
    def problem(self) -> str | Promise:
        return self.refusal or (self.field.problem if self.show_problem else "")

    @property
    def attributes(self) -> str:
        """What the tag of a text says besides its value; put together here, as pages have many."""
        key, question = self.field.key, self.field.question
        has_notes = question.help or self.problem or self.clash
        notes = f"{key}-notes {key}-count" if has_notes else f"{key}-count"
        return flatatt(
            {
                "id": key,
                "name": key,
                **LOOKS.get(question.kind, {}),
                "aria-invalid": "true" if self.problem else None,
                "aria-describedby": notes,
                "readonly": not self.can_write,
            }
        )

    @property
    def is_counted(self) -> bool:
        """Whether the page says how long the text may be."""
        return self.field.question.kind in COUNTED

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        chosen = set(self.value.split("\n"))
        return [(key, label, key in chosen) for key, label, _chosen in self.field.options()]

    @property
    def is_ordinary(self) -> bool:
        """Whether nothing but text and version tells it from others who answer the question."""
        if self.problem or self.clash or not self.can_write or self.field.is_file:
            return False
        if self.field.has_choices:
            return self.value in {"", *(key for key, _label, _chosen in self.field.options())}
        return self.field.remaining >= 0


def html(item: Shown, plan: FormPlan) -> str:
    """An ordinary field as it stands in the form; drawings are kept with the plan they belong to."""
    if not item.is_ordinary:
        return ""
    field = item.field
    # A choice is part of the drawing: there are as many as it offers.
    chosen = item.value if field.has_choices else ""
    key = (field.question.pk, field.language, chosen)
    if key not in plan.drawings:
        plan.drawings[key] = drawn(item)
    return format_html(plan.drawings[key], text=item.value, version=item.version)


def drawn(item: Shown) -> str:
    """An ordinary field as a pattern for `format_html`."""
    text = item.value if item.field.has_choices else TEXT_SLOT
    empty = Shown(replace(item.field, answer=None), text, VERSION_SLOT, can_write=True)
    pattern = render_to_string(TEMPLATE, {"item": empty}).replace("{", "{{").replace("}", "}}")
    return pattern.replace(TEXT_SLOT, "{text}").replace(VERSION_SLOT, "{version}")
