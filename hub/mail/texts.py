"""From a kind and its values to the subject and the body of a mail, and what staff may write."""

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from hub.mail import values as mail_values
from hub.mail.kinds import GREETING, MailKind
from hub.mail.models import EmailTemplate
from hub.mail.values import COLUMNS, Block, Entries, Link

LANGUAGES = ("de", "en")
MAX_SUBJECT = 200
PLACEHOLDER = re.compile(r"\{\{ *([a-z0-9_]+) *\}\}")
# What an empty quotation leaves behind.
GAP = re.compile(r"\n{3,}")
LIST_ITEM = re.compile(r"(> |- |\d+\. )")


@dataclass(frozen=True)
class Text:
    subject: str
    body: str


def rendered(
    kind: MailKind,
    values: Mapping[str, object],
    *,
    language: str,
    name: str = "",
    stop: str = "",
) -> Text:
    """The mail as it will arrive, footer included; raises `WrongValues` when values do not fit.

    `stop` is the path that ends such mails, for the footer.
    """
    kind.check(values)
    text = current(kind, language)
    return filled(kind, text, values, language=language, name=name, stop=stop)


def filled(
    kind: MailKind,
    text: Text,
    values: Mapping[str, object],
    *,
    language: str,
    name: str = "",
    stop: str = "",
) -> Text:
    """`text` with its placeholders replaced: one pass, so a value cannot bring in another."""
    known = substitutes(kind, values, language=language, name=name)

    def fill(template: str) -> str:
        return PLACEHOLDER.sub(lambda match: known[match[1]], template)

    subject = mail_values.one_line(fill(text.subject))
    return Text(
        mail_values.cut(subject, MAX_SUBJECT),
        laid_out(GAP.sub("\n\n", fill(text.body)), language, stop=stop),
    )


def substitutes(
    kind: MailKind, values: Mapping[str, object], *, language: str, name: str
) -> dict[str, str]:
    """What stands for each placeholder, the greeting included."""
    with override(language):
        known = {key: mail_values.cleaned(value, language) for key, value in values.items()}
    return known | {GREETING: greeting(kind, language, name)}


def current(kind: MailKind, language: str) -> Text:
    """The staff's own wording if there is one, else the portal's."""
    own = EmailTemplate.objects.filter(kind=kind.key).first()
    if own is None:
        return default(kind.key, language)
    if language == "en":
        return Text(own.subject_en, own.body_en)
    return Text(own.subject_de, own.body_de)


@cache
def default(key: str, language: str) -> Text:
    """The portal's own text, from its file."""
    subject, _blank, body = _read(f"{key}.{language}.txt").partition("\n\n")
    return Text(subject.strip(), body.strip())


@cache
def _read(name: str) -> str:
    folder: Path = settings.BASE_DIR / "templates" / "mail"
    return (folder / name).read_text(encoding="utf-8")


def greeting(kind: MailKind, language: str, name: str) -> str:
    hello = "Hello" if language == "en" else "Guten Tag" if kind.formal else "Hallo"
    return f"{hello} {mail_values.line(name)},".replace(" ,", ",")


def laid_out(body: str, language: str, *, stop: str = "") -> str:
    """Wrapped to the columns of a mail, with the footer that every mail carries."""
    footer = _read(f"footer.{language}.txt").replace("{{ name }}", settings.SITE_NAME)
    if stop:
        footer = f"{footer.strip()}\n{_read(f'stop.{language}.txt').strip()}"
        footer = footer.replace("{{ stop }}", Link(stop).url(language))
        footer = footer.replace("{{ choice }}", Link("/account/mails/").url(language))
    for name, path in (("imprint", "/imprint/"), ("privacy", "/privacy/")):
        footer = footer.replace(f"{{{{ {name} }}}}", Link(path).url(language))
    return f"{wrapped(body)}\n\n-- \n{footer.strip()}\n"


def wrapped(body: str) -> str:
    """No line over the columns of a mail, nothing that is not text."""
    rows = mail_values.lines(body.strip())
    return "\n".join(part for row in rows for part in _wrapped(row))


def without_foreign_links(text: str) -> str:
    """Addresses of this portal stay, whatever else a mail program would link is defused."""
    own = rf"({re.escape(settings.SITE_URL)}(?:[/?#][!-~]*)?)(?!\S)"
    parts = re.split(own, text)
    parts[::2] = [mail_values.without_schemes(part) for part in parts[::2]]
    return "".join(parts)


def _wrapped(row: str) -> list[str]:
    if len(row) <= COLUMNS:
        return [row]
    item = LIST_ITEM.match(row)
    hanging = item[0] if item else ""
    indent = hanging if hanging == "> " else " " * len(hanging)
    wrapper = textwrap.TextWrapper(
        COLUMNS, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    return [part for long in wrapper.wrap(row) for part in _broken(long)]


def _broken(row: str) -> list[str]:
    """A single word over the limit is cut, unless it is an address to click on."""
    if len(row) <= COLUMNS or f"{settings.SITE_URL}/" in row:
        return [row]
    return textwrap.wrap(row, COLUMNS)


def problems(kind: MailKind, text: Text) -> Iterator[tuple[str, str]]:
    """What is wrong with a text for this kind: pairs of part ("subject", "body") and sentence."""
    for part, template in (("subject", text.subject), ("body", text.body)):
        used = set(PLACEHOLDER.findall(template))
        for name in sorted(used - kind.names):
            yield (
                part,
                _("Den Platzhalter „%(name)s“ gibt es in dieser Vorlage nicht.") % {"name": name},
            )
        if re.search(r"\{\{|\}\}|\{%|%\}", PLACEHOLDER.sub("", template)):
            yield part, _("Platzhalter haben die Form {{ name }}; andere Klammern gehen nicht.")
    yield from _misplaced(kind, text)
    for name in sorted(kind.vital - set(PLACEHOLDER.findall(text.body))):
        yield (
            "body",
            _("Ohne den Platzhalter „%(name)s“ hilft diese E-Mail niemandem.") % {"name": name},
        )


def _misplaced(kind: MailKind, text: Text) -> Iterator[tuple[str, str]]:
    """Links, codes and quotations never stand in the subject; quotations on lines of their own."""
    for name, sample in kind.placeholders.items():
        whole = isinstance(sample, Block | Entries)
        barred = whole or name in kind.vital
        if barred and name in PLACEHOLDER.findall(text.subject):
            yield "subject", _("„%(name)s“ kann nicht im Betreff stehen.") % {"name": name}
        rows = [row for row in text.body.splitlines() if name in PLACEHOLDER.findall(row)]
        if whole and any(not PLACEHOLDER.fullmatch(row.strip()) for row in rows):
            yield "body", _("„%(name)s“ braucht eine Zeile für sich.") % {"name": name}
