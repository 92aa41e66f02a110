"""The pages of reports: every figure opens the list it was counted from."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse

from hub.core.charts import Bars
from hub.core.times import BERLIN
from hub.reports import periods
from hub.reports.models import FundingReport, ReportRun
from hub.reports.queries.shown import Cell
from hub.reports.services import freezing, runs
from hub.reports.templatetags import figures
from startups.models import Application, Conflict
from tests.factories.hub import founder, staff
from tests.factories.reports import AwardFactory, frozen_report, reporter
from tests.factories.startups import ApplicationFactory, BatchFactory, StartupFactory
from tests.reports.year import Year

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 20, 10, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def in_august(settings):
    settings.STAFF_SECOND_FACTOR = False
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def award():
    found = AwardFactory()
    found.targets.create(indicator="applications", year=2026, value=80)
    found.targets.create(indicator="partners_active", year=2026, value=6)
    return found


LINK = re.compile(r'href="(/reports/[^"]+/rows/[^"]+)"[^>]*>([\d.,]+)<')


# What is no number of rows.
MEASURED = re.compile(r"days_to_pilot|outside_saxony|seats_used|satisfied|women")


def test_every_figure_opens_a_list_with_as_many_rows(as_user, award):
    Year(size=25)
    client = as_user(staff())
    page = client.get("/reports/2026-Q2/").content.decode()
    links = [(url.replace("&amp;", "&"), number) for url, number in LINK.findall(page)]
    assert len(links) > 60
    for url, number in links:
        listed = client.get(url)
        assert listed.status_code == 200, url
        if MEASURED.search(url):
            assert listed.context["page"].paginator.count > 0
        elif "participants" in url:
            assert sum(int(row.value) for row in listed.context["rows"]) == int(number), url
        else:
            assert listed.context["page"].paginator.count == int(number), url


def test_words_beside_numbers_are_shown_as_they_were_typed_and_nothing_opens_nothing():
    bars = Bars.of("Art", [("<i>Salon</i>", 2, "/list/?a=1&b=2"), ("Workshop", 0, "/list/")])
    row = '<th scope="row">{}</th><td class="num">{}</td>'
    told = figures.figure_parts(bars.bars)
    link = '<a href="/list/?a=1&amp;b=2">2</a>'
    assert row.format("&lt;i&gt;Salon&lt;/i&gt;", link) in told
    assert row.format("Workshop", "0") in told
    drawn = render_to_string("components/bars.html", {"chart": bars})
    assert ">&lt;i&gt;Salon&lt;/i&gt;</text>" in drawn
    assert "<i>" not in drawn
    assert drawn.count("<rect") == 1, "nothing has no bar"
    cells = figures.figure_cells([Cell(1200, "/list/?a=1&b=2"), Cell(None), Cell(0)])
    assert cells == (
        '<td class="num"><a href="/list/?a=1&amp;b=2">1.200</a></td>'
        '<td class="num">–</td><td class="num">0</td>'
    )


def test_a_class_alone_has_its_own_figures(as_user, award):
    year = Year(size=25)
    client = as_user(reporter())
    whole = client.get("/reports/2026/").context["report"]
    batch = year.batches[1]
    part = client.get(f"/reports/2026/?batch={batch.slug}").context["report"]
    handed_in = Application.objects.filter(batch=batch, first_submitted_at__lt=NOW)
    counted = handed_in.exclude(state="draft").count()
    assert part.lines[0].cells[0].value == counted
    assert whole.lines[0].cells[0].value > counted
    assert part.batch == batch.name_de
    assert client.get("/reports/2026/?batch=nonsense&award=x").status_code == 200


def test_many_classes_stand_a_few_at_a_time_each_with_its_figures(as_user, award):
    today = NOW.date()
    for number in range(12):
        ends_on = today - timedelta(days=182 * number - 30)
        batch = BatchFactory(starts_on=ends_on - timedelta(days=180), ends_on=ends_on)
        StartupFactory.create_batch(number + 1, batch=batch)
    answer = as_user(reporter()).get("/reports/2026-Q2/")
    report = answer.context["report"]
    every = {name: number for some in report.classes for name, number in sides(some)}
    assert [len(some.heads) - 1 for some in report.classes] == [4, 4, 4]
    assert list(every.values()) == [str(number + 1) for number in range(12)]
    assert [line.key for line in report.classes[2].lines] == ["startups_alumni"]
    page = answer.content.decode()
    newest, older = page[page.index('id="classes"') :].split('<details class="older">')
    for number, name in enumerate(every):
        assert (f">{name}</th>" in newest) == (number < 4)
        assert (f">{name}</th>" in older) == (number >= 4)


def sides(classes):
    """Each class with its one figure that is not nought."""
    for place, name in enumerate(classes.heads[1:]):
        yield (
            name,
            next(line.cells[place].text for line in classes.lines if line.cells[place].value),
        )


def test_who_only_reports_reads_no_names_of_requests(as_user, award):
    Year(size=10)
    for reader, is_named in ((reporter(), False), (staff(), True)):
        rows = as_user(reader).get("/reports/2026/rows/introductions_asked/").context["rows"]
        assert rows
        assert all(bool(row.title) == bool(row.url) == is_named for row in rows)


def test_what_a_conflict_hides_is_in_no_list_and_no_count(as_user, award):
    reader = staff()
    tied = ApplicationFactory(submitted=True)
    ApplicationFactory(submitted=True)
    Conflict.objects.create(person=reader, startup=tied.startup, reason="Xyz")
    client = as_user(reader)
    assert client.get("/reports/2026-Q3/").context["report"].lines[0].cells[0].value == 0
    with time_machine.travel(NOW.replace(hour=11)):
        assert client.get("/reports/2026-Q3/").context["report"].lines[0].cells[0].value == 1
        listed = client.get("/reports/2026-Q3/rows/applications/").content.decode()
    assert tied.startup.name not in listed


@pytest.mark.parametrize(
    "path",
    [
        "2026-Q5/",
        "9999/",
        "x/",
        "2026-Q2/rows/x/",
        "2026/rows/applications/x/",
    ],
)
def test_what_there_is_not_is_404(as_user, path):
    assert as_user(staff()).get(f"/reports/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["/reports/2026-Q2/", "/reports/2026/", "/reports/2026/rows/applications/"]
)
def test_pages_ask_as_little_with_many_rows_as_with_few(
    as_user, award, django_assert_max_num_queries, path
):
    client, counts = as_user(staff()), []
    client.get(path)
    for size in (3, 40):
        Year(seed=size, size=size)
        with django_assert_max_num_queries(8) as asked:
            client.get(path)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_target_actual_and_forecast_stand_side_by_side(as_user, award):
    ApplicationFactory.create_batch(
        10, submitted=True, first_submitted_at=datetime(2026, 2, 1, tzinfo=BERLIN)
    )
    [aim, stock] = as_user(staff()).get("/reports/2026-Q2/").context["report"].aims
    # Half a year has passed.
    assert (aim.target, aim.actual, aim.forecast, aim.share) == (80, 10, 20, 13)
    assert (stock.actual, stock.forecast) == (0, 0)
    years = as_user(staff()).get(award.get_absolute_url()).context["years"]
    assert [year.year for year in years] == [2025, 2026, 2027]
    [aim, _stock] = years[1].aims
    # Up to the twentieth of August.
    assert (aim.actual, aim.forecast) == (10, 16)


# Freezing by hand


def freeze_address(award, period="2026-Q2"):
    return reverse("reports:freeze", args=[award.uuid, period])


def test_reporting_freezes_a_quarter_and_later_edits_change_nothing_in_it(as_user, award):
    Year(size=15)
    client = as_user(reporter())
    address = freeze_address(award)
    assert address in client.get("/reports/2026-Q2/").content.decode()
    ordered = client.post(address, {"version": "1"})
    again = client.post(address, {"version": "1"})
    assert ordered["Location"] == again["Location"]
    waiting = client.get(ordered["Location"])
    assert waiting["Refresh"] == "3"
    assert "wartet" in waiting.content.decode()
    runs.make_waiting(now=NOW)
    done = client.get(ordered["Location"])
    assert done["Location"] == FundingReport.objects.get().get_absolute_url()
    before = client.get(done["Location"]).context["report"].lines
    Application.objects.all().delete()
    assert client.get(done["Location"]).context["report"].lines == before
    assert client.get("/reports/2026-Q2/").context["report"].lines != before
    page = client.get(address).content.decode()
    assert "Bewerbungen</li>" in page


def test_a_correction_without_a_reason_comes_back_with_a_sentence(as_user, award):
    frozen_report(award, reporter())
    address = freeze_address(award, "2026-Q3")
    with time_machine.travel(datetime(2026, 10, 5, tzinfo=BERLIN)):
        client = as_user(reporter())
        page = client.post(address, {"version": "2", "reason": " "})
        assert page.status_code == 200
        assert "was die neue Version berichtigt" in page.content.decode()
        for version in ("", "x", "0", "9" * 30):
            assert client.post(address, {"version": version, "reason": "Xyz"}).status_code == 200
        assert client.post(address, {"version": "7", "reason": "Xyz"}).status_code == 200
        assert not ReportRun.objects.exists()
        assert client.post(address, {"version": "2", "reason": "Xyz"}).status_code == 302


def test_a_period_that_runs_offers_no_freezing(as_user, award):
    client = as_user(reporter())
    assert freeze_address(award, "2026-Q3") not in client.get("/reports/2026-Q3/").content.decode()
    page = client.post(freeze_address(award, "2026-Q3"), {"version": "1"})
    assert "noch nicht zu Ende" in page.content.decode()
    assert freeze_address(award) not in as_user(staff()).get("/reports/2026-Q2/").content.decode()


def test_a_frozen_file_is_loaded_byte_for_byte(as_user, award):
    report = freezing.freeze(award, periods.parsed("2026-Q2"), version=1, by=reporter(), now=NOW)
    client = as_user(staff())
    for file in report.files.all():
        address = reverse("reports:frozen-file", args=[report.uuid, file.language, file.kind])
        response = client.get(address)
        assert response.content == bytes(file.data)
        assert f"report-2026-Q2-v1-{file.language}.{file.kind}" in response["Content-Disposition"]
        assert "no-store" in response["Cache-Control"]
    assert as_user(founder()).get(address).status_code == 404
