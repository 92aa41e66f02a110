"""The public directory: searched, filtered, counted and turned over."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.core import pagecache
from startups.models import RELEASABLE, PublicProfile, Stage, Startup, TeamBand
from startups.queries import facets, paging, search
from startups.services import profiles
from tests.factories.hub import staff, track
from tests.factories.startups import BatchFactory, StartupFactory
from tests.startups.directory_cases import LIST, text

pytestmark = pytest.mark.django_db


def test_search_finds_parts_of_names_as_they_are_typed(client):
    StartupFactory(public=True, name="Wärmepuls", one_liner="Findet Lecks im Netz.")
    StartupFactory(public=True, name="Taktgeber", one_liner="Plant OP-Säle.")
    for words in ("wä", "wärme", "WÄRME", "leck netz", "Lecks"):
        html = client.get(LIST, {"q": words}).content.decode()
        assert "/startups/startup-" in html
        assert "Taktgeber" not in html


def test_a_track_narrows_the_list_and_can_be_taken_off_again(client):
    StartupFactory(public=True, name="Lastfluss", track=track("energy"))
    StartupFactory(public=True, name="Lastwagen", track=track("smart-city"))
    html = client.get(LIST, {"track": "energy", "q": "last"}).content.decode()
    assert "Lastfluss" in html
    assert "Lastwagen" not in html
    assert 'href="?q=last"' in html


def names(client, **query):
    found = client.get("/startups.json", query).json()["startups"]
    return sorted(row["name"] for row in found)


@pytest.fixture
def four(db):
    """One of each kind, so that each filter lets some through."""
    ours = {"released_fields": RELEASABLE}
    StartupFactory(
        public=True,
        name="A",
        track=track("energy"),
        stage="idea",
        seeks=["pilot", "staff"],
        seat="Leipzig",
        region="leipzig",
        team_size=1,
        jobs_url="https://a.example/jobs",
        **ours,
    )
    StartupFactory(
        public=True,
        name="B",
        track=track("energy"),
        stage="growth",
        seeks=["capital"],
        seat="Jena",
        region="central",
        team_size=26,
        **ours,
    )
    StartupFactory(
        public=True, name="C", track=track("ehealth"), stage="idea", team_size=5, **ours
    )
    StartupFactory(
        public=True,
        name="D",
        track=track("ehealth"),
        stage="idea",
        seeks=["pilot"],
        seat="Leipzig",
        region="leipzig",
        team_size=5,
        jobs_url="https://d.example/jobs",
        batch=BatchFactory(slug="herbst"),
        released_fields=[],
    )


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, "ABCD"),
        ({"track": "energy"}, "AB"),
        ({"track": ["energy", "ehealth"]}, "ABCD"),
        ({"stage": "idea"}, "AC"),
        ({"stage": ["idea", "growth"], "track": "energy"}, "AB"),
        ({"stage": Stage.values}, "ABC"),
        ({"team": TeamBand.values}, "ABC"),
        ({"seeks": ["pilot", "capital"]}, "AB"),
        ({"region": "leipzig"}, "A"),
        ({"team": "2-5"}, "C"),
        ({"team": ["1", "26+"]}, "AB"),
        ({"hiring": "yes"}, "A"),
        ({"batch": "herbst"}, "D"),
        ({"seeks": "mentor"}, ""),
    ],
)
def test_filters_find_what_was_released_and_count_what_they_find(client, four, query, expected):
    assert "".join(names(client, **query)) == expected
    assert client.get("/startups.json", query).json()["count"] == len(expected)


def test_each_count_says_what_a_click_would_show(client, four):
    """Read off the page, then clicked: for every facet, under every filter of one value."""
    facets_now = {"track": "energy"}
    html = client.get(LIST, facets_now).content.decode()
    offered = re.findall(
        r'name="(\w+)" value="([^"]+)"( checked)?> <span>[^<]*</span> <small>(\d+)', html
    )
    assert len(offered) > 5
    for name, value, checked, count in offered:
        asked = {"track": "energy", name: value} if name != "track" else {"track": value}
        assert client.get("/startups.json", asked).json()["count"] == int(count), (name, value)
        assert bool(checked) == (value == "energy")


@pytest.mark.parametrize(
    "query",
    [
        "track=fintech",
        "track=energy&track=%27",
        "q=" + "x" * 101,
        "track[]=1&track=nope",
        "sort=price",
        "hiring=maybe",
    ],
)
def test_nonsense_is_left_out_with_a_note(client, query):
    StartupFactory(public=True, name="Lastfluss")
    response = client.get(f"{LIST}?{query}")
    html = response.content.decode()
    assert response.status_code == 200
    assert "Lastfluss" in html
    assert "nicht verstanden" in html


def test_known_values_count_beside_nonsense(client, four):
    found = client.get("/startups.json?track=energy&track=fintech").json()
    assert (found["count"], found["understood"]) == (2, False)


@pytest.mark.parametrize("page", ["0", "-1", "abc", "9" * 30, "2.5", ""])
def test_a_page_that_does_not_exist_gives_one_that_does(client, page):
    StartupFactory(public=True, name="Lastfluss")
    response = client.get(LIST, {"page": page})
    assert response.status_code == 200
    assert "Lastfluss" in response.content.decode()


def test_24_startups_stand_on_a_page(client):
    StartupFactory.create_batch(30, public=True)
    assert text(client).count('<li class="card') == 24
    assert text(client, f"{LIST}?page=2").count('<li class="card') == 6


def test_a_page_far_back_has_the_rows_that_follow(monkeypatch):
    StartupFactory.create_batch(30, public=True)
    rows = PublicProfile.objects.order_by("-published_at", "pk")
    near = list(paging.CountedPaginator(rows, 24, total=30).page(2))
    monkeypatch.setattr(paging, "FAR", 1)
    assert list(paging.CountedPaginator(rows, 24, total=30).page(2)) == near == list(rows[24:])


def test_who_has_gone_since_the_keys_were_read_is_missing_from_the_page():
    stays, _goes = StartupFactory.create_batch(2, public=True)
    keys = list(PublicProfile.objects.values_list("pk", flat=True))

    def read(some):
        Startup.objects.exclude(pk=stays.pk).delete()
        return PublicProfile.objects.in_bulk(some)

    page = paging.KeyPaginator(keys, 24, total=2, read=read).page(1)
    assert [row.pk for row in page] == [stays.pk]


@pytest.fixture
def few_are_many(monkeypatch):
    """Three hits are counted and ranked; of more, the two newest are."""
    monkeypatch.setattr(search, "MOST_RANKED", 2)
    monkeypatch.setattr(search, "MOST_COUNTED", 3)


@pytest.fixture
def solar(few_are_many):
    for number, seat in enumerate(["leipzig", "leipzig", "saxony", "saxony", "saxony"]):
        StartupFactory(
            public=True,
            name=f"Solar {number}",
            region=seat,
            seat="Ort",
            track=track(),
            released_fields=["seat"],
            published_at=timezone.now() - timedelta(days=number),
        )


def test_a_word_that_most_have_is_said_to_have_more_and_counts_no_filter(client, solar):
    html = client.get(LIST, {"q": "Solar"}).text
    assert "Mehr als 3 Startups zu „Solar“ · gezeigt werden die 2 neuesten davon" in html
    assert re.findall(r"<mark>Solar</mark> (\d)</a>", html) == ["0", "1"]
    assert re.search(r'name="region" value="saxony"> <span>[^<]*</span></label>', html)
    assert "gezeigt werden die ersten 3" in client.get(LIST, {"q": "Solar", "sort": "name"}).text


def test_of_the_newest_of_too_many_the_best_stands_first(client, solar):
    newest = timezone.now() + timedelta(minutes=1)
    StartupFactory(public=True, name="Dach", one_liner="Solar für alle.", published_at=newest)
    html = client.get(LIST, {"q": "Solar"}).text
    assert re.findall(r'<h2><a href="[^"]*">(.*?)</a></h2>', html) == [
        "<mark>Solar</mark> 0",
        "Dach",
    ]


def test_too_many_for_one_spelling_says_nothing_of_another(client, few_are_many):
    for number in range(4):
        StartupFactory(public=True, name=f"Pump {number}", one_liner="Stores heat.")
    StartupFactory(public=True, name="Warmth", one_liner="A heat-pump for every house.")
    assert "Mehr als 3 Startups" in client.get(LIST, {"q": "heat pump"}).text
    assert ">1 Startup zu „heat-pump“</p>" in client.get(LIST, {"q": "heat-pump"}).text


def test_under_a_filter_it_is_counted_again_as_far_as_is_counted(client, solar):
    html = client.get(LIST, {"q": "Solar", "region": "leipzig"}).text
    assert ">2 Startups zu „Solar“</p>" in html
    html = client.get(LIST, {"q": "Solar", "region": "saxony"}).text
    assert ">3 Startups zu „Solar“</p>" in html
    assert re.findall(r"<mark>Solar</mark> (\d)</a>", html) == ["2", "3", "4"]


def test_under_a_filter_that_leaves_too_many_the_newest_of_those_are_shown(client, solar):
    html = client.get(LIST, {"q": "Solar", "region": ["leipzig", "saxony"]}).text
    assert "Mehr als 3 Startups zu „Solar“ · gezeigt werden die 2 neuesten davon" in html
    html = client.get(LIST, {"q": "Solar", "region": ["leipzig", "saxony"], "page": "1"}).text
    assert re.findall(r"<mark>Solar</mark> (\d)</a>", html) == ["0", "1"]


def test_what_was_too_many_is_counted_again_when_some_have_gone(client, solar):
    for _again in range(2):
        assert "Mehr als 3 Startups zu „Solar“" in client.get(LIST, {"q": "Solar"}).text
    for startup in Startup.objects.filter(name__in=["Solar 0", "Solar 4"]):
        profiles.hide(startup, by=staff())
    assert ">3 Startups zu „Solar“</p>" in client.get(LIST, {"q": "Solar"}).text


def test_where_a_filter_leaves_nothing_of_many_the_ways_out_are_counted(client, solar):
    html = client.get(LIST, {"q": "Solar", "region": "leipzig", "stage": "growth"}).text
    assert "Nichts gefunden" in html
    assert re.search(r"nur die Suche, ohne Filter</a> <small>5<", html)


def test_an_empty_directory_says_what_comes_next(client):
    assert "Noch kein Startup im Verzeichnis" in text(client)


def test_a_search_without_a_hit_offers_what_would_give_some(client, four):
    html = client.get(LIST, {"q": "D", "track": "energy", "stage": "growth"}).content.decode()
    assert "Nichts gefunden" in html
    assert 'href="?track=energy&amp;stage=growth">nur die Filter, ohne Suche</a> <small>1' in html
    assert 'href="?q=D">nur die Suche, ohne Filter</a> <small>1' in html
    assert "Alle Startups zeigen" in html


def test_the_newest_stand_first_when_asked(client):
    for days, name in ((3, "Alt"), (1, "Neu"), (2, "Mittel")):
        StartupFactory(public=True, name=name, published_at=timezone.now() - timedelta(days=days))
    html = client.get(LIST, {"sort": "newest"}).content.decode()
    assert html.index("Neu</a>") < html.index("Mittel</a>") < html.index("Alt</a>")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, 7),
        ({"q": "Startup", "track": "energy"}, 6),
        ({"q": "Startop"}, 7),
        ({"q": "Quarkfladen Startupx Zebrastreifen"}, 7),
    ],
)
def test_the_list_costs_the_same_few_queries_for_3_and_300(client, query, expected):
    energy, batch, seen = track(), BatchFactory(), []
    for number in (3, 297):
        Startup.objects.bulk_create(
            StartupFactory.build(public=True, track=energy, batch=batch) for _ in range(number)
        )
        facets.forget_all()
        pagecache.forget_all()
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST, query)
        seen.append(len(asked))
    assert seen == [expected, expected]
