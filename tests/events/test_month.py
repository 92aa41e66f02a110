"""A month of events as a table."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from events.queries.months import Month
from hub.core.times import BERLIN
from tests.factories.events import EventFactory
from tests.factories.hub import track

pytestmark = pytest.mark.django_db


def text(response):
    return response.content.decode()


def at(*moment):
    return datetime(*moment, tzinfo=BERLIN)


def cell(html, day):
    """What stands in one day's field of the table."""
    return re.search(rf'<td[^>]*><time datetime="{day}"(.*?)</td>', html, re.DOTALL)[1]


@pytest.mark.parametrize(
    ("text_", "first"),
    [
        ("2027-03", date(2027, 3, 1)),
        ("2027-13", None),
        ("2027-3", None),
        ("0000-01", None),
        ("9999-12", None),
        ("٢٠٢٧-٠٣", None),
        ("", None),
    ],
)
def test_a_month_is_read_or_it_is_none(text_, first):
    assert Month.read(text_) == (Month(first) if first else None)


def test_the_ends_of_the_calendar_have_neighbours(client):
    for month in ("1900-01", "2100-12"):
        assert client.get(f"/events/?month={month}").status_code == 200


def test_each_event_stands_in_its_days_by_berlin_s_clock(client):
    EventFactory(
        title_de="Silvester", starts_at=at(2027, 3, 31, 23, 30), ends_at=at(2027, 4, 1, 0)
    )
    EventFactory(title_de="Tagung", starts_at=at(2027, 3, 27, 9), ends_at=at(2027, 3, 29, 16))
    EventFactory(title_de="Danach", starts_at=at(2027, 4, 1, 0), ends_at=at(2027, 4, 1, 2))
    html = text(client.get("/events/?month=2027-03"))
    days = [day for day in range(1, 32) if "Tagung" in cell(html, f"2027-03-{day:02}")]
    assert days == [27, 28, 29], "through the night when the clocks change"
    assert "Silvester" in cell(html, "2027-03-31")
    assert "Danach" not in html
    assert "2 Termine" in html
    assert "Silvester" not in text(client.get("/events/?month=2027-04"))


def test_the_table_is_one_with_weekdays_as_heads_and_a_mark_at_today(client):
    html = text(client.get(f"/events/?month={timezone.localdate():%Y-%m}"))
    assert html.count('<th scope="col">') == 7
    assert '<abbr title="Montag">Mo</abbr>' in html
    assert html.count('aria-current="date"') == 1
    assert "In diesem Monat ist nichts geplant." in html
    english = text(client.get("/en/events/?month=2027-03"))
    assert '<abbr title="Monday">Mon</abbr>' in english
    assert "April 2027" in english


def test_past_and_coming_stand_in_the_month_and_filters_stay(client):
    now = timezone.localtime()
    first = now.replace(day=1, hour=0, minute=1)
    EventFactory(title_de="Gewesen", starts_at=first, kind="workshop", past=False)
    EventFactory(title_de="Anderes", starts_at=first, kind="info")
    html = text(client.get(f"/events/?month={now:%Y-%m}&kind=workshop"))
    assert "Gewesen" in html
    assert "Anderes" not in html
    assert f'<input type="hidden" name="month" value="{now:%Y-%m}">' in html
    following = f"{(first + timedelta(days=32)):%Y-%m}"
    assert re.search(rf'href="\?[^"]*month={following}[^"]*" ?', html)


def test_a_month_that_is_none_is_left_out_and_said(client):
    EventFactory(title_de="Bleibt")
    html = text(client.get("/events/?month=Mai"))
    assert "nicht verstanden" in html
    assert "Bleibt" in html
    assert "<table" not in html


def test_a_full_day_names_three_and_counts_the_rest(client):
    EventFactory.create_batch(5, starts_at=at(2027, 3, 2, 9))
    html = text(client.get("/events/?month=2027-03"))
    assert cell(html, "2027-03-02").count("<a ") == 3
    assert "und 2 weitere" in cell(html, "2027-03-02")


@pytest.mark.parametrize("number", [3, 150])
def test_a_month_costs_the_same_few_queries(client, django_assert_max_num_queries, number):
    EventFactory.create_batch(number, starts_at=at(2027, 3, 2, 9), track=track(), seats=4)
    with django_assert_max_num_queries(8):
        client.get("/events/?month=2027-03")
