"""The public directory: who stands in it, with what, also for machines."""

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from startups.models import Startup
from tests.factories.hub import founder, staff, track
from tests.factories.startups import StartupFactory
from tests.startups.directory_cases import LIST, text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("visibility", ["private", "pending", "archived"])
def test_only_public_startups_are_listed_and_reachable(client, visibility):
    startup = StartupFactory(
        name="Heimlich", visibility=visibility, published_at=timezone.now(), slug="heimlich"
    )
    assert "Heimlich" not in text(client)
    assert client.get(startup.get_absolute_url()).status_code == 404


def test_staff_see_the_list_the_public_sees(as_user):
    StartupFactory(name="Heimlich")
    assert "Heimlich" not in text(as_user(staff()))


def test_a_team_sees_its_own_profile_before_it_is_public(as_user, client):
    person = founder()
    startup = StartupFactory(name="Heimlich", owner=person)
    html = text(as_user(person), startup.get_absolute_url())
    assert "noch nicht öffentlich" in html
    assert 'content="noindex"' in html


SECRETS = {
    "text": "Geheimtext",
    "website": "https://geheim.example",
    "seat": "Geheimstadt",
    "team_size": 4711,
    "founded_on": "1999-04-01",
    "stage": "growth",
    "seeks": ["capital"],
}


SHOWN = {
    "text": "Geheimtext",
    "website": "https://geheim.example",
    "seat": "Geheimstadt",
    "team_size": "4711",
    "founded_on": "1999",
    "stage": "Wachstum",
    "seeks": "Kapital",
}


@pytest.mark.parametrize("released", [[], *([name] for name in SECRETS)])
def test_a_profile_shows_exactly_what_was_released(client, released):
    # A name without a number, which could be one of those that are looked for.
    named = {"name": "Offen", "slug": "offen"}
    startup = StartupFactory(public=True, released_fields=released, **named, **SECRETS)
    html = text(client, startup.get_absolute_url())
    shown = {name for name, words in SHOWN.items() if words in html}
    assert shown == set(released)


def test_a_card_shows_only_what_was_released(client):
    StartupFactory(public=True, released_fields=["seat"], **SECRETS)
    html = text(client)
    assert "Geheimstadt" in html
    assert "Kapital" not in html
    assert "Wachstum" not in html


def test_an_invented_startup_says_so(client):
    startup = StartupFactory(public=True, is_demo=True)
    assert "erfunden" in text(client, startup.get_absolute_url())


def test_a_profile_is_text_and_never_markup(client):
    startup = StartupFactory(
        public=True, name="<b>Fett</b>", text="<script>x</script>", released_fields=["text"]
    )
    html = text(client, startup.get_absolute_url())
    assert "<b>Fett" not in html
    assert "<script>x" not in html


def test_the_list_is_in_the_order_of_names_as_germans_sort(client):
    for name in ("Zebra", "Ärzte", "Apfel"):
        StartupFactory(public=True, name=name)
    html = text(client)
    assert html.index("Apfel") < html.index("Ärzte") < html.index("Zebra")


def test_english_pages_link_english_pages(client):
    startup = StartupFactory(public=True)
    assert f'href="/en/startups/{startup.slug}/"' in text(client, "/en/startups/")
    assert reverse("startups:startup-list").endswith(LIST)


# For machines


def test_open_data_names_version_and_licence_and_leaves_out_what_was_not_released(client):
    StartupFactory(public=True, name="Offen", released_fields=["seat"], **SECRETS)
    StartupFactory(name="Heimlich")
    response = client.get("/startups.json")
    found = response.json()
    assert (found["version"], found["licence"]["id"]) == (1, "dl-de/by-2-0")
    assert [row["name"] for row in found["startups"]] == ["Offen"]
    row = found["startups"][0]
    assert row["seat"] == "Geheimstadt"
    empty = {name: row[name] for name in SECRETS if name != "seat"}
    assert not any(empty.values()), empty


def test_open_data_has_the_logo_that_is_shown_and_none_that_waits(client):
    person = founder()
    fields = {"uploaded_by": person, "small": b"", "large": b""}
    shown = StartupFactory(public=True, name="A")
    shown.logos.create(is_shown=True, digest="a" * 16, **fields)
    shown.logos.create(is_shown=False, digest="b" * 16, **fields)
    waits = StartupFactory(public=True, name="B")
    waits.logos.create(is_shown=False, digest="c" * 16, **fields)
    logos = [row["logo"] for row in client.get("/startups.json").json()["startups"]]
    picture = reverse("startups:startup-logo", args=[shown.slug, "a" * 16, 320])
    assert logos == [settings.SITE_URL + picture, None]


def test_open_data_comes_in_pages_that_name_the_next(client):
    Startup.objects.bulk_create(StartupFactory.build_batch(101, public=True, track=track()))
    first = client.get("/startups.json", {"track": "energy"}).json()
    second = client.get(first["next"].removeprefix(settings.SITE_URL)).json()
    assert (len(first["startups"]), len(second["startups"]), second["next"]) == (100, 1, None)


def test_open_data_unchanged_is_not_sent_twice(client):
    StartupFactory(public=True)
    etag = client.get("/startups.json")["ETag"]
    assert client.get("/startups.json", headers={"If-None-Match": etag}).status_code == 304


def test_the_feed_has_the_newest_startups(client):
    StartupFactory(public=True, name="Wärmepuls", one_liner="Findet <Lecks>.")
    StartupFactory(name="Heimlich")
    feed = client.get("/startups/feed.atom").content.decode()
    assert "<title>Wärmepuls</title>" in feed
    assert "Findet &lt;Lecks&gt;." in feed
    assert "Heimlich" not in feed
