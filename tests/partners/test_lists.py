"""Lists of partners, by the same machinery."""

from datetime import date

import pytest

from hub.sheets import files, services, tables
from hub.sheets.plans import Kind
from partners.models import Partner
from partners.services.lists import MAX_SLUG, Partners
from tests.factories.hub import staff, track
from tests.factories.partners import PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def tracks():
    return [track(slug) for slug in ("energy", "smart-city", "ehealth")]


def planned(text, by=None):
    data = text if isinstance(text, bytes) else text.encode()
    waiting = services.upload(Partners(), data=data, file_name="p.csv", by=by or staff())
    return waiting, services.preview(Partners(), waiting)


def read_in(text):
    person = staff()
    waiting, plan = planned(text, person)
    return services.confirm(Partners(), waiting, seen=plan.stamp, by=person)


def test_new_partners_come_with_tracks_and_contract():
    read_in(
        "Name,Type,Tracks,Contract start,Contract end,SME,Summary,Website\n"
        'Stadtwerke Süd,company,"Energie; Smart City",01.01.2026,2027-12-31,yes,Power,sued.example\n'
        "Klinikum,public institution,ehealth,,,,,\n"
    )

    partner = Partner.objects.get(slug="stadtwerke-sued")
    assert [one.slug for one in partner.tracks.all()] == ["energy", "smart-city"]
    assert (partner.contract_from, partner.contract_to) == (date(2026, 1, 1), date(2027, 12, 31))
    assert (partner.is_sme, partner.state, partner.summary_en) == (True, "prospect", "Power")
    assert Partner.objects.get(slug="klinikum").kind == "public"


def test_a_partner_is_changed_in_place():
    partner = PartnerFactory(name="VNG", website="https://alt.example", contract_to=None)
    partner.tracks.add(track("ehealth"))
    done = read_in("Name;Schwerpunkte;Vertrag bis;Stand;Website\nvng;Energie;31.12.2027;beendet;")

    assert (done.new, done.changed) == (0, 1)
    partner.refresh_from_db()
    assert [one.slug for one in partner.tracks.all()] == ["energy"]
    assert (partner.contract_to, partner.state) == (date(2027, 12, 31), "ended")
    assert partner.website == "https://alt.example"


def test_a_long_name_whose_short_address_is_taken_gets_one_of_its_own():
    long = "Stadtwerke und Verkehrsbetriebe der Region Mittelsachsen"
    stem = Partners().stem(long)
    PartnerFactory(name="Kurz", slug=stem)

    assert read_in(f"Name;Art\n{long};Unternehmen\n").new == 1

    made = Partner.objects.get(name=long)
    assert made.slug.startswith(f"{stem}-")
    assert len(made.slug) <= MAX_SLUG


def test_wrong_rows_are_named():
    PartnerFactory(name="Alt", contract_from=date(2026, 1, 1))
    _waiting, plan = planned(
        "Name;Art;Vertrag ab;Vertrag bis;Schwerpunkte;KMU\n"
        "Neu;;;;;\n"
        "Alt;;;31.12.2025;Energie, Rente;vielleicht\n"
    )
    assert [(one.row, one.column) for one in plan.problems] == [
        (2, "Art"),
        (3, "Schwerpunkte"),
        (3, "KMU"),
        (3, "Vertrag bis"),
    ]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_exported_changes_nothing_when_read_in(kind):
    partner = PartnerFactory(
        name="+Partner", summary_de="=Summe", is_sme=True, contract_from=date(2026, 1, 1)
    )
    partner.tracks.set([track("ehealth"), track("energy")])
    PartnerFactory(name="Leer", website="", state="prospect", kind="science")
    table = Partners().table(Partners().objects())
    content = tables.xlsx(table) if kind == "xlsx" else tables.csv_text(table)

    _waiting, plan = planned(content)

    assert plan.counts[Kind.UNCHANGED] == 2, [(row.changes, row.problems) for row in plan.rows]
    assert files.read(content).rows[0][1][:3] == ["Name", "Kürzel", "Art"]


def test_the_template_can_be_read_in():
    _waiting, plan = planned(tables.csv_text(Partners().template()))
    assert [row.kind for row in plan.rows] == [Kind.NEW]
