"""Words that outlive their rows: in both languages, with the slug they are known by."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from hub.programme.models import Track
from startups.models import Batch

LANGUAGES = ("de", "en")
# In an address: the rows that have no track, batch or part.
NONE = "none"
Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Names:
    """Tracks and classes by their keys."""

    tracks: Mapping[int, Track]
    batches: Mapping[int, Batch]

    @classmethod
    def load(cls) -> "Names":
        return cls(Track.objects.in_bulk(), Batch.objects.in_bulk())


def kept(one: Track | Batch) -> Content:
    """A track or class as a report keeps it."""
    return {"slug": one.slug, "name": {"de": one.name_de, "en": one.name_en or one.name_de}}


def both(text: str | Promise) -> dict[str, str]:
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(text)
    return found


def in_language(content: Any, language: str) -> Any:
    """The same with one language where there were two."""
    if isinstance(content, dict):
        if content.keys() == set(LANGUAGES):
            return content[language]
        return {name: in_language(value, language) for name, value in content.items()}
    if isinstance(content, list):
        return [in_language(value, language) for value in content]
    return content
