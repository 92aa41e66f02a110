"""The frozen copy of an application, made from rows at hand: no query for each of ten thousand."""

from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from hub.accounts import consents
from hub.portal.demo.form import Asked
from hub.programme.models import Track
from startups.models import Question, QuestionKind, SectionKind
from startups.queries.application_form import as_read

LANGUAGES = ("de", "en")


def content(
    form: list[Asked], given: dict[str, str], track: Track | None, agreed: frozenset[str]
) -> list[dict[str, object]]:
    """As SubmittedCopy keeps it: sections with every label and answer in both languages."""
    sections: list[dict[str, object]] = []
    for section, pairs in form:
        items = [
            _item(question, given.get(draft.key, ""))
            for draft, question in pairs
            if not draft.tracks or (track and track.slug in draft.tracks)
        ]
        if section.kind == SectionKind.TRACK and track:
            items.insert(0, _label(_("Schwerpunkt")) | _text(track.name_de, track.name_en))
        if section.kind == SectionKind.CONSENTS:
            items = [*_declared(agreed), *items]
        sections.append(
            {"title_de": section.title_de, "title_en": section.title_en, "items": items}
        )
    return sections


def _item(question: Question, value: str) -> dict[str, str]:
    labels = {"label_de": question.label_de, "label_en": question.label_en}
    if question.kind == QuestionKind.FILE:
        return labels | _text("Pitchdeck.pdf", "Pitchdeck.pdf")
    return labels | _text(*(as_read(question, value, language) for language in LANGUAGES))


@cache
def _declared(agreed: frozenset[str]) -> tuple[dict[str, str], ...]:
    return tuple(
        _label(purpose.label)
        | (_text("ja", "yes") if purpose.key in agreed else _text("nein", "no"))
        for purpose in consents.FOR_APPLICATIONS
    )


def _label(text: Promise) -> dict[str, str]:
    labels = {}
    for language in LANGUAGES:
        with override(language):
            labels[f"label_{language}"] = str(text)
    return labels


def _text(german: str, english: str) -> dict[str, str]:
    return {"text_de": german, "text_en": english}
