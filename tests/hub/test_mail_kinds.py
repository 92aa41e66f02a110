import re

import pytest
from django.core.mail.message import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override

from hub.mail import delivery, kinds, outbox, texts
from hub.mail.models import Email, EmailState
from hub.mail.values import Address, Block, Entries, Link, Words
from tests.factories.hub import UserFactory
from tests.hub.mail_kinds import declare

KINDS = kinds.every()
LANGUAGES = ["de", "en"]


def names(kind):
    return kind.key


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=names)
def test_the_portals_own_text_is_one_that_staff_could_save(kind, language):
    text = texts.default(kind.key, language)

    assert list(texts.problems(kind, text)) == []
    assert text.subject
    assert text.body.startswith("{{ greeting }}\n\n")


@pytest.mark.parametrize("kind", KINDS, ids=names)
def test_english_begins_with_a_capital_after_the_greeting(kind):
    body = texts.default(kind.key, "en").body
    assert not body.removeprefix("{{ greeting }}\n\n")[0].islower()


@pytest.mark.parametrize("kind", KINDS, ids=names)
def test_both_languages_say_the_same(kind):
    german, english = (texts.default(kind.key, language) for language in LANGUAGES)

    for part in ("subject", "body"):
        used = [sorted(texts.PLACEHOLDER.findall(getattr(t, part))) for t in (german, english)]
        assert used[0] == used[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=names)
def test_the_sample_of_each_mail_keeps_to_the_columns(kind, language):
    text = texts.default(kind.key, language)
    mail = texts.filled(kind, text, kind.placeholders, language=language, name="Ada Lovelace")

    overlong = [r for r in mail.body.splitlines() if len(r) > 78 and "://" not in r]
    assert overlong == []
    assert "{{" not in mail.subject + mail.body
    assert "!" not in mail.subject + mail.body


def test_the_preview_of_a_decision_tells_what_was_decided():
    shown = {}
    for kind in KINDS:
        text = texts.default(kind.key, "de")
        mail = texts.filled(kind, text, kind.placeholders, language="de", name="Ada Lovelace")
        shown[kind.key] = mail.body
    for told in ("accepted", "waitlisted", "declined", "ruled_out"):
        assert "liegt beim Hub-Team" not in shown[f"startups/application_{told}"]
    assert "Bestätigt ihn" in shown["startups/place_freed"]


@pytest.mark.parametrize("kind", KINDS, ids=names)
def test_english_sentences_begin_with_a_capital(kind):
    first = texts.default(kind.key, "en").body.removeprefix("{{ greeting }}\n\n")[0]
    assert first == first.upper()


def test_english_sentences_of_account_mails_begin_with_a_capital(settings):
    folder, mails = settings.BASE_DIR / "templates", ("account/email", "mfa/email")
    found = [path for mail in mails for path in folder.joinpath(mail).glob("*_message.txt")]
    with override("en"):
        for path in found:
            said = render_to_string(str(path.relative_to(folder)), {"timestamp": timezone.now()})
            assert not re.search(r"\A\s*[a-z]", said), path.name
    assert len(found) > 10


@pytest.mark.parametrize("kind", KINDS, ids=names)
def test_titles_are_known_in_both_languages(kind):
    with override("de"):
        assert str(kind.title)


def test_every_text_file_belongs_to_a_declared_kind(settings):
    folder = settings.BASE_DIR / "templates" / "mail"
    found = {str(path.relative_to(folder)) for path in folder.rglob("*.txt")}
    declared = {f"{kind.key}.{language}.txt" for kind in KINDS for language in LANGUAGES}

    parts = {f"{part}.{language}.txt" for part in ("footer", "stop") for language in LANGUAGES}
    assert found - declared == parts


def test_an_empty_quotation_leaves_no_gap():
    text = texts.Text(
        "Betreff", "{{ greeting }}\n\nVorher\n\n{{ reason }}\n\nNachher {{ startup }}"
    )
    values = {"startup": "Wärmepuls", "page": Link("/a/"), "reason": Block("")}
    mail = texts.filled(sample_kind(), text, values, language="de", name="Ada")

    assert "Vorher\n\nNachher" in mail.body


# What staff may write


def sample_kind(**more):
    placeholders = {"startup": "Wärmepuls", "page": Link("/a/"), "reason": Block("Weil")}
    return kinds.MailKind("hub/test", "Probe", placeholders, **more)


