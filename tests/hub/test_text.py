"""Texts asked everywhere in the same way: what one line is, what a slug is."""

from datetime import UTC, date, datetime

import pytest
from django.utils.formats import localize
from django.utils.translation import override

from hub.core.text import german_slug, one_line, sort_key

INVISIBLE = {
    "soft hyphen": "\u00ad",
    "Arabic letter mark": "\u061c",
    "Mongolian vowel separator": "\u180e",
    "zero width space": "\u200b",
    "right-to-left override": "\u202e",
    "first strong isolate": "\u2068",
    "byte order mark": "\ufeff",
    "escape": "\x1b",
    "NUL": "\x00",
}


@pytest.mark.parametrize("name", INVISIBLE)
def test_what_nobody_sees_is_no_part_of_a_line(name):
    assert one_line(f"An{INVISIBLE[name]}na {INVISIBLE[name]}") == "Anna"


def test_runs_of_space_and_line_ends_become_one_space():
    assert one_line(" Änne \t\n Größner\u2028& Söhne ") == "Änne Größner & Söhne"


def test_hyphens_and_letters_of_other_scripts_stay():
    for text in ("Müller-Lüdenscheidt", "محمد علي", "Łukasz Żółć", "Nguyễn Thị", "李小龍"):
        assert one_line(text) == text


def test_a_german_list_takes_umlauts_as_their_letters():
    assert sorted(["Zoo", "Ärzte", "Arzt"], key=sort_key) == ["Arzt", "Ärzte", "Zoo"]
    assert german_slug("Wärmepuls & Söhne") == "waermepuls-soehne"


def test_english_days_come_first_and_hours_are_24():
    """In the admin, too, where nothing says how."""
    with override("en"):
        assert localize(datetime(2026, 11, 27, 21, 55, tzinfo=UTC)) == "27 November 2026, 21:55"
        assert localize(date(2026, 11, 7)) == "7 November 2026"
