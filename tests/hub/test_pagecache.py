"""Kept pages: never stale after a change, never for anybody with a session, never too many."""

import gzip
from datetime import timedelta

import brotli
import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from hub.core import pagecache
from hub.core.pagecache import KeptPages, public_page
from hub.programme import public
from hub.programme.models import Track
from startups.services import profiles
from tests.factories.hub import founder, staff, track
from tests.factories.startups import BatchFactory, StartupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted():
    """A public view that counts how often it was made."""
    made = []

    @kept(query=("page",))
    def view(request):
        made.append(request.get_full_path())
        return HttpResponse(f"<p>page {len(made)}</p>" + "x" * 2000)

    view.made = made
    return view


def kept(**options):
    """A view under the middleware that keeps its pages."""
    return lambda view: KeptPages(public_page(**options)(view))


@pytest.fixture
def ask(counted):
    def get(path="/", **headers):
        return counted(RequestFactory().get(path, headers=headers))

    return get


def test_a_page_is_made_once_for_all_visitors(ask, counted):
    assert ask().content == ask().content
    assert len(counted.made) == 1


def test_a_change_of_something_public_shows_at_the_next_request(ask, counted):
    ask()
    public.touch()
    assert b"page 2" in ask().content


def test_a_page_made_while_something_changed_is_not_kept_as_new(counted):
    """The number is read before the page is made: what changes meanwhile makes the page stale."""

    @kept()
    def view(request):
        public.touch()
        counted.made.append("")
        return HttpResponse(b"x")

    view(RequestFactory().get("/"))
    view(RequestFactory().get("/"))
    assert len(counted.made) == 2


def test_a_page_ages(ask, counted):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        ask()
        clock.shift(timedelta(seconds=59))
        ask()
        assert len(counted.made) == 1
        clock.shift(timedelta(seconds=2))
        ask()
    assert len(counted.made) == 2


def test_somebody_with_a_session_gets_a_page_of_their_own(client, counted, settings):
    request = RequestFactory().get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "anything"
    counted(request)
    counted(request)
    assert len(counted.made) == 2


def test_a_page_made_for_somebody_with_a_session_is_given_to_nobody_else(as_user, client):
    as_user(founder(name="Änne Größner")).get(reverse("portal:home"))
    client.logout()
    client.cookies.clear()
    assert "Änne" not in client.get(reverse("portal:home")).content.decode()


def test_a_waiting_message_is_not_kept_for_others(counted):
    request = RequestFactory().get("/")
    request.COOKIES["messages"] = "bye"
    counted(request)
    counted(RequestFactory().get("/"))
    assert len(counted.made) == 2


def test_an_answer_that_sets_a_cookie_is_not_kept(counted):
    @kept()
    def view(request):
        response = HttpResponse("x")
        response.set_cookie("a", "b")
        counted.made.append("")
        return response

    view(RequestFactory().get("/"))
    view(RequestFactory().get("/"))
    assert len(counted.made) == 2


@pytest.mark.parametrize("status", [302, 404, 500])
def test_only_good_answers_are_kept(counted, status):
    @kept()
    def view(request):
        counted.made.append("")
        return HttpResponse("x", status=status)

    view(RequestFactory().get("/"))
    view(RequestFactory().get("/"))
    assert len(counted.made) == 2


def test_a_form_that_is_sent_passes_by(counted):
    counted(RequestFactory().post("/"))
    counted(RequestFactory().post("/"))
    assert len(counted.made) == 2


def test_known_parameters_have_pages_of_their_own_and_unknown_ones_are_not_kept(ask, counted):
    ask("/?page=1"), ask("/?page=2"), ask("/?page=1")
    assert len(counted.made) == 2
    ask("/?utm=1"), ask("/?utm=1"), ask("/?page=1&utm=1")
    assert len(counted.made) == 5


def test_the_browser_that_has_the_page_gets_a_304_without_making_it(ask, counted):
    etag = ask()["ETag"]
    again = ask(if_none_match=f'W/"other", {etag}')
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == etag
    public.touch()
    assert ask(if_none_match=etag).status_code == 200
    assert len(counted.made) == 2


def test_two_processes_give_the_same_page_the_same_etag():
    @kept()
    def view(request):
        return HttpResponse("the same")

    first = view(RequestFactory().get("/"))["ETag"]
    pagecache.forget_all()
    assert view(RequestFactory().get("/"))["ETag"] == first


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", ""),
        ("", ""),
        ("brx", ""),
    ],
)
def test_a_page_is_packed_as_the_browser_takes_it(ask, accepted, encoding):
    plain = ask().content
    response = ask(accept_encoding=accepted)
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[encoding]
    assert response.get("Content-Encoding", "") == encoding
    assert unpack(response.content) == plain
    assert response["Content-Length"] == str(len(response.content))
    assert "Accept-Encoding" in response["Vary"]


def test_pages_do_not_fill_the_memory(ask):
    for number in range(pagecache.MAX_PAGES + 50):
        ask(f"/?page={number}")
    assert len(pagecache._kept) == pagecache.MAX_PAGES


# On the real pages


def test_a_kept_page_costs_one_query(client, django_assert_num_queries):
    client.get(reverse("portal:home"))
    with django_assert_num_queries(1):
        client.get(reverse("portal:home"))


def test_languages_are_kept_apart(client):
    for _twice in range(2):
        assert '<html lang="de">' in client.get("/").content.decode()
        assert '<html lang="en">' in client.get("/en/").content.decode()


def test_the_deadline_passing_shows_to_the_second(client):
    now = timezone.now().replace(microsecond=0)
    BatchFactory(opens_at=now - timedelta(days=1), deadline=now + timedelta(seconds=20))
    with time_machine.travel(now, tick=False) as clock:
        assert "Jetzt bewerben" in client.get("/").content.decode()
        clock.shift(timedelta(seconds=20))
        assert "Jetzt bewerben" in client.get("/").content.decode()
        clock.shift(timedelta(seconds=1))
        assert "Jetzt bewerben" not in client.get("/").content.decode()


def test_a_published_profile_shows_at_once_and_a_hidden_one_is_gone_at_once(client):
    startup = StartupFactory(name="Wärmepuls")
    assert "Wärmepuls" not in client.get("/startups/").content.decode()
    profiles.publish(startup, by=staff(), released_fields=[])
    assert "Wärmepuls" in client.get("/startups/").content.decode()
    assert client.get("/startups/waermepuls/").status_code == 200
    profiles.hide(startup, by=staff())
    assert "Wärmepuls" not in client.get("/startups/").content.decode()
    assert client.get("/startups/waermepuls/").status_code == 404


def test_a_word_changed_in_the_admin_shows_at_once(client, as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    energy = track()
    assert "Neue Energie" not in client.get("/tracks/energy/").content.decode()
    fields = {name: getattr(energy, name) for name in ("colour", "name_en", "position")}
    fields |= {name: getattr(energy, name) for name in ("summary_de", "summary_en")}
    as_user(staff()).post(
        reverse("admin:hub_track_change", args=[energy.pk]), fields | {"name_de": "Neue Energie"}
    )
    assert Track.objects.get(pk=energy.pk).name_de == "Neue Energie"
    client.logout()
    client.cookies.clear()
    assert "Neue Energie" in client.get("/tracks/energy/").content.decode()
