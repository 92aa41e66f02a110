"""From a real file to startups: a preview first, then one button that does all of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from hub.programme import public
from hub.sheets.models import Import
from startups.models import PartnerProfile, Region, Startup
from tests.factories.hub import staff
from tests.factories.startups import BatchFactory, StartupFactory
from tests.hub.test_sheets_reading import book
from tests.startups.list_cases import IMPORT, file, planned, read_in, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor", "tracks")]

REAL = """Name;Track;Gründungsdatum;Mitarbeitende;Tags;sucht;Stadt;Webseite;Interne Notiz
Wärmepuls ;Energie;01.02.2024;4,0;Netz, Wärme;Pilotpartner; Leipzig;waermepuls.example;geheim
;;;;;;;;
Ärztenetz;ehealth;2023-5-1;;Praxis;Kapital, pilot;Halle (Saale);https://aerzte.example;
"""


def causes(text):
    return [(one.row, one.column, one.value, one.cause) for one in planned(text)[1].problems]


# From the file to the startups, as staff do it


def test_a_real_list_is_previewed_and_read_in(as_user):
    client = as_user(staff())

    page = client.post(IMPORT, file(REAL.encode("cp1252")), follow=True)
    text = page.content.decode()
    assert not Startup.objects.exists()
    assert "Wärmepuls" in text
    assert "Interne Notiz" in text.partition("bleib")[2][:120]
    assert "geheim" not in text

    done = client.post(page.redirect_chain[-1][0], {"seen": seen(page)}, follow=True)
    assert "Eingelesen: 2 neu, 0 geändert, 0 unverändert." in done.content.decode()
    first = Startup.objects.get(name="Wärmepuls")
    assert (first.slug, first.track.slug, first.team_size) == ("waermepuls", "energy", 4)
    assert (first.founded_on, first.tags) == (date(2024, 2, 1), ["Netz", "Wärme"])
    assert (first.seat, first.region) == ("Leipzig", Region.LEIPZIG)
    assert (first.website, first.seeks) == ("https://waermepuls.example", ["pilot"])
    second = Startup.objects.get(name="Ärztenetz")
    assert (second.sort_key, second.region) == ("arztenetz", Region.CENTRAL)
    assert second.seeks == ["pilot", "capital"]


def test_what_is_read_in_is_private_and_hidden_from_partners(client):
    read_in(
        "Name;Schwerpunkt;Kurzbeschreibung;Sichtbarkeit\nXylophon;Energie;Ein Satz.;öffentlich"
    )

    startup = Startup.objects.get()
    assert (startup.visibility, startup.released_fields, startup.for_partners) == (
        "private", [], False,
    )  # fmt: skip
    assert not PartnerProfile.objects.open().exists()
    assert "Xylophon" not in client.get("/startups/").content.decode()


def test_an_excel_file_with_a_title_and_real_dates_is_read_in(as_user):
    data = book(
        ["Unsere Startups 2024"],
        [],
        ["Company", "Founded on", "Team size", "Stage"],
        ["Nova", date(2024, 2, 1), 7, "first customers"],
    )
    page = as_user(staff()).post(IMPORT, file(data, "liste.xlsx"), follow=True)
    as_user(Import.objects.get().by).post(page.redirect_chain[-1][0], {"seen": seen(page)})

    startup = Startup.objects.get()
    assert (startup.founded_on, startup.team_size, startup.stage) == (
        date(2024, 2, 1), 7, "customers",
    )  # fmt: skip


def test_a_change_is_shown_with_old_and_new_and_leaves_the_rest_alone(as_user):
    startup = StartupFactory(name="Nova", public=True, seat="Leipzig", tags=["alt"], text="Bleibt")
    before = public.version()
    client = as_user(staff())

    page = client.post(IMPORT, file("name,seat,tags,text\nNOVA,Dresden,,"), follow=True)
    text = page.content.decode()
    assert "steht im Verzeichnis" in text
    assert text.index("bisher") < text.index("Leipzig") < text.index("Dresden")
    client.post(page.redirect_chain[-1][0], {"seen": seen(page)})

    startup.refresh_from_db()
    assert (startup.name, startup.seat, startup.region) == ("NOVA", "Dresden", Region.SAXONY)
    assert (startup.tags, startup.text, startup.visibility) == (["alt"], "Bleibt", "public")
    assert public.version() > before


def test_a_single_dash_empties_a_field():
    startup = StartupFactory(name="Nova", tags=["alt"], team_size=3, website="https://x.example")
    read_in("Name;Tags;Teamgröße;Website\nNova;–;-;—")

    startup.refresh_from_db()
    assert (startup.tags, startup.team_size, startup.website) == ([], None, "")


# Whom a row speaks of


def test_a_startup_is_found_by_its_slug_and_can_be_renamed():
    startup = StartupFactory(name="Nova", slug="nova")
    read_in("Kürzel;Name\nnova;Supernova")

    startup.refresh_from_db()
    assert (startup.name, startup.sort_key, startup.slug) == ("Supernova", "supernova", "nova")


def test_a_name_that_several_have_is_not_guessed():
    StartupFactory(name="Nova", slug="nova")
    StartupFactory(name="NOVA", slug="nova-2")

    [(row, column, value, cause)] = causes("Name\nNova")
    assert (row, column, value) == (2, "Name", "Nova")
    assert "nova, nova-2" in cause
    assert not causes("Name;Kürzel\nNova;nova-2")


def test_a_slug_nobody_has_beside_a_name_somebody_has_is_not_guessed():
    StartupFactory(name="Nova", slug="nova")
    [(_row, _column, _value, cause)] = causes("Name;Kürzel\nNova;nowa")
    assert "Kürzel: nova" in cause


def test_a_list_cannot_give_a_startup_the_address_of_a_page():
    [(row, column, value, _cause)] = causes("Name;Kürzel\nNova;compare")
    assert (row, column, value) == (2, "Kürzel", "compare")
    read_in("Name\nCompare")
    assert Startup.objects.get().slug == "startup-compare"


def test_two_rows_about_the_same_startup_are_told_apart_by_nobody():
    StartupFactory(name="Nova", slug="nova")
    found = causes("Name;Kürzel\nNova;\nAnders;nova\nNeu;\nNEU ;\n;neu")
    assert [(row, cause) for row, _column, _value, cause in found] == [
        (3, "Davon handelt schon Zeile 2."),
        (5, "Davon handelt schon Zeile 4."),
        (6, "Davon handelt schon Zeile 4."),
    ]


def test_a_new_startup_gets_an_address_of_its_own():
    StartupFactory(name="Anders", slug="nova")
    read_in("Name;Kürzel\nNova;\nDritte;dritte-firma\nDritte-Firma 2;")

    slugs = dict(Startup.objects.values_list("name", "slug"))
    assert slugs["Nova"].startswith("nova-")
    assert slugs["Dritte"] == "dritte-firma"


# What is wrong


def test_every_wrong_cell_is_named_with_row_column_value_and_cause():
    batch = BatchFactory()
    StartupFactory(name="Alt", batch=batch)
    BatchFactory(slug="andere")
    StartupFactory(name="Offen", public=True)
    text = (
        "Name;Teamgröße;gegründet am;Phase;Website;Schwerpunkt;Klasse;Kurzbeschreibung;Kürzel\n"
        "Gut;3;;Idee;;;;;\n"
        ";3;;;;;;;\n"
        "Neu;viele;2/1/2024;Rente;kein Wort;Energie, eHealth;;" + "x" * 141 + ";Ä\n"
        "Alt;#BEZUG!;;;;;andere;;\n"
        "Offen;;;;;-;;–;"
    )
    found = causes(text)

    assert [(row, column) for row, column, _value, _cause in found] == [
        (3, "Name"),
        (4, "Kürzel"),
        (4, "Kurzbeschreibung"),
        (4, "Schwerpunkt"),
        (4, "Phase"),
        (4, "gegründet am"),
        (4, "Teamgröße"),
        (4, "Website"),
        (5, "Teamgröße"),
        (5, "Klasse"),
        (6, "Kurzbeschreibung"),
        (6, "Schwerpunkt"),
    ]
    said = {(row, column): cause for row, column, _value, cause in found}
    assert said[4, "Kurzbeschreibung"] == "Das sind 141 Zeichen, höchstens 140 passen."
    assert "Rechenfehler" in said[5, "Teamgröße"]
    assert (found[6][2], found[4][2]) == ("viele", "Rente")


def test_what_founders_could_not_type_no_list_brings_in():
    tomorrow = timezone.localdate() + timedelta(days=1)
    found = causes(f"Name;Tags;gegründet am\nA;1,2,3,4,5,6,7,8,9;{tomorrow:%d.%m.%Y}")
    assert [column for _row, column, _value, _cause in found] == ["Schlagworte", "gegründet am"]


def test_one_wrong_row_and_nothing_happens(as_user):
    client = as_user(staff())
    page = client.post(IMPORT, file("Name;Teamgröße\nGut;3\nSchlecht;viele"), follow=True)
    address = page.redirect_chain[-1][0]
    assert "Zeile einlesen" not in page.content.decode()

    refused = client.post(address, {"seen": seen(page)})

    assert refused.status_code == 409
    assert "wird nichts eingelesen" in refused.content.decode()
    assert not Startup.objects.exists()


def test_the_errors_come_as_a_list_that_runs_no_formula(as_user):
    client = as_user(staff())
    page = client.post(IMPORT, file("Name;Phase\nA;=cmd|x"), follow=True)

    response = client.get(page.redirect_chain[-1][0] + "errors/")

    assert response["Content-Disposition"].startswith('attachment; filename="fehler-')
    lines = response.content.decode("utf-8-sig").splitlines()
    assert lines[0] == '"Zeile";"Spalte";"Wert";"Ursache"'
    assert lines[1].startswith('"2";"Phase";"\'=cmd|x";"„=cmd|x“ gibt es hier nicht.')


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("Ort;Phase\nLeipzig;Idee", "Es fehlt eine Spalte mit dem Kopf „Name“"),
        ("Name;Ort;Stadt\nA;B;C", "steht zweimal da: Stadt"),
        ("Name;Ort\n;\n", "Unter den Spaltenköpfen steht nichts"),
        (b"PK\x03\x04", "beschädigt"),
        (b"", "leer"),
        (b"x" * (4 * 1024 * 1024 + 1), "mehr als 4 MB"),
    ],
)
def test_a_file_that_cannot_be_taken_is_said_at_the_field(as_user, data, words):
    response = as_user(staff()).post(IMPORT, file(data))

    assert response.status_code == 200
    assert words in response.content.decode().partition("id_file_error")[2]
    assert not Import.objects.exists()