GOOD = "{{ greeting }}\n\n{{startup}}:\n{{ reason }}\n\n{{ page }}"


def test_a_good_text_has_no_problem():
    assert list(texts.problems(sample_kind(), texts.Text("Zu {{ startup }}", GOOD))) == []


@pytest.mark.parametrize(
    ("subject", "body", "part", "sentence"),
    [
        ("x", GOOD + "{{ password }}", "body", "„password“ gibt es in dieser Vorlage nicht"),
        ("{{ recipient }}", GOOD, "subject", "„recipient“ gibt es in dieser Vorlage nicht"),
        ("x", GOOD + "{{ startup.team }}", "body", "andere Klammern"),
        ("x", GOOD + "{% debug %}", "body", "andere Klammern"),
        ("x", GOOD + "{{ startup|safe }}", "body", "andere Klammern"),
        ("x", "{{ startup }} {{ greeting }}", "body", "Ohne den Platzhalter „page“"),
        ("{{ page }}", GOOD, "subject", "„page“ kann nicht im Betreff stehen"),
        ("{{ reason }}", GOOD, "subject", "„reason“ kann nicht im Betreff stehen"),
        ("x", "Weil {{ reason }}\n{{ page }}", "body", "„reason“ braucht eine Zeile für sich"),
    ],
)
def test_a_bad_text_is_refused_with_a_sentence(subject, body, part, sentence):
    found = list(texts.problems(sample_kind(), texts.Text(subject, body)))

    assert len(found) == 1
    assert found[0][0] == part
    assert sentence in found[0][1]


def test_a_secret_never_stands_in_the_subject():
    kind = kinds.MailKind("hub/test", "Probe", {"code": "123456"}, is_secret=True)
    found = list(texts.problems(kind, texts.Text("Code {{ code }}", "{{ code }}")))

    assert [part for part, _sentence in found] == ["subject"]


# Phishing: a name, a title, an answer that carries a link

PHISHING = [
    "https://evil.example/login",
    "HTTPS://EVIL.EXAMPLE",
    "http://evil.example",
    "hxxp://evil.example",
    "hthttps://tps://evil.example",
    "ftp://evil.example/x",
    "www.evil.example",
    "WWW.evil.example/login",
    "wwww.www.evil.example",
    "evil.example",
    "evil.example/path?x=1",
    "evil.co.uk:8443/login",
    "http://1.2.3.4/",
    "http://[::1]/",
    "http:\\\\evil.example",
    "http:/evil.example",
    "//evil.example/x",
    "https\uff1a//evil.example",
    "https:\uff0f\uff0fevil.example",
    "www\u3002evil\u3002example",
    "evil\uff0eexample",
    "https://evil\u200b.example",
    "ht\u00adtps://evil.example",
    "\u202ehttps://evil.example",
    "https:\n//evil.example",
    "<a href=https://evil.example>hier</a>",
    "[Klick](https://evil.example)",
    "mailto:phish@evil.example",
    "javascript:alert(1)",
    "https://{host}@evil.example/",
    "https://{host}.evil.example/",
    "xn--80ak6aa92e.com",
    "a" * 70 + " https://evil.example/" + "b" * 90,
    "Ihr Konto ist gesperrt\r\n\r\nhttps://evil.example\r\n\r\n-- \r\nIhr Hub",
]
URL = re.compile(
    r"""(?ix) (?: [a-z][a-z0-9+.-]* [:\uff1a] [/\\\u2044\u2215\uff0f]+ | www[.\u2024\u3002\uff0e\uff61](?=\S) )
        (?P<host> [^\s/\\?#<>"')\]]* )"""
)
BARE = re.compile(r"(?i)(?<![\w@/.-])(?:[\w-]+[.\u2024\u3002\uff0e\uff61])+[^\W\d_]{2,}")
PSEUDO = re.compile(r"(?i)\b(?:mailto|javascript|data|tel|sms):\S")


def foreign_links(text, own):
    """What a mail program would make a link of, besides our own addresses."""
    hosts = [match["host"] for match in URL.finditer(text)]
    rest = URL.sub(" ", text)
    return [h for h in hosts if h != own] + BARE.findall(rest) + PSEUDO.findall(rest)


