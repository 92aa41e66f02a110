"""Content in two languages: pairs of columns, read through one name."""

from django.utils.translation import get_language


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
