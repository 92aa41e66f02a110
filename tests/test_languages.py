"""German on German pages, English on English ones: every text, every page, every mail.

The German texts are the msgids of one catalogue. What its two sides have in common is nobody's
word; what only one of them uses must not stand on a page of the other language, whether the
text went through the catalogue or was forgotten on the way.
"""

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, ngettext, npgettext, override, pgettext

from hub.mail import kinds, texts
from hub.mail.values import Block, Words
from hub.programme.models import BarrierReport
from partners.models import Pilot
from startups.models import Answer, Startup
from startups.states import DECIDED, ApplicationState
from tests.factories.startups import ApplicationFactory
from tests.web import addresses, world

CATALOGUE = Path(settings.BASE_DIR, "hub/locale/en/LC_MESSAGES/django.po")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%s|%[sd%]|\{\{? ?\w+ ?\}?\}|<[^>]+>")
LANGUAGES = ("de", "en")


# The catalogue


@cache
def messages():
    """The entries of the catalogue, without its head."""
    with CATALOGUE.open("rb") as file:
        return [message for message in read_po(file) if message.id]


def versions(text):
    """The forms of an entry's one side: one, or two where there is a plural."""
    return [text] if isinstance(text, str) else list(text)


def test_every_text_is_translated():
    empty = [m.id for m in messages() if not all(versions(m.string))]
    guessed = [m.id for m in messages() if m.fuzzy]

    assert len(messages()) > 1000
    assert (empty, guessed) == ([], [])


def test_every_text_keeps_its_placeholders():
    wrong = []
    for message in messages():
        german, english = versions(message.id), versions(message.string)
        wanted = Counter(PLACEHOLDER.findall(german[-1]))
        if len(german) != len(english) or Counter(PLACEHOLDER.findall(english[-1])) != wanted:
            wrong.append(f"{message.id!r}: {message.string!r}")
        if not set(PLACEHOLDER.findall(english[0])) <= set(wanted):
            wrong.append(f"{message.id!r}: {message.string!r}")
    assert not wrong, "\n" + "\n".join(wrong)


def test_nothing_shouts_and_nothing_ends_otherwise_than_in_german():
    ends = re.compile(r"[.?:…,]$")
    wrong = []
    for message in messages():
        for german, english in zip(versions(message.id), versions(message.string), strict=True):
            same_end = ends.findall(german) == ends.findall(english)
            if "!" in english or "„" in english or not same_end or english != english.strip():
                wrong.append(f"{german!r}: {english!r}")
    assert not wrong, "\n" + "\n".join(wrong)


