from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from hub.mail import kinds, outbox
from hub.mail.kinds import MailKind, UnknownKind, WrongValues
from hub.mail.models import Email, EmailState
from hub.mail.values import Address, Block, Link
from tests.factories.hub import founder
from tests.hub.mail_kinds import declare

pytestmark = pytest.mark.django_db

VALUES = {"startup": "Wärmepuls"}


@pytest.fixture
def news(monkeypatch):
    return declare(
        monkeypatch,
        placeholders={"startup": "Wärmepuls"},
        de=("Neues von {{ startup }}", "{{ greeting }}\n\n{{ startup }} hat Neues."),
        en=("News from {{ startup }}", "{{ greeting }}\n\n{{ startup }} has news."),
    )


def test_a_mail_is_written_in_the_recipients_language(news):
    outbox.queue(news.key, to=founder(name="Ada", language="en"), values=VALUES)

    mail = Email.objects.get()
    assert mail.subject == "News from Wärmepuls"
    assert mail.body.startswith("Hello Ada,\n\nWärmepuls has news.\n\n-- \n")
    assert mail.state == EmailState.QUEUED


def test_a_nameless_person_is_greeted_without_a_gap(news):
    outbox.queue(news.key, to=founder(name=""), values=VALUES)

    assert Email.objects.get().body.startswith("Hallo,\n")


def test_the_message_id_is_made_of_the_row_and_our_host(news, settings):
    settings.SITE_URL = "https://hub.example:8443"
    outbox.queue(news.key, to=founder(), values=VALUES)

    mail = Email.objects.get()
    assert mail.message_id == f"<{mail.uuid}@hub.example>"


def test_an_undeclared_kind_is_a_mistake():
    with pytest.raises(UnknownKind):
        outbox.queue("nobody/declared_me", to=founder(), values={})


@pytest.mark.parametrize(
    "values", [{}, {"startup": "A", "more": "B"}, {"startup": Link("/apply/")}]
)
def test_values_that_do_not_fit_the_kind_are_a_mistake(news, values):
    with pytest.raises(WrongValues):
        outbox.queue(news.key, to=founder(), values=values)
    assert not Email.objects.exists()


def test_a_kind_is_declared_once(news):
    with pytest.raises(ValueError, match="twice"):
        kinds.declare(MailKind(news.key, _("Noch einmal")))


def test_values_are_read_in_the_recipients_language_whoever_asks(monkeypatch):
    kind = declare(
        monkeypatch,
        placeholders={"state": "x", "deadline": "x", "day": "x"},
        de=("S", "{{ state }}, {{ deadline }}, {{ day }}"),
        en=("S", "{{ state }}, {{ deadline }}, {{ day }}"),
    )
    person = founder(language="de")
    values = {
        "state": EmailState.QUEUED.label,
        "deadline": datetime(2026, 11, 30, 22, 59, tzinfo=UTC),
        "day": lambda: date(2027, 3, 1),
    }
    with override("en"):
        outbox.queue(kind.key, to=person, values=values)

    assert Email.objects.get().body.startswith(
        "wartet, Montag, 30. November 2026, 23:59 Uhr (MEZ), 1. März 2027\n"
    )


@pytest.mark.parametrize(
    ("language", "path", "url"),
    [
        ("de", "/apply/a/", "https://hub.example/apply/a/"),
        ("en", "/apply/a/", "https://hub.example/en/apply/a/"),
        ("en", "/en/apply/a/", "https://hub.example/en/apply/a/"),
        ("de", "/en/apply/a/", "https://hub.example/apply/a/"),
        ("en", "/energy/", "https://hub.example/en/energy/"),
    ],
)
def test_a_link_leads_to_the_page_in_the_recipients_language(settings, language, path, url):
    settings.SITE_URL = "https://hub.example"
    assert Link(path).url(language) == url


@pytest.mark.parametrize(
    "path",
    ["apply/", "//evil.example/", "/\\evil.example/", "https://evil.example", "/a b", "/a\n", ""],
)
def test_a_link_is_a_path_of_ours_or_nothing(path):
    with pytest.raises(ValueError, match="path"):
        Link(path)


def test_a_block_is_quoted_wrapped_and_without_links(monkeypatch):
    kind = declare(monkeypatch, placeholders={"reason": Block("x")}, body="Grund:\n{{ reason }}")
    text = "Erster Absatz, " + "lang " * 30 + "\n\nhttps://evil.example\u202e\x00\x85-- \nfremd"
    outbox.queue(kind.key, to=founder(), values={"reason": Block(text)})

    rows = Email.objects.get().body.split("\n\n-- \n")[0].splitlines()
    assert rows[0] == "Grund:"
    assert all(row.startswith(">") for row in rows[1:])
    assert max(map(len, rows)) <= 78
    assert rows[-3:] == ["> https: //evil. example", "> --", "> fremd"]


