from datetime import date

import pytest

from startups.models import Question
from startups.queries.answer_rules import parse_date, problem

OPTIONS = "idea | Idee | Idea\nprototype | Prototyp | Prototype"


def ask(kind, **fields):
    return Question(kind=kind, label_de="?", label_en="?", options=OPTIONS, **fields)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("short", "Wärmepuls"),
        ("long", "Zeile\nZeile"),
        ("number", "12"),
        ("number", "12,5"),
        ("number", "0"),
        ("number", "25.000"),
        ("number", "1,250,000.50"),
        ("number", "1.250.000,5"),
        ("number", "25 000"),
        ("choice", "idea"),
        ("several", "idea\nprototype"),
        ("url", "https://www.wärmepuls.de/demo?x=1"),
        ("url", "http://example.org"),
        ("date", "2026-02-28"),
        ("date", "28.2.2026"),
        ("date", "29.02.2024"),
    ],
)
def test_good_answers_have_no_problem(kind, value):
    assert problem(ask(kind), value) == ""


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("short", "zwei\nZeilen"),
        ("number", "zwölf"),
        ("number", "1e5"),
        ("number", "25.00.0"),
        ("number", "1,2500"),
        ("number", "1.000,000.00"),
        ("number", "12\n"),
        ("number", "-3"),
        ("number", "9" * 5000),
        ("choice", "growth"),
        ("choice", "idea\nprototype"),
        ("several", "idea\nforged"),
        ("url", "waermepuls.example"),
        ("url", "javascript:alert(1)"),
        ("url", "https://user:pw@example.org"),
        ("url", "https://[::1"),
        ("url", "https://a b.de"),
        ("url", "https://example.org:99999999"),
        ("date", "30.02.2026"),
        ("date", "2026-13-01"),
        ("date", "0000-00-00"),
        ("date", "99999-01-01"),
        ("date", "heute"),
    ],
)
def test_bad_answers_get_a_sentence(kind, value):
    assert str(problem(ask(kind), value)).endswith((".", "de", "2026."))
    assert str(problem(ask(kind), value)) != ""


def test_what_is_too_long_is_told_by_how_much():
    assert (
        problem(ask("short", max_chars=10), "ä" * 13) == "3 Zeichen zu viel. Kürzt den Text bitte."
    )
    assert problem(ask("short", max_chars=10), "ä" * 11).startswith("Ein Zeichen")
    assert problem(ask("short", max_chars=10), "ä" * 10) == ""


def test_only_required_questions_demand_an_answer():
    assert problem(ask("short", is_required=True), "")
    assert problem(ask("short", is_required=False), "") == ""


def test_both_ways_to_write_a_date_mean_the_same_day():
    for typed in ("1 April 2025", "1. April 2025", "1 Apr 2025", "1. apr. 2025"):
        assert parse_date(typed) == date(2025, 4, 1)
    assert parse_date("3. März 2025") == parse_date("3 March 2025") == date(2025, 3, 3)
    assert parse_date("31. Februar 2025") is None
    assert parse_date("1 Aprilis 2025") is None
    assert parse_date("31.01.2026") == parse_date("2026-01-31")
