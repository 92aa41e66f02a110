"""What the desk says of the network: figures by track, contracts that end, lists that wait."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hub.sheets import services
from partners.models import Partner
from partners.queries import contracts
from startups.services.lists import Startups
from tests.factories.hub import lead, staff, track
from tests.factories.partners import PartnerFactory
from tests.factories.startups import StartupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def without_second_factor(settings):
    """The second factor has tests of its own."""
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def network():
    energy, city, _health = (track(slug) for slug in ("energy", "smart-city", "ehealth"))
    for _ in range(2):
        StartupFactory(track=energy, public=True)
    StartupFactory(track=energy, pilot_wish="Wärmenetz")
    StartupFactory(track=city, visibility="archived")
    StartupFactory(track=None)
    PartnerFactory().tracks.set([energy, city])
    PartnerFactory(state="ended").tracks.set([city])
    PartnerFactory(state="prospect")


def numbers(page):
    return {line.name: [cell.count for cell in line.cells] for line in page.context["figures"]}


@pytest.mark.usefixtures("network")
def test_figures_count_startups_and_partners_by_track(as_user):
    page = as_user(staff()).get("/admin/")

    assert numbers(page) == {
        "Energie": [2, 1, 1, 0, 1, 0],
        "Vernetzte Stadt": [0, 0, 0, 0, 1, 1],
        "eHealth": [0, 0, 0, 0, 0, 0],
        "ohne Schwerpunkt": [0, 1, 0, 1, 0, 0],
    }


@pytest.mark.usefixtures("network")
def test_behind_each_figure_stands_a_list_with_as_many_rows(as_user):
    client = as_user(staff())
    for line in client.get("/admin/").context["figures"]:
        for cell in line.cells:
            listed = client.get(cell.url)
            assert listed.status_code == 200, cell.url
            assert listed.context["cl"].result_count == cell.count, cell.url


def waiting(client):
    return {one.label: one for one in client.get("/admin/").context["waiting"]}


def test_contracts_that_end_are_named_sixty_days_before(as_user):
    today = timezone.localdate()
    for days, name in ((-1, "Vorbei"), (0, "Heute"), (60, "Bald"), (61, "Später")):
        PartnerFactory(name=name, contract_to=today + timedelta(days=days))
    PartnerFactory(name="Beendet", contract_to=today, state="ended")
    PartnerFactory(name="Ohne Ende")
    client = as_user(staff())

    found = waiting(client)

    ending = found["Partnerverträge enden innerhalb von 60 Tagen"]
    assert ending.count == 2
    assert ending.hint.index("Heute") < ending.hint.index("Bald")
    assert {one.name for one in client.get(ending.url).context["cl"].result_list} == {
        "Heute",
        "Bald",
    }
    over = found["Vertrag ist vorbei, der Partner noch aktiv"]
    assert (over.count, over.tone) == (1, "urgent")
    assert [one.name for one in client.get(over.url).context["cl"].result_list] == ["Vorbei"]
    assert contracts.over(Partner.objects.all(), on=today - timedelta(days=1)).count() == 0


def test_an_uploaded_list_waits_on_its_uploaders_desk_alone(as_user):
    person = staff()
    services.upload(Startups(), data=b"Name\nNova", file_name="neu.csv", by=person)

    found = waiting(as_user(person))["hochgeladene Liste wartet auf Ihre Bestätigung"]
    assert found.hint == "neu.csv"
    assert as_user(person).get(found.url).status_code == 200
    assert not waiting(as_user(lead()))
