"""Profiles that wait for the hub: the queue, side by side, released or returned with a sentence."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from hub.mail.models import Email
from hub.programme import public as public_pages
from startups.models import ProfileChange, PublicProfile
from startups.queries.profile_review import stamp
from startups.services import profile_changes, profile_release, profiles
from startups.states import ChangeState, Visibility
from tests.factories.hub import founder, staff
from tests.factories.startups import BatchFactory, StartupFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
QUEUE = "admin:startups_startup_waiting"


def wait(startup, *, released=(), **values):
    with transaction.atomic():
        return profile_changes.keep(
            profile_changes.lock_open(startup),
            startup=startup,
            values=values,
            released=list(released),
            by=startup.members.first().person,
        )


@pytest.fixture
def startup():
    return StartupFactory(
        public=True,
        name="Wärmepuls",
        text="Alt",
        stage="idea",
        website="https://waermepuls.example.org",
        traction="Geheim",
        released_fields=["text"],
        batch=BatchFactory(),
        owner=founder(),
    )


def page_of(startup):
    return reverse("admin:startups_startup_review", args=[startup.pk])


def post(client, startup, **data):
    change = startup.changes.open().first()
    startup.refresh_from_db()
    return client.post(page_of(startup), {"seen": stamp(startup, change)} | data)


def mails(kind):
    return Email.objects.filter(kind=f"startups/profile_{kind}")


def test_the_queue_names_who_waits_longest_first(as_user, startup):
    new = StartupFactory(name="Neuling", owner=founder(), batch=BatchFactory())
    profile_release.ask(new, by=new.members.get().person)
    wait(startup, text="Neu")
    ProfileChange.objects.update(at=timezone.now() - timezone.timedelta(days=3))
    returned = StartupFactory(public=True, name="Zurück", owner=founder())
    wait(returned, text="x")
    ProfileChange.objects.filter(startup=returned).update(state="returned", note="Warum?")

    page = as_user(staff()).get(reverse(QUEUE)).text

    assert page.index("Wärmepuls") < page.index("Neuling")
    assert "Zurück" not in page
    assert "neues Profil" in page


def test_what_waits_today_counts_the_profiles(as_user, startup):
    wait(startup, text="Neu")

    page = as_user(staff()).get(reverse("admin:index")).text

    assert "Profil wartet auf Freigabe" in page
    assert reverse(QUEUE) in page


def test_old_and_new_stand_side_by_side_and_nothing_private_with_them(as_user, startup):
    wait(startup, text="Neu", released=["website"])

    page = as_user(staff()).get(page_of(startup)).text

    assert "<td>Alt</td>" in page
    assert "<td>Neu</td>" in page
    assert "waermepuls.example.org" in page
    assert "Geheim" not in page


def test_a_release_shows_the_change_and_tells_the_team(as_user, startup):
    wait(startup, text="Neu", stage="growth", released=["website", "stage"])
    before = public_pages.version()
    desk = staff()

    post(as_user(desk), startup, release="")

    shown = PublicProfile.objects.get(startup=startup)
    assert (shown.text, shown.stage) == ("Neu", "growth")
    assert shown.website == "https://waermepuls.example.org"
    assert public_pages.version() > before
    change = startup.changes.get()
    assert (change.state, change.decided_by) == (ChangeState.RELEASED, desk)
    assert mails("released").get().recipient == startup.members.get().person


def test_a_return_keeps_the_words_and_sends_the_sentence(as_user, startup):
    wait(startup, text="Neu")

    post(as_user(staff()), startup, **{"return": "", "note": "Bitte kürzer."})

    assert PublicProfile.objects.get(startup=startup).text == "Alt"
    assert "Bitte kürzer." in mails("returned").get().body
    founders_page = as_user(startup.members.get().person).get(
        reverse("startups:profile-edit", args=[startup.slug])
    )
    assert "Bitte kürzer." in founders_page.text
    assert founders_page.context["form"]["text"].value() == "Neu"
    assert "Wärmepuls" not in as_user(staff()).get(reverse(QUEUE)).text


def test_a_returned_change_is_sent_again_and_staff_hear_of_it_once_more(startup):
    desk = staff()
    change = wait(startup, text="Neu")
    assert mails("waiting").count() == 1
    wait(startup, text="Neuer")
    assert mails("waiting").count() == 1, "one mail while it waits, however often it is edited"
    startup.refresh_from_db()
    change.refresh_from_db()
    profile_release.give_back(startup, by=desk, seen=stamp(startup, change), note="Kürzer")

    wait(startup, text="Kurz")

    change.refresh_from_db()
    assert (change.state, change.note, change.decided_by) == (ChangeState.WAITING, "", None)
    assert mails("waiting").count() == 2


def test_a_return_without_a_sentence_or_with_too_long_a_one_is_refused(as_user, startup):
    wait(startup, text="Neu")

    for note in ("", "  ", "x" * 1001):
        refused = post(as_user(staff()), startup, **{"return": "", "note": note})
        assert refused.status_code == 409
    assert startup.changes.get().state == ChangeState.WAITING
    assert not mails("returned").exists()


def test_what_changed_since_it_was_read_is_not_released(as_user, startup):
    change = wait(startup, text="Neu")
    seen = stamp(startup, change)
    wait(startup, text="Ganz anders")

    refused = as_user(staff()).post(page_of(startup), {"seen": seen, "release": ""})

    assert refused.status_code == 409
    assert "Ganz anders" in refused.text
    assert PublicProfile.objects.get(startup=startup).text == "Alt"


def test_a_second_click_finds_that_nothing_waits(as_user, startup):
    wait(startup, text="Neu")
    client = as_user(staff())
    seen = stamp(startup, startup.changes.get())
    for _click in range(2):
        client.post(page_of(startup), {"seen": seen, "release": ""})

    assert mails("released").count() == 1
    assert "wartet nicht" in client.get(page_of(startup)).text


def test_a_new_profile_is_shown_by_staff_or_returned(as_user):
    startup = StartupFactory(owner=founder(), batch=BatchFactory(), text="Neu")
    person = startup.members.get().person
    profile_release.ask(startup, by=person)
    post(as_user(staff()), startup, **{"return": "", "note": "Noch ein Bild, bitte."})
    startup.refresh_from_db()
    assert startup.visibility == Visibility.PRIVATE

    profile_release.ask(startup, by=person)
    post(as_user(staff()), startup, release="")
    startup.refresh_from_db()
    assert startup.visibility == Visibility.PUBLIC
    assert mails("returned").count() == 1
    assert mails("released").count() == 1


def test_without_a_focus_there_is_nothing_to_ask_for():
    startup = StartupFactory(owner=founder(), batch=BatchFactory(), track=None)

    with pytest.raises(profile_release.NotPresentable):
        profile_release.ask(startup, by=startup.members.get().person)


def test_a_profile_that_is_hidden_by_staff_keeps_what_waited_for_its_team(startup):
    wait(startup, text="Neu", released=["website"])

    profiles.hide(startup, by=staff())

    startup.refresh_from_db()
    assert (startup.text, startup.released_fields) == ("Neu", ["text", "website"])
    assert not ProfileChange.objects.open().exists()


def test_the_database_keeps_one_open_change_and_a_reason_with_a_return(startup):
    change = wait(startup, text="Neu")
    for broken in ({"state": "returned"}, {"released": ["traction"]}, {"decided_at": change.at}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProfileChange.objects.filter(pk=change.pk).update(**broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProfileChange.objects.create(startup=startup, by=change.by)


@pytest.mark.parametrize("number", [3, 100])
def test_the_queue_costs_the_same_however_long_it_is(
    as_user, django_assert_max_num_queries, number
):
    client = as_user(staff())
    batch = BatchFactory()
    for _each in range(number):
        StartupFactory(visibility="pending", batch=batch)

    with django_assert_max_num_queries(8):
        client.get(reverse(QUEUE))


def test_staff_who_show_a_profile_themselves_tell_its_team_too(as_user):
    startup = StartupFactory(owner=founder(), batch=BatchFactory())

    as_user(staff()).post(reverse("admin:startups_startup_act", args=[startup.pk, "publish"]))

    assert mails("released").get().recipient == startup.members.get().person


def test_the_page_of_a_startup_leads_to_what_waits_of_it(as_user, startup):
    page = reverse("admin:startups_startup_change", args=[startup.pk])
    assert page_of(startup) not in as_user(staff()).get(page).text
    wait(startup, text="Neu")

    assert page_of(startup) in as_user(staff()).get(page).text


@pytest.mark.parametrize(
    ("state", "told"), [("waiting", "warten auf die Freigabe"), ("returned", "zurückgegeben")]
)
def test_the_dashboard_says_what_became_of_a_change(as_user, startup, state, told):
    wait(startup, text="Neu")
    ProfileChange.objects.update(state=state, note="Warum?")

    page = as_user(startup.members.get().person).get(reverse("portal:dashboard")).text

    assert told in page
