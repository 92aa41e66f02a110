"""A team's own profile: what is public changes when staff have read it."""

import pytest
from django.utils import timezone

from startups.models import ProfileChange, ProfileChanges, PublicProfile
from startups.services import profile_release
from startups.states import Visibility
from tests.factories.hub import staff
from tests.startups.profile_cases import save, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(startup):
    startup.batch.profile_changes = ProfileChanges.BY_STAFF
    startup.batch.save()
    startup.visibility, startup.published_at = Visibility.PUBLIC, timezone.now()
    startup.save()
    return startup


def shown(startup):
    return PublicProfile.objects.get(startup=startup)


def test_what_is_public_changes_at_once_where_the_class_says_so(as_user, public, owner):
    public.batch.profile_changes = ProfileChanges.AT_ONCE
    public.batch.save()

    save(as_user(owner), public, text="Sofort da")

    assert shown(public).text == "Sofort da"
    assert not ProfileChange.objects.exists()


def test_what_is_public_waits_for_staff_and_what_is_private_does_not(as_user, public, owner):
    response = save(
        as_user(owner),
        public,
        text="Wartet",
        traction="Gleich da",
        website="https://neu.example.org",
        **{"audience-website": "all"},
    )

    public.refresh_from_db()
    assert shown(public).text == "Wir finden Lecks."
    assert shown(public).website == ""
    assert public.traction == "Gleich da"
    assert public.website == "https://neu.example.org", "nobody sees it yet, so it need not wait"
    change = public.changes.get()
    assert (change.values, change.released) == ({"text": "Wartet"}, ["website"])
    page = as_user(owner).get(response["Location"]).text
    assert "Das wartet auf die Freigabe" in page
    assert page.count("Wartet") >= 2, "in the list of what waits, and in the form"
    after = as_user(owner).get(url(public, "profile-preview", "visitor"), {"after": 1}).text
    assert "Wartet" in after
    assert "neu.example.org" in after
    now = as_user(owner).get(url(public, "profile-preview", "visitor")).text
    assert "neu.example.org" not in now


def test_hiding_never_waits(as_user, public, owner):
    save(as_user(owner), public, text="Neu und privat", **{"audience-text": "hub"})

    public.refresh_from_db()
    assert shown(public).text == ""
    assert public.text == "Neu und privat"
    assert not ProfileChange.objects.exists()


def test_hiding_takes_what_waited_of_the_field_out_of_the_queue(as_user, public, owner):
    save(as_user(owner), public, text="Wartet")
    save(as_user(owner), public, **{"audience-text": "partners"})

    public.refresh_from_db()
    assert public.changes.open().count() == 0
    assert public.text == "Wartet"
    assert shown(public).text == ""


def test_the_team_takes_back_what_waits(as_user, public, owner):
    save(as_user(owner), public, text="Wartet")

    as_user(owner).post(url(public, "profile-withdraw"))

    public.refresh_from_db()
    assert public.text == "Wir finden Lecks."
    assert not ProfileChange.objects.open().exists()
    assert "Wartet" not in as_user(owner).get(url(public)).text


def test_typing_the_old_text_again_leaves_nothing_to_wait(as_user, public, owner):
    save(as_user(owner), public, text="Wartet")
    save(as_user(owner), public, text="Wir finden Lecks.")

    assert not ProfileChange.objects.open().exists()


def test_a_team_leaves_the_directory_at_once_and_comes_back_by_staff_only(
    as_user, public, owner, client
):
    save(as_user(owner), public, text="Wartet")
    as_user(owner).post(url(public, "profile-leave"))
    client.logout()
    assert client.get(public.get_absolute_url()).status_code == 404
    public.refresh_from_db()
    assert public.text == "Wartet", "of a private profile nothing waits"

    as_user(owner).post(url(public, "profile-ask"))
    as_user(owner).post(url(public, "profile-ask"))
    public.refresh_from_db()
    assert public.visibility == Visibility.PENDING
    client.logout()
    assert client.get(public.get_absolute_url()).status_code == 404

    seen = profile_release.stamp(public, None)
    profile_release.release(public, by=staff(), seen=seen)
    client.logout()
    assert "Wartet" in client.get(public.get_absolute_url()).text
