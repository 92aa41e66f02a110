"""Translations without gettext, which a bare machine does not have: compile them, find their gaps."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from hub.local.paths import ROOT

ENGLISH = "hub/locale/en/LC_MESSAGES/django.po"
PACKAGES = ("hub", "startups", "partners", "events")
LAZY = ("gettext", "ngettext", "pgettext", "npgettext")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    **{f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in LAZY},
    "gettext_noop": None,
}
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)

# (context or nothing, text): what a catalogue is asked for
Key = tuple[str | None, str]


def catalogues() -> list[Path]:
    return sorted(ROOT.glob("*/locale/*/LC_MESSAGES/*.po"))


def compile_stale() -> None:
    """Bring every compiled catalogue up to date with its source."""
    for source in catalogues():
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            _compile(source, target)


def _compile(source: Path, target: Path) -> None:
    # Under a name of its own first: no server reads half a file, no second run takes it away.
    unfinished = target.with_suffix(f".mo.{os.getpid()}.unfinished")
    with unfinished.open("wb") as compiled:
        write_mo(compiled, _read(source))
    unfinished.replace(target)


def _read(source: Path) -> Catalog:
    with source.open("rb") as text:
        return read_po(text, abort_invalid=True)


def gaps() -> list[str]:
    """Texts that a catalogue leaves out, leaves empty or only guesses, one line each."""
    if not (ROOT / ENGLISH).exists():
        return [f"{ENGLISH} is missing"]
    wanted = dict(_used())
    return [line for source in catalogues() for line in _gaps_in(source, wanted)]


def _gaps_in(source: Path, wanted: dict[Key, str]) -> Iterator[str]:
    catalogue = _read(source)
    for (context, text), place in wanted.items():
        message = catalogue.get(text, context)
        name = f"{source.relative_to(ROOT)}: {place}: {text!r}"
        if message is None:
            yield f"{name} is missing"
        elif message.fuzzy:
            yield f"{name} is fuzzy"
        elif not all(message.string if isinstance(message.string, tuple) else [message.string]):
            yield f"{name} is not translated"


def _used() -> Iterator[tuple[Key, str]]:
    """Every text the code and the templates ask for, and where."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            yield from _texts(path, path.read_text())
    for folder in (ROOT / "templates", *(ROOT / package / "templates" for package in PACKAGES)):
        for path in [
            p for p in folder.rglob("*") if p.suffix in {".html", ".txt", ".xml", ".svg"}
        ]:
            # Django turns a template into something with Python's calls; its indentation means nothing.
            yield from _texts(path, INDENT.sub("", templatize(path.read_text())))


def _texts(path: Path, code: str) -> Iterator[tuple[Key, str]]:
    source = io.BytesIO(code.encode())
    found = extract("python", source, KEYWORDS, options={"encoding": "utf-8"})
    for line, texts, _comments, context in found:
        text = texts if isinstance(texts, str) else texts[0]
        yield (context, text), f"{path.relative_to(ROOT)}:{line}"