def test_the_search_for_foreign_links_finds_what_it_should():
    own = "hub.example"
    assert foreign_links("https://hub.example/a/ und gut. So ist es. 12.12.2026", own) == []
    for text in PHISHING:
        if not re.search("[\u200b\u00ad\u202e\n]|^//", text):
            assert foreign_links(text.replace("{host}", own), own), text


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=names)
def test_no_value_brings_a_foreign_link_into_a_mail(kind, language, settings, smtp_sink):
    settings.SITE_URL = "https://hub.example"
    for payload in PHISHING:
        text = payload.replace("{host}", "hub.example")
        person = UserFactory(name=text[:80], language=language)
        outbox.queue(kind.key, to=person, values=poisoned(kind, text))
    while delivery.drain():
        pass

    assert len(smtp_sink.deliveries) == len(PHISHING)
    for delivery_ in smtp_sink.deliveries:
        for part in (delivery_.text, str(delivery_.message["Subject"])):
            assert foreign_links(part, "hub.example") == [], part


def poisoned(kind, text):
    def poison(sample):
        if isinstance(sample, Link):
            return sample
        if isinstance(sample, Entries):
            return Entries(tuple((text, link) for _row, link in sample.rows))
        if isinstance(sample, Block | Address | Words):
            return type(sample)(text)
        return text

    return {name: poison(sample) for name, sample in kind.placeholders.items()}


# Headers

BREAKS = ["\r", "\n", "\r\n", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\x00", "\x1c"]
HEADERS = [f"Ada{end}Bcc: evil@example.org" for end in BREAKS]
HEADERS += [f"Ada{end}{end}Anderer Text" for end in BREAKS]
HEADERS += [f"Ada{end} Bcc: evil@example.org" for end in BREAKS]
HEADERS += [
    "=?utf-8?q?Ada=0ABcc=3A_evil=40example=2Eorg?=",
    "=?utf-8?b?QWRhCkJjYzogZXZpbEBleGFtcGxlLm9yZw==?=",
    "Ada%0ABcc:%20evil@example.org",
    "Ada\\r\\nBcc: evil@example.org",
    "Ada\ud800",
    "\udc80Ada\r\nX-Evil: 1",
    "A" * 10_000,
    "Ada <evil@example.org>",
    "Ada, evil@example.org",
    '"Ada" <evil@example.org>, ',
    "Ada\u202e\u2066\ufeff\r\nTo: evil@example.org",
]


@pytest.mark.django_db
def test_no_value_brings_a_header_or_a_recipient_into_a_mail(monkeypatch, smtp_sink):
    assert len(HEADERS) >= 40
    kind = declare(
        monkeypatch,
        placeholders={"name": "Ada", "reason": Block("Weil")},
        de=("Neues von {{ name }}", "{{ name }}\n{{ reason }}"),
        en=("News from {{ name }}", "{{ name }}\n{{ reason }}"),
    )
    person = UserFactory()
    plain_headers = set(EmailMessage("a", "b", to=["a@b.example"]).message().keys())
    plain_headers |= {"Reply-To", "Auto-Submitted"}
    for text in HEADERS:
        outbox.queue(kind.key, to=person, values={"name": text, "reason": Block(text)})
        outbox.queue_rendered(
            kind="account/x",
            to_address=person.email,
            recipient=person,
            subject=f"Neues von {text}",
            body=text,
            language="de",
        )
    while delivery.drain():
        pass

    assert set(Email.objects.values_list("state", flat=True)) == {EmailState.SENT}
    assert len(smtp_sink.deliveries) == 2 * len(HEADERS)
    for arrived in smtp_sink.deliveries:
        assert arrived.recipients == [person.email]
        assert set(arrived.message.keys()) - plain_headers <= {"X-Peer", "X-MailFrom", "X-RcptTo"}
        assert len(set(arrived.message.keys())) == len(arrived.message.keys())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "ada@example.org\r\nBcc: evil@example.org",
        "ada@example.org,evil@example.org",
        "ada@example.org\x00",
        "ada@example.org\u2028evil@example.org",
        "<ada@example.org> evil@example.org",
        "a" * 300 + "@example.org",
        "",
        "\ud800@example.org",
    ],
)
def test_a_forged_address_reaches_nobody(address, smtp_sink):
    outbox.queue_rendered(
        kind="account/x",
        to_address=address,
        recipient=None,
        subject="S",
        body="B",
        language="de",
    )
    delivery.drain()

    assert smtp_sink.deliveries == []
    assert Email.objects.get().state == EmailState.DEAD
