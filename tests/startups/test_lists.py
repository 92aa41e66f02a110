"""Lists of startups are looked at, then read in as a whole or not at all; and taken away again."""

import io
import re
from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from hub.programme import public
from hub.sheets import services, tables
from hub.sheets.models import Import
from hub.sheets.plans import Kind
from hub.sheets.services import HasErrors, Outdated
from hub.sheets.subjects import plain_head
from partners.services.lists import Partners
from startups.models import Life, PartnerProfile, Region, Startup
from startups.services.lists import Startups
from tests.factories.hub import UserFactory, founder, lead, staff, track
from tests.factories.startups import BatchFactory, StartupFactory
from tests.hub.test_sheets_reading import book
from tests.races import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]

IMPORT = "/admin/startups/startup/import/"
REAL = """Name;Track;Gründungsdatum;Mitarbeitende;Tags;sucht;Stadt;Webseite;Interne Notiz
Wärmepuls ;Energie;01.02.2024;4,0;Netz, Wärme;Pilotpartner; Leipzig;waermepuls.example;geheim
;;;;;;;;
Ärztenetz;ehealth;2023-5-1;;Praxis;Kapital, pilot;Halle (Saale);https://aerzte.example;
"""


@pytest.fixture(autouse=True)
def tracks():
    return [track(slug) for slug in ("energy", "smart-city", "ehealth")]


def planned(text, by=None):
    """The list of a text, and what it would do."""
    waiting = services.upload(Startups(), data=text.encode(), file_name="l.csv", by=by or staff())
    return waiting, services.preview(Startups(), waiting)


def read_in(text, by=None):
    person = by or staff()
    waiting, plan = planned(text, person)
    return services.confirm(Startups(), waiting, seen=plan.stamp, by=person)


def causes(text):
    return [(one.row, one.column, one.value, one.cause) for one in planned(text)[1].problems]


def file(data, name="liste.csv"):
    return {"file": SimpleUploadedFile(name, data if isinstance(data, bytes) else data.encode())}


def seen(page):
    return re.search(r'name="seen" value="(\w+)"', page.content.decode())[1]


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


# Once, and wholly


def test_what_changed_since_the_preview_is_shown_again(as_user):
    startup = StartupFactory(name="Nova", seat="Leipzig")
    client = as_user(staff())
    page = client.post(IMPORT, file("Name;Ort\nNova;Dresden"), follow=True)
    address = page.redirect_chain[-1][0]
    Startup.objects.filter(pk=startup.pk).update(seat="Chemnitz")

    again = client.post(address, {"seen": seen(page)})

    assert again.status_code == 409
    assert "Inzwischen hat sich etwas geändert" in again.content.decode()
    assert "Chemnitz" in again.content.decode()
    startup.refresh_from_db()
    assert startup.seat == "Chemnitz"
    assert client.post(address, {"seen": seen(again)}).status_code == 302


def test_a_second_click_reads_nothing_in_again(as_user):
    client = as_user(staff())
    page = client.post(IMPORT, file("Name\nNova"), follow=True)
    address = page.redirect_chain[-1][0]
    for _ in range(2):
        done = client.post(address, {"seen": seen(page)}, follow=True)
        assert "Eingelesen: 1 neu" in done.content.decode()

    assert Startup.objects.count() == 1
    assert Import.objects.get().rows == []
    assert client.get(address).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_ten_clicks_at_once_read_in_once():
    person = staff()
    waiting, plan = planned("Name\n" + "\n".join(f"Firma {n}" for n in range(50)), person)

    at_once(
        lambda _n: services.confirm(Startups(), waiting, seen=plan.stamp, by=person), range(10)
    )

    assert Startup.objects.count() == 50
    assert LogEntry.objects.count() == 51


@pytest.mark.django_db(transaction=True)
def test_the_same_list_by_two_at_once_makes_no_twins():
    people = [staff(), lead()]
    lists = [planned("Name\nNova", person) for person in people]

    def confirm(at):
        try:
            services.confirm(Startups(), lists[at][0], seen=lists[at][1].stamp, by=people[at])
        except Outdated:
            refused.append(at)

    refused = []
    at_once(confirm, range(2))

    assert Startup.objects.count() == 1
    assert len(refused) == 1


