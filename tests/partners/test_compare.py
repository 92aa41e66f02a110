"""Startups side by side, and one on a sheet of paper."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from startups.models import Milestone, ProfileVisit, Startup
from tests.factories.hub import track
from tests.factories.partners import colleague
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db
COMPARE = "/partner/startups/compare/"
ALL = ["stage", "seat", "team_size", "seeks", "tags", "text", "website"]


@pytest.fixture
def partner(client):
    client.force_login(colleague().person)
    return client


def startup(name, **fields):
    fields = {"released_fields": ALL, "partner_fields": ["traction", "pilot_wish"]} | fields
    return StartupFactory(public=True, name=name, slug=name.lower(), **fields)


def compared(client, *slugs):
    answer = client.get(COMPARE, {"s": slugs})
    assert answer.status_code == 200
    return answer.content.decode()


def rows(page):
    """The labels of the two parts of the table."""
    different, _heading, same = page.partition("Bei allen gleich")
    labels = re.compile(r'<th scope="row">(.*?)</th>')
    return labels.findall(different), labels.findall(same)


def test_differences_come_first_and_what_nobody_tells_is_left_out(partner):
    startup("Alpha", stage="growth", seat="Leipzig", traction="Drei Kunden")
    startup("Beta", stage="idea", seat="Leipzig")

    different, same = rows(compared(partner, "alpha", "beta"))

    assert different == ["Kennzahlen und Belege", "Phase"]
    assert same == ["Schwerpunkt", "Ort"]


def test_what_was_reached_stands_side_by_side_as_far_as_partners_may_see_it(partner):
    alpha, _beta = startup("Alpha"), startup("Beta")
    for title, day, audience in (
        ("Erster Kunde", date(2026, 3, 1), "all"),
        ("Zweiter Test", date(2026, 5, 1), "partners"),
        ("Nur für uns", date(2026, 6, 1), "hub"),
    ):
        Milestone.objects.create(startup=alpha, title=title, reached_on=day, audience=audience)

    page = compared(partner, "alpha", "beta")

    assert "Erreicht" in rows(page)[0]
    assert "Mai 2026: Zweiter Test<br>März 2026: Erster Kunde" in page
    assert "Nur für uns" not in page


def test_startups_stand_in_the_order_they_were_chosen_in(partner):
    for name in ("Alpha", "Beta", "Gamma"):
        startup(name)
    page = compared(partner, "gamma", "alpha", "beta", "alpha")
    heads = re.findall(r'<a href="/partner/startups/(\w+)/">', page.partition("<tbody>")[0])
    assert heads == ["gamma", "alpha", "beta"]
    assert 'href="?s=gamma&amp;s=beta"' in page


def test_a_fifth_and_one_that_is_not_shown_are_left_out_and_told(partner):
    for name in ("A1", "B2", "C3", "D4", "E5"):
        startup(name)
    page = compared(partner, "a1", "b2", "c3", "d4", "e5")
    assert "Ein Teil der Auswahl fehlt hier" in page
    assert "/e5/" not in page
    Startup.objects.filter(slug="b2").update(visibility="private")
    page = compared(partner, "a1", "b2", "c3")
    assert "Ein Teil der Auswahl fehlt hier" in page
    assert "/b2/" not in page
    assert ">B2<" not in page


@pytest.mark.parametrize("slugs", [(), ("alpha",), ("alpha", "nobody"), ("\x7f", "' OR 1=1")])
def test_one_alone_is_not_compared_and_not_counted_as_opened(partner, slugs):
    startup("Alpha")
    assert "Zwei gehören dazu" in compared(partner, *slugs)
    assert not ProfileVisit.objects.exists()


def test_comparing_and_printing_stand_in_the_founders_list(partner):
    for name in ("Alpha", "Beta"):
        startup(name)
    compared(partner, "alpha", "beta")
    partner.get("/partner/startups/alpha/print/")
    assert ProfileVisit.objects.count() == 2


def test_nothing_that_was_not_released_is_compared_or_printed(partner):
    for name in ("Alpha", "Beta"):
        startup(name, partner_fields=[], released_fields=[], traction="Geheim", text="Geheim")
    assert "Geheim" not in compared(partner, "alpha", "beta")
    assert "Geheim" not in partner.get("/partner/startups/alpha/print/").content.decode()


def test_the_list_offers_the_boxes_in_a_form_of_its_own(partner):
    startup("Alpha")
    page = partner.get("/partner/startups/").content.decode()
    assert '<input type="checkbox" name="s" value="alpha" form="compare">' in page
    assert 'id="compare" action="/partner/startups/compare/"' in page


def test_two_and_four_cost_the_same_few_queries(partner):
    seen, energy = [], track()
    for name in ("A1", "B2", "C3", "D4"):
        startup(name, track=energy)
    for slugs in (["a1", "b2"], ["a1", "b2", "c3", "d4"]):
        with CaptureQueriesContext(connection) as queries:
            compared(partner, *slugs)
        seen.append(len(queries))
    assert seen[0] == seen[1] <= 8


def test_what_is_chosen_goes_along_from_page_to_page(partner):
    startup("Alpha")
    startup("Beta")
    page = partner.get("/partner/startups/", {"s": ["alpha", "gamma"]}).content.decode()
    assert 'value="alpha" form="compare" checked' in page
    assert 'value="beta" form="compare">' in page
    assert '<input type="hidden" name="s" value="gamma">' in page