def said(message):
    """What Django makes of an entry in the language that is active."""
    if isinstance(message.id, str):
        one = pgettext(message.context, message.id) if message.context else gettext(message.id)
        return [one]
    form = ngettext if not message.context else lambda *a: npgettext(message.context, *a)
    return [form(*message.id, number) for number in (1, 2)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_of_others_says_something_else(language):
    """A German text that is an English msgid of Django's would come out in a third way."""
    with override(language):
        for message in messages():
            wanted = message.string if language == "en" else message.id
            assert said(message) == versions(wanted)


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


# Pages

VISITORS = (world.VISITOR, "founder", "partner", "lead")
DESK = ("lead", "superuser")
FORM = "application/x-www-form-urlencoded"
# Where the portal itself may be what is broken, one static page says it in both languages.
STATIC = {400, 405, 413, 429, 500, 503}


@pytest.fixture
def hub(settings, db):
    """One of everything; what people wrote there is in no language."""
    settings.STAFF_SECOND_FACTOR = False
    built = world.build()
    Startup.objects.update(one_liner="Xyz", traction="Xyz", pilot_wish="Xyz")
    Answer.objects.update(value="Xyz")
    BarrierReport.objects.update(text="Xyz")
    Pilot.objects.update(title="Xyz", success_measure="Xyz")
    return built


def html_of(response):
    """The page, if it is one that has a language."""
    is_html = response.get("Content-Type", "").startswith("text/html")
    is_page = is_html and not response.streaming and response.status_code not in STATIC
    return response.content.decode() if is_page else ""


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


def walk(hub, language, method):
    """What is foreign on each page, for each kind of reader."""
    clients, twice = hub.clients(), written_twice()
    for address in addresses.every():
        path = address.path(hub.own.values(address), language)
        for role in DESK if address.is_admin else VISITORS:
            response = world.undone(
                clients[role], lambda c, path=path: c.generic(method, path, content_type=FORM)
            )
            if html := html_of(response):
                but = twice if address.is_admin else frozenset()
                yield f"{method} {path} as {role}", findings(html, language, but=but)


def report(pages):
    """One line for each page with something foreign on it, and how many were read."""
    pages = list(pages)
    return [f"{name}: {', '.join(found)}" for name, found in pages if found], len(pages)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_speaks_another_language(hub, language, method):
    wrong, read = report(walk(hub, language, method))

    assert read > (200 if method == "GET" else 80)
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_stand_of_an_application_speaks_another_language(hub, language):
    lead, team, twice = hub.client("lead"), Client(), written_twice()
    prefix, pages = "/en" if language == "en" else "", []
    for state in ApplicationState:
        one = ApplicationFactory(
            batch=hub.batch,
            submitted=state != ApplicationState.DRAFT,
            state=state,
            decided_at=timezone.now() if state in DECIDED else None,
        )
        Startup.objects.update(one_liner="Xyz", traction="Xyz", pilot_wish="Xyz")
        team.force_login(one.started_by)
        own = f"{prefix}/applications/{one.uuid}/"
        desk = f"{prefix}/admin/startups/application/{one.pk}/change/"
        read = [(team, own), (team, f"{own}copy/"), (team, f"{own}history/"), (lead, desk)]
        for client, path in read:
            if html := html_of(client.get(path)):
                pages.append((f"{state} {path}", findings(html, language, but=twice)))
    wrong, read = report(pages)

    assert read > 3 * len(ApplicationState)
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_empty_page_speaks_another_language(client, db, language):
    """Nothing is open, nobody has joined: other sentences than those of a full portal."""
    pages = []
    for path in (
        "",
        "startups/",
        "startups/?q=x&track=x",
        "apply/",
        "partners/",
        "tracks/energy/",
    ):
        html = html_of(client.get(f"/{'en/' if language == 'en' else ''}{path}"))
        pages.append((path, findings(html, language)))
    wrong, _read = report(pages)
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_forgotten_text_is_noticed():
    """The search finds a text of the catalogue, and a German word that is in none of its texts."""
    page = '<html lang="en"><p>{}</p><p lang="de">Bewerbung absenden</p></html>'

    assert findings(page.format("Submit application"), "en") == []
    assert "Bewerbung absenden" in findings(page.format("Bewerbung absenden"), "en")
    assert findings(page.format("Schick die Bewerbung"), "en") == ["bewerbung", "die"]
    assert findings(page.format("x").replace("en", "de", 1), "en") == ["<html lang=de>"]
    assert "Submit application" in findings(
        '<html lang="de"><input type="submit" value="Submit application"></html>', "de"
    )


# Mails


def speaking(sample):
    """The sample of a placeholder, unless it is somebody's own words."""
    if isinstance(sample, str):
        return "Xyz"
    if isinstance(sample, Block | Words) and isinstance(sample.text, str):
        return type(sample)("Xyz")
    return sample


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", kinds.every(), ids=lambda kind: kind.key)
def test_no_mail_speaks_another_language(kind, language):
    values = {name: speaking(sample) for name, sample in kind.placeholders.items()}
    with override("en" if language == "de" else "de"):
        mail = texts.filled(kind, texts.default(kind.key, language), values, language=language)

    assert foreign(f"{mail.subject} {' '.join(mail.body.split())}", language) == []


TEMPLATES = Path(settings.BASE_DIR, "templates")
ACCOUNT_MAILS = sorted(TEMPLATES.glob("*/email/*_subject.txt"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("subject", ACCOUNT_MAILS, ids=lambda path: path.stem)
def test_no_mail_of_the_account_speaks_another_language(subject, language):
    values = {"timestamp": timezone.now(), "ip": "127.0.0.1", "code": "123", "user_agent": "xyz"}
    message = subject.with_name(subject.name.replace("_subject", "_message"))
    with override(language):
        text = " ".join(
            render_to_string(str(path.relative_to(TEMPLATES)), values)
            for path in (subject, message)
        )

    assert words(text)
    assert foreign(" ".join(text.split()), language) == []
