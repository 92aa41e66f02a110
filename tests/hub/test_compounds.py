"""Long German words break between their parts, everything else stays as it is."""

import pytest
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from hub.core.compounds import SOFT_HYPHEN, breakable
from hub.core.templatetags.portal import breakable as filtered


@pytest.mark.parametrize(
    "parts",
    [
        "Park|platzlos|verfahrens|gesellschaft",
        "Leistungs|verzeichnis|prüfung",
        "Laden am Mitarbeiter|park|platz",
        "Kohlenmonoxidwarn|dienst",
        "<mark>Park</mark>platzlos|verfahrens|gesellschaft",
        "Wärmepumpe",
        "Donaudampfschifffahrt",
        "PARK|PLATZLOS|VERFAHREN",
        "",
    ],
)
def test_words_break_where_a_part_of_them_begins(parts):
    assert breakable(parts.replace("|", "")) == parts.replace("|", SOFT_HYPHEN)


def test_what_was_text_stays_text_and_what_was_markup_stays_markup():
    assert not isinstance(filtered("<b>Gerät"), SafeString)
    assert filtered(mark_safe("<b>Gerät</b>")) == "<b>Gerät</b>"
    assert isinstance(filtered(mark_safe(escape("<Gerät>"))), SafeString)
