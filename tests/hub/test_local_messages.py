"""Translations are compiled and checked without gettext."""

import gettext
import os
import time

import pytest

from hub.local import messages

CATALOGUE = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Frist"
msgstr "Deadline"

#, fuzzy
msgid "Zusage"
msgstr "Refusal"

msgid "Platz"
msgid_plural "Plätze"
msgstr[0] "place"
msgstr[1] ""
"""
TEMPLATE = """\
{% load i18n %}
  {% translate "Frist" %} don't
    {% blocktranslate trimmed count n=n %}
      Platz
    {% plural %}
      Plätze
    {% endblocktranslate %}
"""
CODE = (
    'from x import gettext_lazy as _\nname = _("Zusage")\nother = _(\n    "Neu"\n    " hier"\n)\n'
)


@pytest.fixture
def project(tmp_path, monkeypatch):
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    folder = tmp_path / "hub" / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(CATALOGUE)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(TEMPLATE)
    (tmp_path / "hub" / "code.py").write_text(CODE)
    return folder


def test_gaps_in_the_translation_are_named(project):
    assert [line.partition(": ")[2] for line in messages.gaps()] == [
        "hub/code.py:2: 'Zusage' is fuzzy",
        "hub/code.py:4: 'Neu hier' is missing",
        "templates/page.html:3: 'Platz' is not translated",
    ]


def test_missing_translation_is_no_silence(project):
    (project / "django.po").unlink()
    assert messages.gaps() == ["hub/locale/en/LC_MESSAGES/django.po is missing"]


def test_translations_are_compiled_once_and_again_when_they_change(project):
    messages.compile_stale()
    compiled = project / "django.mo"
    with compiled.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    assert catalogue.gettext("Frist") == "Deadline"
    assert catalogue.gettext("Zusage") == "Zusage", "a guess is not shown"
    first = compiled.stat().st_mtime_ns
    messages.compile_stale()
    assert compiled.stat().st_mtime_ns == first
    later = time.time() + 5
    os.utime(project / "django.po", (later, later))
    messages.compile_stale()
    assert compiled.stat().st_mtime_ns != first
