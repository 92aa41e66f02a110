"""The first page of the admin: what waits today, by task, in few queries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.mail import heartbeats
from hub.mail.models import EmailState, Heartbeat
from hub.programme import barriers
from startups.models import Offer
from startups.services import decisions
from tests.factories.hub import lead, staff
from tests.factories.mail import EmailFactory
from tests.factories.startups import ApplicationFactory, BatchFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    """The second factor has tests of its own."""
    settings.STAFF_SECOND_FACTOR = False


def text_of(page):
    return " ".join(page.content.decode().split())


def test_an_empty_desk_says_so_and_a_clock_that_never_ran_is_named(as_user):
    page = as_user(staff()).get("/admin/")

    assert "Nichts. Alles ist bearbeitet." in text_of(page)
    assert "Noch nie gelaufen" in text_of(page)


def test_a_clock_that_runs_is_not_mentioned_and_one_that_stopped_is(as_user):
    for name in (heartbeats.CLOCK, heartbeats.MAIL):
        heartbeats.note(name)
    client = as_user(staff())
    assert client.get("/admin/").context["stopped"] == []

    Heartbeat.objects.filter(name=heartbeats.CLOCK).update(
        at=timezone.now() - timedelta(minutes=42)
    )
    assert "Seit 42 Minuten" in text_of(client.get("/admin/"))


def everything(count):
    """Something of every kind that can wait."""
    batch = BatchFactory(places=100, deadline=timezone.now() + timedelta(days=3))
    for _ in range(count):
        ApplicationFactory(batch=batch)
        ApplicationFactory(batch=batch, submitted=True)
        accepted = ApplicationFactory(batch=batch, submitted=True)
        decisions.prepare(accepted, outcome="accept", by=staff())
        EmailFactory(state=EmailState.DEAD)
        EmailFactory(state=EmailState.HELD)
        barriers.report(text="Kein Kontrast")
    decisions.release(batch, by=lead())
    Offer.objects.update(expires_at=timezone.now() + timedelta(days=1))
    for _ in range(count):
        waiting = ApplicationFactory(batch=batch, submitted=True)
        decisions.prepare(waiting, outcome="decline", message="Leider", by=staff())


def test_everything_that_waits_has_its_number_and_a_list_behind_it(as_user):
    everything(2)
    client = as_user(staff())

    waiting = client.get("/admin/").context["waiting"]

    counts = {one.label: one.count for one in waiting}
    assert counts == {
        "Mails sind unzustellbar": 2,
        "Platzangebote laufen in drei Tagen ab": 2,
        "Bewerbungen sind zu prüfen": 4,
        "Entscheidungen sind vorbereitet, nicht freigegeben": 2,
        "Entwürfe haben noch höchstens sieben Tage": 2,
        "Mails sind angehalten": 2,
        "gemeldete Barrieren sind zu beantworten": 2,
    }
    assert waiting[0].tone == "urgent"
    for one in waiting:
        listed = client.get(one.url)
        assert listed.status_code == 200
        if "cl" in (listed.context or {}):
            assert listed.context["cl"].result_count == one.count


def test_the_desk_asks_as_little_for_many_things_as_for_few(
    as_user, django_assert_max_num_queries
):
    client = as_user(staff())
    counts = []
    for count in (1, 5):
        everything(count)
        # One for each thing that can wait, and three for the figures.
        with django_assert_max_num_queries(15) as asked:
            client.get("/admin/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_models_stand_under_what_one_does_with_them(as_user):
    page = as_user(staff()).get("/admin/")

    groups = {group["name"]: group["models"] for group in page.context["app_list"]}
    names = {model["object_name"] for model in groups["Auswahl"]}
    assert names == {"Application", "Batch", "Conflict"}
    assert "Weiteres" not in groups


@pytest.mark.parametrize("path", ["abc/", "startups/", "startups/abc/", "r/abc/9/", "r/9/abc/"])
def test_addresses_that_mean_nothing_are_not_found(as_user, path):
    assert as_user(staff()).get(f"/admin/{path}").status_code in {200, 404}


def test_the_sites_keep_the_spelling_of_their_network(as_user):
    content = as_user(staff()).get("/admin/").content.decode()

    assert "de:hub-Standorte" in content
    assert "De:hub" not in content
