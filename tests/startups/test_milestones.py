"""What a startup has reached: told by its team, shown to whom it likes, waiting where the class says."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from startups.models import Milestone, PartnerProfile, PublicProfile, Startup, StartupMember
from startups.queries.profile_review import lines, stamp
from startups.services import milestones, profile_release, profiles
from startups.states import ChangeState
from tests.factories.hub import founder, staff
from tests.factories.partners import colleague
from tests.factories.startups import BatchFactory, StartupFactory
from tests.startups.test_admin_batches import posted

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 14)


@pytest.fixture
def owner():
    return founder()


@pytest.fixture
def startup(owner):
    """Public, in a class where changes go out at once."""
    batch = BatchFactory(profile_changes="at_once")
    return StartupFactory(public=True, name="Xyz", batch=batch, owner=owner)


@pytest.fixture
def careful(owner):
    """Public, in a class where staff look first."""
    batch = BatchFactory(profile_changes="by_staff")
    return StartupFactory(public=True, name="Abc", batch=batch, owner=owner)


def told(startup, title="Erster Kunde", audience="all", day=DAY):
    return milestones.add(
        startup,
        title=title,
        reached_on=day,
        audience=audience,
        by=startup.members.earliest("pk").person,
    )


def url(name, startup, *more):
    return reverse(f"startups:{name}", args=[startup.slug, *more])


def titles(table, startup):
    return [one["title"] for one in table.objects.get(startup=startup).milestones]


# Who sees what


def test_each_audience_reads_its_own_newest_first(as_user, client, startup, owner):
    told(startup, "Für alle")
    told(startup, "Nur Partner", "partners", DAY + timedelta(days=1))
    told(startup, "Nur Hub", "hub")
    told(startup, "Davor", day=DAY - timedelta(days=40))

    assert titles(PublicProfile, startup) == ["Für alle", "Davor"]
    assert titles(PartnerProfile, startup) == ["Nur Partner", "Für alle", "Davor"]
    page = client.get(startup.get_absolute_url()).text
    assert "März 2026" in page
    assert ("Für alle" in page, "Nur Partner" in page, "Nur Hub" in page) == (True, False, False)
    area = reverse("partners:startup-detail", args=[startup.slug])
    page = as_user(colleague().person).get(area).text
    assert ("Nur Partner" in page, "Nur Hub" in page) == (True, False)
    seen = {
        viewer: as_user(owner).get(url("profile-preview", startup, viewer)).text
        for viewer in ("visitor", "partner", "hub")
    }
    assert [viewer for viewer, page in seen.items() if "Nur Partner" in page] == ["partner", "hub"]
    assert [viewer for viewer, page in seen.items() if "Nur Hub" in page] == ["hub"]


def test_they_are_found_by_search_and_as_open_data_where_they_are_shown(client, startup):
    told(startup, "Klabautermann vermessen")
    told(startup, "Wassermann vermessen", "partners")
    found = client.get("/startups.json", {"q": "Klabautermann"}).json()["startups"]
    assert found[0]["milestones"] == [
        {"title": "Klabautermann vermessen", "reached_on": "2026-03-14"}
    ]
    assert client.get("/startups.json", {"q": "Wassermann"}).json()["count"] == 0


def test_one_that_goes_is_shown_no_more(startup, owner):
    milestone = told(startup)
    milestones.remove(startup, milestone.uuid, by=owner)
    assert titles(PublicProfile, startup) == titles(PartnerProfile, startup) == []
    with pytest.raises(milestones.NotThere):
        milestones.remove(startup, milestone.uuid, by=owner)


def test_a_startup_goes_with_its_milestones():
    startup = StartupFactory(public=True)
    Milestone.objects.create(startup=startup, title="Xyz", reached_on=DAY)
    startup.delete()
    assert not Milestone.objects.exists()


# Waiting for the hub


def test_what_visitors_would_read_waits_where_staff_look_first(careful):
    told(careful, "Für alle")
    told(careful, "Nur Partner", "partners")
    assert titles(PublicProfile, careful) == []
    assert titles(PartnerProfile, careful) == ["Nur Partner"]
    change = careful.changes.get()
    assert change.state == ChangeState.WAITING
    (line,) = [line for line in lines(careful, change) if line.label == "Meilensteine"]
    assert (line.now, line.then, line.is_new) == ("", "14.03.2026 Für alle", True)

    profile_release.release(careful, by=staff(), seen=stamp(careful, change))

    assert titles(PublicProfile, careful) == ["Für alle"]


def test_one_that_came_since_it_was_read_is_not_released(careful):
    told(careful, "Eins")
    seen = stamp(careful, careful.changes.get())
    told(careful, "Zwei")
    with pytest.raises(profile_release.Changed):
        profile_release.release(careful, by=staff(), seen=seen)


def test_what_is_hidden_or_left_as_it_was_never_waits(careful, owner):
    milestone = Milestone.objects.create(startup=careful, title="Xyz", reached_on=DAY)

    def change(audience):
        seen = milestones.stamp(Milestone.objects.get())
        return milestones.change(
            careful,
            milestone.uuid,
            title="Xyz",
            reached_on=DAY,
            audience=audience,
            seen=seen,
            by=owner,
        )

    assert not change("all").waits
    assert not change("partners").waits
    assert titles(PublicProfile, careful) == []
    assert not careful.changes.exists()
    assert change("all").waits
    assert change("hub").waits is False
    assert not careful.changes.open().exists()


def test_taking_back_what_waits_keeps_the_words_for_the_hub(careful, owner):
    told(careful)
    profile_release.withdraw(careful, by=owner)
    kept = Milestone.objects.get()
    assert (kept.audience, kept.waits) == ("hub", False)


def test_of_a_profile_that_leaves_the_directory_nothing_waits(careful):
    told(careful)
    profiles.hide(careful, by=staff())
    assert not Milestone.objects.get().waits
    assert not careful.changes.open().exists()


def test_the_preview_shows_what_waits_as_it_will_be(as_user, careful, owner):
    told(careful, "Bald für alle")
    client, page = as_user(owner), url("profile-preview", careful, "visitor")
    assert "Bald für alle" in client.get(page, {"after": 1}).text
    now = client.get(page).context["profile"]
    assert now.milestones == ()


# By whom, and how


def test_the_team_adds_changes_and_removes(as_user, startup, owner):
    client, page = as_user(owner), url("profile-milestones", startup)
    form = {"title": "Erster Kunde", "reached_on": "14.03.2026", "audience": "all"}
    for _click in range(2):
        assert client.post(page, form).status_code == 302
    milestone = Milestone.objects.get()
    own = url("profile-milestone", startup, milestone.uuid)
    seen = client.get(own).context["seen"]
    assert client.post(own, form | {"title": "Zwei", "seen": seen}).status_code == 302
    milestone.refresh_from_db()
    assert (milestone.title, milestone.reached_on) == ("Zwei", DAY)
    client.post(url("profile-milestone-remove", startup, milestone.uuid))
    assert not Milestone.objects.exists()


def test_bad_input_gets_a_sentence_at_its_field_and_loses_nothing(as_user, startup, owner):
    tomorrow = (timezone.localdate() + timedelta(days=1)).strftime("%d.%m.%Y")
    for form, field, said in (
        ({"title": "", "reached_on": "14.03.2026", "audience": "all"}, "title", ""),
        ({"title": "Xyz", "reached_on": "30.02.2026", "audience": "all"}, "reached_on", "gibt es"),
        ({"title": "Xyz", "reached_on": tomorrow, "audience": "all"}, "reached_on", "Zukunft"),
        ({"title": "Xyz", "reached_on": "14.03.2026", "audience": "jury"}, "audience", ""),
    ):
        answer = as_user(owner).post(url("profile-milestones", startup), form)
        assert answer.status_code == 200
        assert said in str(answer.context["form"].errors[field])
        assert f'value="{form["reached_on"]}"' in answer.text
    assert not Milestone.objects.exists()


def test_who_is_second_sees_both_texts_and_decides(as_user, startup, owner):
    milestone = told(startup)
    client, own = as_user(owner), url("profile-milestone", startup, milestone.uuid)
    seen = client.get(own).context["seen"]
    Milestone.objects.update(title="Von der Kollegin")
    form = {"title": "Von mir", "reached_on": "14.03.2026", "audience": "all", "seen": seen}

    answer = client.post(own, form)

    assert answer.status_code == 409
    assert "Von der Kollegin" in answer.text
    assert "Von mir" in answer.text
    assert Milestone.objects.get().title == "Von der Kollegin"
    assert client.post(own, form | {"seen": answer.context["seen"]}).status_code == 302
    assert Milestone.objects.get().title == "Von mir"


def test_the_same_twice_and_too_many_are_refused(startup, owner):
    told(startup, "A")
    second = told(startup, "B")
    with pytest.raises(milestones.Twice):
        told(startup, "A", "hub")
    with pytest.raises(milestones.Twice):
        milestones.change(
            startup,
            second.uuid,
            title="A",
            reached_on=DAY,
            audience="all",
            seen=milestones.stamp(second),
            by=owner,
        )
    rows = [
        Milestone(startup=startup, title=f"Xyz {number}", reached_on=DAY)
        for number in range(milestones.MOST - 2)
    ]
    Milestone.objects.bulk_create(rows)
    with pytest.raises(milestones.TooMany):
        told(startup, "Eins zu viel")


def test_readers_and_strangers_change_nothing(as_user, startup):
    milestone = told(startup)
    reader = founder()
    StartupMember.objects.create(startup=startup, person=reader, level="viewer")
    page = url("profile-milestones", startup)
    assert "Hinzufügen" not in as_user(reader).get(page).text
    form = {"title": "Xyz", "reached_on": "14.03.2026", "audience": "all"}
    assert as_user(reader).post(page, form).status_code == 409
    remove = url("profile-milestone-remove", startup, milestone.uuid)
    as_user(reader).post(remove)
    assert as_user(founder()).post(remove).status_code == 404
    assert Milestone.objects.count() == 1


@pytest.mark.parametrize("number", [3, 40])
def test_the_page_costs_the_same_with_few_and_many(
    as_user, startup, owner, number, django_assert_max_num_queries
):
    rows = [
        Milestone(startup=startup, title=f"Xyz {one}", reached_on=DAY) for one in range(number)
    ]
    Milestone.objects.bulk_create(rows)
    client = as_user(owner)
    client.get(url("profile-milestones", startup))
    with django_assert_max_num_queries(10):
        client.get(url("profile-milestones", startup))


def test_the_database_lets_only_what_is_for_everybody_wait(startup):
    for fields in ({"audience": "partners", "waits": True}, {"title": "  "}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Milestone.objects.create(startup=startup, reached_on=DAY, **{"title": "Xyz", **fields})


@pytest.mark.usefixtures("without_second_factor")
def test_what_staff_write_is_released(as_user, careful):
    told(careful, "Für alle")
    milestone = Milestone.objects.get()
    page = reverse("admin:startups_startup_change", args=[careful.pk])
    client = as_user(staff())
    changes = {"milestones-0-title": "Für alle, geprüft"}

    answer = client.post(page, posted(client, page, **changes))

    assert answer.status_code == 302, answer.context["errors"]
    milestone.refresh_from_db()
    assert (milestone.title, milestone.waits) == ("Für alle, geprüft", False)
    assert titles(PublicProfile, careful) == ["Für alle, geprüft"]
    assert not careful.changes.open().exists()
    assert Startup.objects.get(pk=careful.pk).visibility == "public"
