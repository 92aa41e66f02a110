"""The partners' public pages and their desk in the admin."""

import pytest
from django.urls import reverse

from partners.models import Partner, PartnerMember
from tests.factories.hub import UserFactory, staff, track
from tests.factories.partners import PartnerFactory, ScienceUnitFactory

pytestmark = pytest.mark.django_db


def test_active_partners_are_listed_by_kind(client):
    PartnerFactory(name="Stadtwerk")
    PartnerFactory(name="Institut", kind="science")
    html = client.get("/partners/").content.decode()
    assert html.index("Unternehmen</h2>") < html.index("Stadtwerk")
    assert html.index("Wissenschaft</h2>") < html.index("Institut")
    assert "öffentliche Einrichtung</h2>" not in html


@pytest.mark.parametrize("state", ["prospect", "ended"])
def test_a_partner_to_be_and_one_that_was_are_nobody_s_business(client, state):
    partner = PartnerFactory(name="Geheim AG", state=state)
    assert "Geheim AG" not in client.get("/partners/").content.decode()
    assert client.get(partner.get_absolute_url()).status_code == 404


def test_a_partner_s_page_names_tracks_and_website(client):
    partner = PartnerFactory(
        name="Stadtwerk", website="https://stadtwerk.example", summary_de="Macht Wärme."
    )
    partner.tracks.add(track())
    html = client.get(partner.get_absolute_url()).content.decode()
    assert "Macht Wärme." in html
    assert 'href="/tracks/energy/"' in html
    assert 'rel="noopener">https://stadtwerk.example' in html


def test_a_university_s_page_lists_its_published_units(client):
    university = PartnerFactory(name="Hochschule Xyz", kind="science")
    shown = ScienceUnitFactory(university=university, name_de="Labor Xyz", knows=["Xyz messen"])
    ScienceUnitFactory(university=university, name_de="Labor Geheim", state="private")
    ScienceUnitFactory(name_de="Labor anderswo")
    html = client.get(university.get_absolute_url()).content.decode()
    assert shown.get_absolute_url() in html
    assert "Xyz messen" in html
    assert "Labor Geheim" not in html
    assert "Labor anderswo" not in html


@pytest.mark.parametrize("number", [3, 300])
def test_a_university_with_many_units_leads_to_all_of_them(
    client, number, django_assert_max_num_queries
):
    university = PartnerFactory(kind="science")
    ScienceUnitFactory.create_batch(number, university=university, knows=["Xyz messen"])
    with django_assert_max_num_queries(8):
        html = client.get(university.get_absolute_url()).content.decode()
    assert html.count("Xyz messen") == min(number, 12)
    assert f"Alle {number} Einrichtungen" in html
    assert f"/competence-centre/?university={university.slug}" in html


def test_no_partner_yet_offers_a_way_on(client):
    assert "Noch kein Partner eingetragen" in client.get("/partners/").content.decode()


@pytest.mark.parametrize("number", [3, 300])
def test_the_list_costs_the_same_few_queries(client, django_assert_num_queries, number):
    energy = track()
    for partner in PartnerFactory.create_batch(number):
        partner.tracks.add(energy)
    with django_assert_num_queries(3):
        client.get("/partners/")


# The admin


def test_staff_add_a_partner_with_its_people_and_it_is_public_at_once(client, as_user, settings):
    settings.STAFF_SECOND_FACTOR = False
    assert "Ökostrom AG" not in client.get("/partners/").content.decode()
    person = UserFactory()
    form = {
        "name": "Ökostrom AG",
        "slug": "oekostrom",
        "kind": "company",
        "state": "active",
        "introductions_per_month": "5",
        "members-TOTAL_FORMS": "1",
        "members-INITIAL_FORMS": "0",
        "members-0-person": person.pk,
        "members-0-level": "lead",
        "members-0-joined_at_0": "2026-11-01",
        "members-0-joined_at_1": "12:00:00",
    }
    response = as_user(staff()).post(reverse("admin:partners_partner_add"), form)
    assert response.status_code == 302, response.context["errors"]
    partner = Partner.objects.get()
    assert partner.sort_key == "okostrom ag"
    assert PartnerMember.objects.get(partner=partner).person == person
    client.logout()
    client.cookies.clear()
    assert "Ökostrom AG" in client.get("/partners/").content.decode()