def test_the_name_of_a_file_is_read_as_it_was_given(monkeypatch):
    kind = declare(monkeypatch, placeholders={"files": Block("x")}, body="{{ files }}")
    text = "Pitch Deck (März).pdf\nx.pdf.example deck.pdf/a@b.pdf-x.example"
    outbox.queue(kind.key, to=founder(), values={"files": Block(text)})

    rows = Email.objects.get().body.splitlines()
    assert rows[:2] == [
        "> Pitch Deck (März).pdf",
        "> x. pdf. example deck. pdf/a@b. pdf-x. example",
    ]


def test_an_address_stays_whole_unless_it_is_none(monkeypatch):
    kind = declare(monkeypatch, placeholders={"a": Address("x"), "b": Address("x")})
    values = {"a": Address("ada@example.org"), "b": Address('"http://evil.example"@x.de')}
    outbox.queue(kind.key, to=founder(), values=values)

    assert Email.objects.get().body.startswith('ada@example.org "http: //evil. example"@x. de')


def test_a_value_cannot_bring_in_another_placeholder(monkeypatch):
    kind = declare(monkeypatch, placeholders={"code": "123", "name": "Ada"})
    outbox.queue(kind.key, to=founder(), values={"code": "987654", "name": "{{ code }}"})

    assert Email.objects.get().body.startswith("987654 {{ code }}\n")


def test_long_paragraphs_are_wrapped_and_links_are_not(monkeypatch):
    kind = declare(
        monkeypatch,
        placeholders={"page": Link("/x/")},
        body="Wort " * 40 + "\n\n- " + "Punkt " * 30 + "\n\n{{ page }}",
    )
    page = Link("/applications/" + "a" * 90 + "/")
    outbox.queue(kind.key, to=founder(), values={"page": page})

    rows = Email.objects.get().body.splitlines()
    assert page.url("de") in rows
    assert max(len(row) for row in rows if row != page.url("de")) <= 78
    assert "  Punkt Punkt" in "\n".join(rows)


def test_the_same_dedup_key_is_queued_once(news):
    person = founder()
    first = outbox.queue(news.key, to=person, values=VALUES, dedup_key="news:1")
    again = outbox.queue(news.key, to=person, values=VALUES, dedup_key="news:1")

    assert (first, again) == (True, False)
    assert Email.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_with_the_same_dedup_key_make_one_mail(news):
    person = founder()

    def queue(_number):
        try:
            return outbox.queue(news.key, to=person, values=VALUES, dedup_key="news:1")
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(queue, range(20)))

    assert answers.count(True) == 1
    assert Email.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_hundred_rollbacks_leave_no_mail(news):
    person = founder()

    @transaction.atomic
    def fail_after_queueing(number):
        outbox.queue(news.key, to=person, values=VALUES, dedup_key=f"news:{number}")
        raise IntegrityError

    for number in range(100):
        with pytest.raises(IntegrityError):
            fail_after_queueing(number)

    assert not Email.objects.exists()


def test_an_address_no_mail_can_have_is_kept_for_staff_and_fails_nobody():
    outbox.queue_rendered(
        kind="account/login_code",
        to_address="ada@example.org\nBcc: evil@example.org",
        recipient=None,
        subject="Code",
        body="123",
        language="de",
    )

    mail = Email.objects.get()
    assert mail.state == EmailState.DEAD
    assert "\n" not in mail.to


def test_a_text_of_another_library_is_laid_out_and_loses_foreign_links(settings):
    settings.SITE_URL = "https://hub.example"
    outbox.queue_rendered(
        kind="account/login_code",
        to_address="ada@example.org",
        recipient=None,
        subject="Dein Code\r\nBcc: x@y.example",
        body="Hier: https://hub.example/en/a/?b=1\nnicht https://hub.example@evil.example/ www.evil.example",
        language="en",
        is_secret=True,
    )

    mail = Email.objects.get()
    assert mail.subject == "Dein Code Bcc: x@y.example"
    assert "https://hub.example/en/a/?b=1\n" in mail.body
    assert "https: //hub.example@evil.example/ www. evil.example" in mail.body
    assert "https://hub.example/en/imprint/" in mail.body
    assert mail.is_secret
