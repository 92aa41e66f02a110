"""A list is read in once and wholly, by whoever uploaded it, and written out again."""

import io
from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from hub.sheets import services, tables
from hub.sheets.models import Import
from hub.sheets.plans import Kind
from hub.sheets.services import HasErrors, Outdated
from hub.sheets.subjects import plain_head
from partners.services.lists import Partners
from startups.models import Life, Startup
from startups.services.lists import Startups
from tests.factories.hub import UserFactory, founder, lead, staff, track
from tests.factories.startups import BatchFactory, StartupFactory
from tests.races import at_once
from tests.startups.list_cases import IMPORT, file, planned, read_in, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor", "tracks")]


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
