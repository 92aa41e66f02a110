"""A team's own profile: who edits it, what it says, and how others will see it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from startups.models import PARTNER_ONLY, RELEASABLE, Startup, StartupMember
from startups.queries.profile_fields import EDITABLE
from startups.services import profile_edits
from startups.services.profile_edits import Wish
from startups.states import MemberLevel
from tests.factories.hub import founder
from tests.factories.startups import ApplicationFactory
from tests.startups.profile_cases import as_seen, save, url

pytestmark = pytest.mark.django_db


# Who


def test_the_team_edits_viewers_read_and_strangers_find_nothing(as_user, startup, owner):
    viewer, editor = founder(), founder()
    StartupMember.objects.create(startup=startup, person=viewer, level=MemberLevel.VIEWER)
    StartupMember.objects.create(startup=startup, person=editor, level=MemberLevel.EDITOR)

    for person in (owner, editor):
        assert "Profil speichern" in as_user(person).get(url(startup)).text
    page = as_user(viewer).get(url(startup)).text
    assert "Profil speichern" not in page
    assert "Wir finden Lecks." in page
    assert as_user(founder()).get(url(startup)).status_code == 404
    form = as_seen(startup)
    assert save(as_user(viewer), startup, form, text="Nein").status_code == 409
    assert save(as_user(founder()), startup, form, text="Nein").status_code == 404
    startup.refresh_from_db()
    assert startup.text == "Wir finden Lecks."


def test_who_left_the_team_finds_the_profile_no_more(as_user, startup, owner):
    startup.members.update(left_at=timezone.now())

    assert as_user(owner).get(url(startup)).status_code == 404
    assert as_user(owner).get(url(startup, "profile-preview", "partner")).status_code == 404


def test_before_the_place_is_confirmed_answers_are_the_place_to_write(as_user):
    application = ApplicationFactory()
    client = as_user(application.started_by)

    page = client.get(url(application.startup))

    assert "entsteht aus eurer Bewerbung" in page.text
    refused = save(client, application.startup, text="Schon jetzt")
    application.startup.refresh_from_db()
    assert refused.status_code == 409
    assert application.startup.text == ""


def test_the_dashboard_leads_to_the_profile(as_user, startup, owner):
    assert url(startup) in as_user(owner).get(reverse("portal:dashboard")).text


# What


def test_every_field_is_saved_with_its_audience(as_user, startup, owner):
    typed = {
        "name": "Wärme Puls",
        "one_liner": "Wir hören Lecks.",
        "text": "Neu\r\n\r\nZweiter Absatz",
        "stage": "customers",
        "founded_on": "01.02.2024",
        "team_size": "7",
        "seat": "Halle (Saale)",
        "website": "waermepuls.example.org",
        "jobs_url": "https://waermepuls.example.org/jobs",
        "seeks": ["pilot", "staff"],
        "tags": "Fernwärme, Sensorik,, fernwärme ",
        "traction": "Drei Stadtwerke",
        "pilot_wish": "Ein Netz",
        "audience-text": "hub",
        "audience-website": "partners",
        "audience-team_size": "all",
        "audience-traction": "partners",
    }

    response = save(as_user(owner), startup, **typed)

    assert response.status_code == 302, response.text
    startup.refresh_from_db()
    assert startup.name == "Wärme Puls"
    assert startup.sort_key == "warme puls"
    assert startup.text == "Neu\n\nZweiter Absatz"
    assert (startup.stage, startup.team_size) == ("customers", 7)
    assert startup.founded_on.isoformat() == "2024-02-01"
    assert startup.region == "central", "the region follows the town"
    assert startup.website == "https://waermepuls.example.org"
    assert startup.seeks == ["pilot", "staff"]
    assert [tag.casefold() for tag in startup.tags] == ["fernwärme", "sensorik"]
    assert startup.released_fields == ["seat", "team_size"]
    assert startup.partner_fields == ["website", "traction"]


def test_a_region_somebody_chose_is_not_guessed_over(as_user, startup, owner):
    save(as_user(owner), startup, seat="Halle", region="saxony")

    startup.refresh_from_db()
    assert startup.region == "saxony"


MISTAKES = [
    ("name", "", "Dieses Feld ist zwingend erforderlich"),
    ("name", "…", "Buchstaben oder Ziffern"),
    ("one_liner", "x" * 141, "höchstens 140"),
    ("founded_on", "31.02.2024", "Das Datum gibt es nicht"),
    ("founded_on", "01.01.2099", "in der Zukunft"),
    ("team_size", "viele", "ganze Zahl"),
    ("team_size", "0", "größer oder gleich 1"),
    ("website", "javascript:alert(1)", "gültige Adresse"),
    ("stage", "unicorn", "unicorn"),
    ("tags", "a,b,c,d,e,f,g,h,i", "eines ist zu viel"),
    ("tags", "x" * 31, "höchstens 30 Zeichen"),
    ("audience-traction", "all", "all"),
    ("audience-text", "everybody", "everybody"),
]


@pytest.mark.parametrize(("field", "typed", "told"), MISTAKES)
def test_a_mistake_is_told_at_its_field_and_nothing_typed_is_lost(
    as_user, startup, owner, field, typed, told
):
    response = save(as_user(owner), startup, **{"text": "Frisch getippt", field: typed})

    startup.refresh_from_db()
    assert response.status_code == 200
    assert "Frisch getippt" in response.text
    assert 'aria-invalid="true"' in response.text
    assert told in response.text
    assert startup.text == "Wir finden Lecks.", "nothing is stored while something is wrong"


# As others see it


def test_the_previews_show_what_each_audience_is_shown(as_user, startup, owner):
    Startup.objects.filter(pk=startup.pk).update(
        traction="Drei Stadtwerke", website="https://geheim.example.org", pilot_wish="Ein Netz",
        partner_fields=["traction"],
    )  # fmt: skip
    pages = {
        viewer: as_user(owner).get(url(startup, "profile-preview", viewer)).text
        for viewer in ("visitor", "partner", "hub")
    }

    assert "Wir finden Lecks." in pages["visitor"]
    assert "Drei Stadtwerke" not in pages["visitor"]
    assert "noch nicht" in pages["visitor"]
    assert "Drei Stadtwerke" in pages["partner"]
    assert "Ein Netz" not in pages["partner"]
    assert "solange ihr nicht zustimmt" in pages["partner"]
    assert "Ein Netz" in pages["hub"]
    assert "geheim.example.org" in pages["hub"]
    assert as_user(owner).get(url(startup, "profile-preview", "jury")).status_code == 404


# What every way of editing keeps to


def test_a_service_takes_no_wish_of_a_stranger(startup):
    with pytest.raises(Startup.DoesNotExist):
        profile_edits.save(startup, wishes={"text": Wish("Nein", "")}, by=founder())


def test_every_field_that_can_be_released_can_be_edited():
    assert {*RELEASABLE, *PARTNER_ONLY} - {"deck"} <= set(EDITABLE)
