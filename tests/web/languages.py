"""Which language a text speaks: the words that only one side of the catalogue uses.

The German texts are the msgids of one catalogue. What its two sides have in common is nobody's
word; what only one of them uses must not stand on a page of the other language, whether the
text went through the catalogue or was forgotten on the way.
"""

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings

CATALOGUE = Path(settings.BASE_DIR, "hub/locale/en/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%s|%[sd%]|\{\{? ?\w+ ?\}?\}|<[^>]+>")


@cache
def messages():
    """The entries of the catalogue, without its head."""
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def versions(text):
    """The forms of an entry's one side: one, or two where there is a plural."""
    return [text] if isinstance(text, str) else list(text)


# The words of a page

WORD = re.compile(r"[^\W\d_]{3,}")
# Inside these, what a page says is code, or somebody's own words.
UNREAD = {"script", "style", "textarea", "code", "pre"}
READ_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "content", "label", "summary"}
WITHOUT_END = {"meta", "link", "input", "img", "br", "hr", "source", "wbr", "col", "base"}


class Page(HTMLParser):
    """All that a reader of one language sees or hears; parts marked as of the other are left out."""

    def __init__(self, html, language):
        super().__init__()
        self.language, self.lang = language, None
        self.open, self.said = [], []
        self.feed(html)

    @property
    def text(self):
        return " ".join(" ".join(self.said).split())

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = attributes.get("lang")
        is_other = attributes.get("lang", self.language) != self.language
        unread = tag in UNREAD or is_other
        if not self.is_unread and not is_other:
            self.said += self.attributes_said(tag, attributes)
        if tag not in WITHOUT_END:
            self.open.append((tag, unread))

    def attributes_said(self, tag, attributes):
        if tag == "meta" and "description" not in str(attributes):
            return []
        names = set(READ_ATTRIBUTES)
        if tag == "input" and attributes.get("type") in {"submit", "button", "reset"}:
            names.add("value")
        if tag == "template":
            names |= {name for name in attributes if name.startswith("data-")}
        return [attributes[name] for name in names & attributes.keys()]

    def handle_endtag(self, tag):
        while self.open and tag not in WITHOUT_END:
            opened, _unread = self.open.pop()
            if opened == tag:
                return

    def handle_data(self, data):
        if not self.is_unread:
            self.said.append(data)

    @property
    def is_unread(self):
        return any(unread for _tag, unread in self.open)


# What is no word of a page: addresses, domains, names of fields.
CODE = re.compile(r"\S+@\S+|https?:\S+|/[\w/-]+/|\w+(?:\.\w+)+|\w+-[A-Z]+_\w+|\w+_\w+")
# Words that both languages know, though the catalogue has them on one side only: names, terms of
# the web, "sign-ins" (not "ins Team"), plurals and genitives that look alike.
NEUTRAL = {
    *("smart", "infrastructure", "web", "content", "accessibility", "guidelines", "links"),
    *("bug", "report", "message", "session", "codes", "profile", "texts", "ins", "hand", "xyz"),
}


def words(text):
    return {word.casefold() for word in WORD.findall(CODE.sub(" ", PLACEHOLDER.sub(" ", text)))}


def side(language):
    """All words that the catalogue uses in one language."""
    return set().union(
        *(
            words(text)
            for message in messages()
            for text in versions(message.id if language == "de" else message.string)
        )
    )


@cache
def foreign_words(language):
    """Words that only the other language uses."""
    other = "de" if language == "en" else "en"
    return side(other) - side(language) - NEUTRAL


def whole(part):
    return re.compile(rf"(?<!\w){re.escape(part)}(?!\w)")


def unnamed_fields():
    """What Django calls a field that has no name for people: "Recorded by"."""
    labels = [
        str(field.verbose_name)
        for model in apps.get_models()
        if model._meta.app_label in {"hub", "startups", "partners", "events", "matchday"}
        for field in model._meta.fields
        if str(field.verbose_name) == field.name.replace("_", " ")
    ]
    return {label.capitalize(): whole(label.capitalize()) for label in labels if " " in label}


@cache
def foreign_texts(language):
    """Texts of the other language, cut at their placeholders: two words or more, or an umlaut."""
    found = unnamed_fields() if language == "de" else {}
    for message in messages():
        sides = versions(message.id), versions(message.string)
        for german, english in zip(*sides, strict=True):
            text, right = (german, english) if language == "en" else (english, german)
            for piece in PLACEHOLDER.split(text):
                part = " ".join(piece.split()).strip(" .,:;()„“”–")
                telling = len(WORD.findall(part)) > 1 or re.search("[äöüß]", part)
                if telling and part not in right:
                    found[part] = whole(part)
    return found


def foreign(text, language):
    """What stands in `text` that belongs to the other language."""
    parts = [
        part
        for part, form in foreign_texts(language).items()
        if part in text and form.search(text)
    ]
    return parts + sorted(words(text) & foreign_words(language))


def written_twice():
    """Words of content in two languages: the desk shows both sides of it."""
    columns = [
        model.objects.values_list(field.name, flat=True)
        for model in apps.get_models()
        for field in model._meta.fields
        if field.name.endswith(("_de", "_en"))
    ]
    return words(" ".join(str(text) for column in columns for text in column))


def findings(html, language, *, but=frozenset()):
    page = Page(html, language)
    found = [word for word in foreign(page.text, language) if not words(word) <= but]
    return found if page.lang == language else [f"<html lang={page.lang}>", *found]
