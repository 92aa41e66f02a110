"""Content in two languages: pairs of columns, read through one name, and what choices are called."""

from functools import cache
from typing import Self, overload

from django.db.models import F, TextChoices, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf
from django.utils.functional import Promise
from django.utils.translation import get_language


@cache
def label(choices: type[TextChoices], value: str, _language: str | None) -> str:
    """What a choice is called in the language that is on, which is named so that each is looked up
    once: a list would ask for the same few again and again. A value that is no choice any more is
    shown as it stands, as Django does."""
    return str(dict(choices.choices).get(value, value))


class Bilingual:
    """`name = Bilingual()` reads `name_en` or `name_de` by the active language.

    An empty text falls back to the other language, so a page never shows a hole. With a label it
    can be a column of a list of the admin, which then follows its reader's language.
    """

    def __init__(self, label: str | Promise = "") -> None:
        self.short_description = label

    def __set_name__(self, owner: type, name: str) -> None:
        self.german, self.english = f"{name}_de", f"{name}_en"

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> str: ...

    def __get__(self, instance: object | None, owner: type) -> str | Self:
        if instance is None:
            return self
        first, second = self._columns
        return str(getattr(instance, first) or getattr(instance, second))

    @property
    def admin_order_field(self) -> Combinable:
        """By what the admin sorts such a column: by what stands in it."""
        first, second = self._columns
        return Coalesce(NullIf(F(first), Value("")), F(second))

    @property
    def _columns(self) -> tuple[str, str]:
        is_english = (get_language() or "de").startswith("en")
        return (self.english, self.german) if is_english else (self.german, self.english)