@pytest.mark.django_db(transaction=True)
def test_a_connection_killed_in_the_middle_leaves_nothing_half_done():
    person = staff()
    old = StartupFactory(name="Alt", seat="Leipzig")
    waiting, plan = planned("Name;Ort\nNeu;Halle\nAlt;Dresden", person)

    class Killed(Startups):
        def written(self):
            with connection.cursor() as cursor:
                cursor.execute("select count(*) from startups_startup where name = 'Neu'")
                inside.append(cursor.fetchone()[0])
                cursor.execute("select pg_terminate_backend(pg_backend_pid())")

    inside = []
    with pytest.raises(Exception, match="terminat"):
        services.confirm(Killed(), waiting, seen=plan.stamp, by=person)
    connection.close()

    assert inside == [1]
    old.refresh_from_db()
    assert (old.seat, Startup.objects.count(), LogEntry.objects.count()) == ("Leipzig", 1, 0)
    assert Import.objects.get().done_at is None
    assert services.confirm(Startups(), waiting, seen=plan.stamp, by=person).new == 1


def test_a_row_that_breaks_takes_all_others_back():
    person = staff()
    waiting, plan = planned("Name\nA\nB", person)

    class Broken(Startups):
        def create(self, rows):
            super().create(rows)
            raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        services.confirm(Broken(), waiting, seen=plan.stamp, by=person)
    assert not Startup.objects.exists()


# Whose list, for how long, and what is remembered


def test_a_list_is_its_uploaders_own_and_the_next_one_takes_its_place(as_user):
    owner = staff()
    planned("Name\nA", owner)
    second, plan = planned("Name\nB", owner)
    assert list(Import.objects.all()) == [second]

    address = reverse("admin:startups_startup_import_preview", args=[second.uuid])
    for person, status in ((lead(), 404), (founder(), 404), (owner, 200)):
        assert as_user(person).get(address).status_code == status
    with pytest.raises(Import.DoesNotExist):
        services.confirm(Startups(), second, seen=plan.stamp, by=lead())
    partners_door = reverse("admin:partners_partner_import_preview", args=[second.uuid])
    assert as_user(owner).get(partners_door).status_code == 404


def test_a_superuser_without_a_role_reads_in_too(as_user):
    client = as_user(UserFactory(is_superuser=True))
    page = client.post(IMPORT, file("Name\nNova"), follow=True)
    client.post(page.redirect_chain[-1][0], {"seen": seen(page)})

    assert Startup.objects.count() == 1


def test_a_title_that_looks_like_a_head_does_not_take_its_place():
    read_in("Startup\nStand;Mai\nName;Ort;Phase\nNova;Halle;Idee")
    assert Startup.objects.get().name == "Nova"


def test_a_list_can_be_thrown_away(as_user):
    client = as_user(staff())
    page = client.post(IMPORT, file("Name\nA"), follow=True)

    assert client.post(page.redirect_chain[-1][0], {"discard": "1"})["Location"] == IMPORT
    assert not Import.objects.exists()


def test_a_list_nobody_confirmed_is_forgotten_after_a_day():
    done = read_in("Name\nA")
    planned("Name\nB")
    now = timezone.now()

    assert services.sweep(now=now + timedelta(hours=23)) == 0
    assert services.sweep(now=now + timedelta(hours=25)) == 1
    assert list(Import.objects.all()) == [done]


def test_the_history_says_who_read_in_what(as_user):
    old = StartupFactory(name="Alt", seat="Leipzig")
    person = staff()
    done = read_in("Name;Ort\nAlt;Dresden\nNeu;Halle", person)

    said = {entry.object_repr: entry for entry in LogEntry.objects.all()}
    assert {entry.user for entry in said.values()} == {person}
    assert said["Alt"].change_message == "Aus der Liste l.csv eingelesen: Ort, Region."
    assert said["Neu"].change_message == "Aus der Liste l.csv eingelesen."
    assert "1 neu, 1 geändert" in said["l.csv"].change_message
    assert said["Alt"].object_id == str(old.pk)
    page = as_user(lead()).get(f"/admin/hub/import/{done.pk}/change/")
    assert "eingelesen" in page.content.decode()


def test_what_is_wrong_since_is_said_in_words():
    person = staff()
    waiting, plan = planned("Name;Klasse\nA;nirgends", person)
    with pytest.raises(HasErrors):
        services.confirm(Startups(), waiting, seen=plan.stamp, by=person)


# Out again


