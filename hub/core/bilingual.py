"""Content in two languages: pairs of columns, read through one name, and what choices are called."""

from functools import cache

from django.db.models import TextChoices
from django.utils.translation import get_language


@cache
def label(choices: type[TextChoices], value: str, _language: str | None) -> str:
    """What a choice is called in the language that is on, which is named so that each is looked up
    once: a list would ask for the same few again and again."""
    return str(choices(value).label)


class Bilingual:
    """`name = Bilingual()` reads `name_en` or `name_de` by the active language.

    An empty text falls back to the other language, so a page never shows a hole.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.german, self.english = f"{name}_de", f"{name}_en"

    def __get__(self, instance: object, owner: type) -> str:
        first, second = self.german, self.english
        if (get_language() or "de").startswith("en"):
            first, second = second, first
        return str(getattr(instance, first) or getattr(instance, second))
