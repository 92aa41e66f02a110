"""German on German pages, English on English ones: every text, every page, every mail."""

import re
from collections import Counter
from pathlib import Path

import pytest
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
from tests.web.languages import (
    PLACEHOLDER,
    findings,
    foreign,
    messages,
    versions,
    words,
    written_twice,
)

LANGUAGES = ("de", "en")


# The catalogue


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