def full():
    batch = BatchFactory()
    StartupFactory(
        name="=1+1 GmbH", slug="formel", one_liner="-1 °C ist kalt", text="Zeile 1\r\nZeile 2\u200d",
        track=track("ehealth"), batch=batch, stage="growth", founded_on=date(1999, 12, 31),
        seat="@Halle", region="central", team_size=12, website="http://x.example",
        jobs_url="https://x.example/jobs", seeks=["staff", "pilot"], tags=["b", "a"],
        life=Life.ACQUIRED, traction="+49 % im Jahr", pilot_wish="Wärmenetz", public=True,
    )  # fmt: skip
    StartupFactory(name="Leer", slug="leer", one_liner="", track=None)
    StartupFactory(name="'=Strich", slug="strich", one_liner="Doppelt  leer")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_what_is_exported_changes_nothing_when_read_in(as_user, kind, language):
    full()
    person = logged_in_now(as_user)
    client = person[1]

    response = client.get(f"{language}/admin/startups/startup/export/{kind}/")
    assert response.status_code == 200
    page = client.post(IMPORT, file(response.content, f"x.{kind}"), follow=True)

    waiting = Import.objects.get()
    plan = services.preview(Startups(), waiting)
    assert plan.counts[Kind.UNCHANGED] == 3, [(row.changes, row.problems) for row in plan.rows]
    assert waiting.unknown == []
    assert "Es gibt nichts einzulesen" in page.content.decode()


def logged_in_now(as_user):
    """Somebody of the team who has just shown who they are."""
    person = staff(password=make_password("hub-demo-2026"))
    client = as_user(person)
    client.post("/accounts/reauthenticate/", {"password": "hub-demo-2026"})
    return person, client


def test_an_export_needs_a_fresh_login(as_user):
    person = staff(password=make_password("hub-demo-2026"))
    response = as_user(person).get("/admin/startups/startup/export/csv/")
    assert response["Location"].startswith("/accounts/reauthenticate/")


def test_an_export_follows_search_and_filter_and_is_remembered(as_user):
    for name, batch_track in (("Nova", "energy"), ("Nordlicht", "energy"), ("Novum", "ehealth")):
        StartupFactory(name=name, track=track(batch_track))
    person, client = logged_in_now(as_user)
    energy = track("energy").pk

    response = client.get(f"/admin/startups/startup/export/csv/?q=nov&track__id__exact={energy}")

    lines = response.content.decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == ['"Name"', '"Nova"']
    entry = LogEntry.objects.get()
    assert (entry.user, entry.change_message) == (
        person, "Als Liste heruntergeladen: 1 Zeilen (csv).",
    )  # fmt: skip
    wrong = client.get("/admin/startups/startup/export/csv/?track__id__exact=abc")
    assert wrong["Location"].endswith("?e=1")


def test_an_export_asks_as_little_for_many(as_user, django_assert_max_num_queries):
    _person, client = logged_in_now(as_user)
    counts = []
    for _ in range(2):
        for _ in range(15):
            StartupFactory(owner=founder())
        with django_assert_max_num_queries(16) as asked:
            client.get("/admin/startups/startup/export/xlsx/")
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_preview_asks_as_little_for_many(as_user, django_assert_max_num_queries):
    client = as_user(staff())
    counts = []
    for many in (3, 300):
        for number in range(many // 3):
            StartupFactory(name=f"Alt {many} {number}")
        lines = [f"Alt {many} {n};Halle" for n in range(many // 3)]
        lines += [f"Neu {n};Halle" for n in range(many)]
        page = client.post(IMPORT, file("Name;Ort\n" + "\n".join(lines)))
        with django_assert_max_num_queries(15) as asked:
            assert client.get(page["Location"]).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_can_be_read_in(as_user, kind):
    client = as_user(staff())
    template = client.get(f"/admin/startups/startup/import/template/{kind}/")

    client.post(IMPORT, file(template.content, f"vorlage.{kind}"))

    plan = services.preview(Startups(), Import.objects.get())
    assert [row.kind for row in plan.rows] == [Kind.NEW]


@pytest.mark.parametrize("language", ["de", "en"])
def test_no_head_means_two_columns(language):
    for subject in (Startups(), Partners()):
        heads = [(name, column.name) for column in subject.columns for name in set(column.names())]
        assert len({name for name, _column in heads}) == len(heads)
        assert all(name == plain_head(name) for name, _column in heads)


def test_a_workbook_of_an_export_holds_only_text(as_user):
    import openpyxl

    full()
    sheet = openpyxl.load_workbook(
        io.BytesIO(tables.xlsx(Startups().table(Startups().objects())))
    ).active
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds == {"s"}


def test_reporting_reads_but_takes_nothing_in_or_out(as_user):
    client = as_user(UserFactory(roles=["reporting"]))
    page = client.get("/admin/startups/startup/").content.decode()
    assert "Liste einlesen" not in page
    for address in (IMPORT, IMPORT + "template/csv/", "/admin/startups/startup/export/csv/"):
        assert client.get(address).status_code == 403
