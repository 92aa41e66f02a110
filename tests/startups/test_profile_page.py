"""A profile's page for people, machines and other sites: only what everybody may see."""

import io
import json
import re
from datetime import date

import pytest
from django.urls import reverse
from PIL import Image

from startups.models import Milestone, PublicProfile
from startups.queries import similar
from startups.services import preview_image
from tests.factories.hub import founder, track
from tests.factories.startups import StartupFactory, deck_of

pytestmark = pytest.mark.django_db
ALL = ["text", "website", "seat", "team_size", "founded_on", "stage", "seeks", "tags"]


def startup(**fields):
    fields = {"public": True, "released_fields": ALL, "stage": "idea"} | fields
    return StartupFactory(**fields)


def shown(one):
    return PublicProfile.objects.get(startup=one)


def found(one):
    return {hit.card.name: hit.reasons for hit in similar.to(shown(one))}


# Similar ones


def test_similar_startups_are_named_with_what_they_share():
    one = startup(tags=["Wärme", "Sensorik"], region="leipzig", seat="Leipzig")
    startup(name="Zwilling", tags=["Sensorik", "Funk"], region="leipzig", seat="Leipzig")
    startup(name="Nachbar", stage="idea", tags=[])
    startup(name="Anders", track=track("ehealth"), stage="growth", tags=["OP"])

    assert found(one) == {
        "Zwilling": [
            "Auch: Sensorik",
            f"Gleicher Schwerpunkt: {one.track.name}",
            "Gleiche Phase: Idee",
            "Gleiche Region: Leipzig",
        ],
        "Nachbar": [f"Gleicher Schwerpunkt: {one.track.name}", "Gleiche Phase: Idee"],
    }


def test_a_focus_alone_makes_nobody_alike():
    one = startup(stage="idea")
    startup(stage="growth")

    assert found(one) == {}


def test_what_is_not_released_neither_brings_together_nor_is_told():
    hidden = {"tags": ["Geheimwort"], "released_fields": []}
    one = startup(tags=["Geheimwort"])
    startup(name="Verborgen", **hidden)
    startup(name="Privat", public=False, tags=["Geheimwort"])

    assert found(one) == {}
    assert found(startup(name="Zweiter", **hidden)) == {}


def test_three_are_enough_and_the_best_come_first(client):
    one = startup(tags=["a", "b", "c"])
    for shared in (["a"], ["a", "b"], ["a", "b", "c"], ["c"], []):
        startup(name="-".join(["T", *shared]), tags=shared)

    assert list(found(one)) == ["T-a-b-c", "T-a-b", "T-c"]
    assert "Ähnliche Startups" in client.get(one.get_absolute_url()).text


@pytest.mark.parametrize("number", [3, 60])
def test_the_page_costs_the_same_however_many_are_alike(
    client, django_assert_max_num_queries, number
):
    one = startup(tags=["a"])
    for _each in range(number):
        startup(tags=["a"])

    with django_assert_max_num_queries(6):
        client.get(one.get_absolute_url())


# For machines


def data_of(client, one):
    page = client.get(one.get_absolute_url()).text
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])


def test_machines_read_what_everybody_may(client):
    one = startup(
        name="Wärme </script><b>",
        text="Wir finden Lecks.",
        seat="Leipzig",
        team_size=7,
        website="https://waermepuls.example.org",
        tags=["Wärme"],
    )
    for title, audience in (("Erster Kunde", "all"), ("Zweiter Kunde", "partners")):
        day = date(2026, 3, 1)
        Milestone.objects.create(startup=one, title=title, reached_on=day, audience=audience)

    said = data_of(client, one)

    assert said["@type"] == "Organization"
    assert said["name"] == "Wärme </script><b>"
    assert said["sameAs"] == "https://waermepuls.example.org"
    assert said["address"]["addressLocality"] == "Leipzig"
    assert said["numberOfEmployees"]["value"] == 7
    assert said["event"] == [{"@type": "Event", "name": "Erster Kunde", "startDate": "2026-03-01"}]


def test_machines_read_nothing_that_is_not_released(client):
    one = startup(
        text="Geheim", seat="Geheim", team_size=7, traction="Geheim", released_fields=["stage"]
    )
    deck_of(one)

    assert set(data_of(client, one)) == {
        "@context",
        "@type",
        "name",
        "url",
        "description",
        "slogan",
    }
    assert "Geheim" not in client.get(one.get_absolute_url()).text


# For other sites


def test_a_link_to_the_profile_comes_with_a_picture_of_its_own(client):
    one = startup(name="Wärmepuls")
    page = client.get(one.get_absolute_url()).text
    address = re.search(r'property="og:image" content="https?://[^/]+([^"]+)"', page)[1]

    answer = client.get(address)

    assert answer["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert len(answer.content) < 200_000


def test_the_picture_of_a_private_profile_is_for_nobody(as_user, client):
    one = startup(public=False, owner=founder())
    address = reverse("startups:startup-preview", args=[one.slug])

    assert client.get(address).status_code == 404
    assert as_user(one.members.get().person).get(address).status_code == 404
    assert "img/preview" in as_user(one.members.get().person).get(one.get_absolute_url()).text


@pytest.mark.parametrize(
    "name",
    ["W", "Ätherwind", "x" * 80, "Parkplatzlosverfahrensgesellschaft", "Łódź 😀 東京", "  "],
)
@pytest.mark.parametrize("colour", ["energy", "city", "health", ""])
def test_any_name_can_be_drawn(name, colour):
    picture = preview_image.draw(
        name=name, sentence="Ein Satz. " * 20, track="Energie", colour=colour, site="Hub"
    )

    assert Image.open(io.BytesIO(picture)).size == (1200, 630)
