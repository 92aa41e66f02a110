import pytest
from django.urls import reverse

from hub.programme import public
from startups.models import Conflict, Startup
from tests.factories.hub import founder, staff
from tests.factories.startups import StartupFactory
from tests.startups.test_admin_batches import posted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]


def act(client, startup, name):
    return client.post(reverse("admin:startups_startup_act", args=[startup.pk, name]))


def test_a_profile_is_shown_hidden_and_archived_by_button(as_user):
    startup = StartupFactory()
    client = as_user(staff())
    seen = []

    for name in ("publish", "hide", "publish", "archive", "publish"):
        before = public.version()
        act(client, startup, name)
        startup.refresh_from_db()
        seen.append((startup.visibility, public.version() > before))

    assert seen == [
        ("public", True),
        ("private", True),
        ("public", True),
        ("archived", True),
        ("archived", False),
    ]


def test_an_unfinished_profile_is_not_published(as_user):
    startup = StartupFactory(one_liner="")

    response = as_user(staff()).post(
        reverse("admin:startups_startup_act", args=[startup.pk, "publish"]), follow=True
    )

    assert "fehlen noch" in response.content.decode()
    startup.refresh_from_db()
    assert startup.visibility == "private"


def test_a_public_profile_cannot_lose_what_the_directory_needs(as_user):
    startup = StartupFactory(public=True)
    client = as_user(staff())
    url = reverse("admin:startups_startup_change", args=[startup.pk])

    response = client.post(url, posted(client, url, one_liner=""))

    assert response.status_code == 200
    startup.refresh_from_db()
    assert startup.one_liner


def test_a_new_name_stands_in_its_new_place(as_user):
    startup = StartupFactory(name="Zeta")
    client = as_user(staff())
    url = reverse("admin:startups_startup_change", args=[startup.pk])

    client.post(url, posted(client, url, name="Ärztenetz"))

    startup.refresh_from_db()
    assert (startup.name, startup.sort_key) == ("Ärztenetz", "arztenetz")


def test_lists_of_startups_ask_as_little_for_many(as_user, django_assert_max_num_queries):
    client = as_user(staff())
    counts = []
    for _ in range(2):
        for _ in range(10):
            StartupFactory(owner=founder())
        with django_assert_max_num_queries(15) as asked:
            assert client.get("/admin/startups/startup/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_tie_is_added_and_not_taken_away_by_the_person_tied(as_user):
    startup, person, other = StartupFactory(), staff(), staff()
    client = as_user(person)

    page = client.get(f"/admin/startups/conflict/add/?startup={startup.pk}")
    assert page.context["adminform"].form.initial == {"startup": str(startup.pk)}
    for tied in (person, other):
        client.post(
            "/admin/startups/conflict/add/",
            {"person": tied.pk, "startup": startup.pk, "reason": "Schwester"},
        )
    own, foreign = Conflict.objects.get(person=person), Conflict.objects.get(person=other)
    assert own.recorded_by == person

    for tie in (own, foreign):
        client.post(reverse("admin:startups_conflict_delete", args=[tie.pk]), {"post": "yes"})
    assert list(Conflict.objects.all()) == [own]


@pytest.mark.parametrize("value", ["abc", "9" * 30, "-1", ""])
def test_a_forged_key_in_a_form_is_told(as_user, value):
    response = as_user(staff()).post(
        "/admin/startups/conflict/add/", {"person": value, "startup": value, "reason": "x"}
    )

    assert response.status_code == 200
    assert not Conflict.objects.exists()
    assert (
        as_user(staff()).get(f"/admin/startups/conflict/add/?startup={value}").status_code == 200
    )
    assert not Startup.objects.exists()
