"""The watchlist: narrowed, sorted, as a table, and as part of one's own data."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hub.portal import own_data
from partners.models import WatchEntry, WatchStage
from startups.models import Startup
from tests.factories.hub import track
from tests.factories.partners import colleague, noted
from tests.factories.startups import StartupFactory
from tests.partners.watch_cases import LIST, text

pytestmark = pytest.mark.django_db


def test_the_list_is_narrowed_by_stage_and_sorted(lead):
    for name in ("Beta", "Alpha", "Gamma"):
        noted(
            lead.member.partner,
            lead.member.person,
            StartupFactory(public=True, name=name, slug=name.lower(), sort_key=name.lower()),
        )
    other = WatchStage.objects.create(partner=lead.member.partner, name="Zweite", position=2)
    WatchEntry.objects.filter(startup__slug="gamma").update(stage=other)

    by_name = text(lead, LIST, sort="name")
    assert by_name.index("Alpha") < by_name.index("Beta") < by_name.index("Gamma")
    newest = text(lead, LIST, sort="added")
    assert newest.index("Gamma") < newest.index("Alpha") < newest.index("Beta")
    narrowed = text(lead, LIST, stage=str(other.uuid))
    assert "Gamma" in narrowed
    assert "Alpha" not in narrowed
    assert "Alpha" in text(lead, LIST, stage="nonsense", sort="nonsense", page="nonsense")


def test_tables_hold_the_notes_and_no_formula(lead, startup):
    noted(lead.member.partner, lead.member.person, startup, '=HYPERLINK("x")')
    gone = noted(
        lead.member.partner, lead.member.person, StartupFactory(public=True, name="Nordlicht")
    )
    Startup.objects.filter(pk=gone.entry.startup_id).update(visibility="private")

    content = lead.get(f"{LIST}export/csv/").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert [row["Startup"] for row in rows] == ["Kanalblick", "nicht mehr freigegeben"]
    assert "=HYPERLINK" in rows[0]["Notizen"]
    assert not rows[0]["Notizen"].startswith("=")
    assert "Nordlicht" not in content

    book = openpyxl.load_workbook(io.BytesIO(lead.get(f"{LIST}export/xlsx/").content))
    assert book.active["A2"].value == "Kanalblick"
    assert lead.get(f"{LIST}export/pdf/").status_code == 404


def test_ones_own_notes_are_in_ones_own_data(lead, startup):
    noted(lead.member.partner, lead.member.person, startup, "Anruf")
    told = own_data.about(lead.member.person)
    assert [row["text"] for row in told["watchlist_notes"]] == ["Anruf"]
    assert len(told["watchlist_entries"]) == 1
    assert own_data.about(colleague(lead.member.partner).person)["watchlist_notes"] == []


@pytest.mark.parametrize(
    "path", [LIST, f"{LIST}?sort=noted", "/partner/startups/", f"{LIST}export/csv/"]
)
def test_pages_with_marks_cost_the_same_few_queries_for_3_and_300(lead, path):
    energy, seen = track(), []
    for number in (3, 297):
        made = Startup.objects.bulk_create(
            StartupFactory.build(public=True, published_at=timezone.now(), track=energy)
            for _ in range(number)
        )
        for startup in made:
            noted(lead.member.partner, lead.member.person, startup)
        lead.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert lead.get(path).status_code == 200
        seen.append(len(queries))
    assert seen[0] == seen[1]
    assert seen[1] <= 8


def test_an_entry_with_many_notes_costs_the_same_few_queries(lead, startup):
    seen = []
    for number in (3, 100):
        for _ in range(number):
            note = noted(lead.member.partner, lead.member.person, startup)
        with CaptureQueriesContext(connection) as queries:
            text(lead, f"{LIST}{note.entry.uuid}/")
        seen.append(len(queries))
    assert seen[0] == seen[1] <= 8
