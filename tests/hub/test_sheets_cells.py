"""Cells as people type them."""

from datetime import date

import pytest

from hub.sheets import cells
from hub.sheets.cells import Wrong
from startups.models import Region, Seeks, Stage


@pytest.mark.parametrize(
    "cell",
    [
        "01.02.2024",
        "1.2.2024",
        "2024-02-01",
        "2024-2-1",
        "2024-02-01 00:00:00",
        "01.02.2024 00:00",
    ],
)
def test_a_date_is_read_in_german_and_in_iso_order(cell):
    assert cells.day(cell) == date(2024, 2, 1)


@pytest.mark.parametrize(
    "cell",
    ["2/1/2024", "31.02.2024", "01.02.24", "2024", "Februar", "01.02.3024", "²", "1.2.٢٠٢٤"],
)
def test_a_date_that_could_be_another_is_not_guessed(cell):
    with pytest.raises(Wrong, match=r"TT\.MM\.JJJJ"):
        cells.day(cell)


@pytest.mark.parametrize(
    ("cell", "number"), [("12", 12), ("12,0", 12), ("12.00", 12), ("1.200", 1200), ("1 200", 1200)]
)
def test_a_number_is_read_with_comma_and_thousands(cell, number):
    assert cells.number(1, 9999)(cell) == number


@pytest.mark.parametrize(
    "cell", ["12,5", "0", "10000", "-3", "zwölf", "1,200", "9" * 40, "²", "١٢"]
)
def test_what_is_no_whole_number_in_bounds_is_said(cell):
    with pytest.raises(Wrong, match="1 bis 9999"):
        cells.number(1, 9999)(cell)


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("https://x.example/a?b=1", "https://x.example/a?b=1"),
        ("www.wärme.example", "https://www.wärme.example"),
        ("x.example:8080/a", "https://x.example:8080/a"),
        ("HTTP://X.example", "HTTP://X.example"),
    ],
)
def test_a_website_gets_its_scheme(cell, address):
    assert cells.address(cell) == address


@pytest.mark.parametrize(
    "cell",
    ["javascript:alert(1)", "mailto:a@b.example", "data:text/html,x", "//x.example", "kein Wort",
     "http://a@b.example", "https://", "https://[::1", "x", "https://x.example/<b>",
     "https://" + "x" * 250 + ".example"],
)  # fmt: skip
def test_what_is_no_website_is_said(cell):
    with pytest.raises(Wrong):
        cells.address(cell)


def test_options_are_known_by_key_and_by_both_languages():
    stage = cells.of_choices(Stage)
    for cell in ("customers", "erste Kunden", "ERSTE  KUNDEN", "first customers"):
        assert stage.one(cell) == Stage.CUSTOMERS
    with pytest.raises(Wrong, match="„Rente“ gibt es hier nicht"):
        stage.one("Rente")
    assert cells.of_choices(Region).one("Sachsen-Anhalt und Thüringen") == Region.CENTRAL


@pytest.mark.parametrize(
    "cell",
    ["Kapital, Pilotpartner", "pilot;capital", "Kapital\nPilotpartner;Kapital", "Kapital|pilot,"],
)
def test_several_in_one_cell_come_in_the_order_of_the_form(cell):
    assert cells.of_choices(Seeks).several(cell) == [Seeks.PILOT, Seeks.CAPITAL]


def test_words_are_few_and_short():
    assert cells.words(10, 3)(" netz,  Wärme ; Netz;") == ["Netz", "Wärme"]
    for cell in ("a,b,c,d", "x" * 11):
        with pytest.raises(Wrong):
            cells.words(10, 3)(cell)


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (cells.name(80), "---"),
        (cells.name(5), "Zu lang"),
        (cells.line(5), "Zu lang"),
        (cells.text(5), "Zu lang"),
        (cells.slug(50), "Wärme Puls"),
        (cells.slug(5), "zu-lang"),
        (cells.yes_or_no, "vielleicht"),
    ],
)
def test_each_kind_of_cell_says_what_is_wrong(read, cell):
    with pytest.raises(Wrong):
        read(cell)


def test_yes_and_no_in_both_languages():
    assert [cells.yes_or_no(cell) for cell in ("Ja", "x", "WAHR", "nein", "No", "0")] == [
        True, True, True, False, False, False,
    ]  # fmt: skip
