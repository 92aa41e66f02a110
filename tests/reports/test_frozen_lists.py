"""A frozen figure opens the list of its day, whatever was edited, moved or deleted since."""

import hashlib
import json
import re
from datetime import datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hub.accounts.roles import OFFICE
from hub.core.times import BERLIN
from hub.reports import periods
from hub.reports.indicators.registry import INDICATORS
from hub.reports.models import FundingReport, FundingReportList
from hub.reports.queries import figures
from hub.reports.services import freezing
from partners.models import Introduction, Partner
from startups.models import Application, Conflict, Startup
from tests.factories.hub import staff
from tests.factories.reports import AwardFactory, frozen_report, reporter
from tests.factories.startups import ApplicationFactory
from tests.reports.test_indicators import TRUTH
from tests.reports.year import Year

pytestmark = pytest.mark.django_db
QUARTER = periods.parsed("2026-Q2")
LATER = datetime(2026, 10, 1, 9, 30, tzinfo=BERLIN)
LINK = re.compile(r'href="(/reports/frozen/[^"]+/rows/[^"]+)"[^>]*>([\d.,]+)<')


@pytest.fixture(autouse=True)
def one_factor(settings):
    settings.STAFF_SECOND_FACTOR = False


@pytest.fixture
def award():
    found = AwardFactory()
    found.targets.create(indicator="applications", year=2026, value=80)
    found.targets.create(indicator="partners_active", year=2026, value=6)
    return found


def frozen(award, **how):
    return freezing.freeze(award, QUARTER, **{"version": 1, "by": reporter(), "now": LATER} | how)


def opened(client, report):
    """Every list that the report's page leads to, with the number that leads there."""
    page = client.get(report.get_absolute_url()).content.decode()
    found = [(url.replace("&amp;", "&"), number) for url, number in LINK.findall(page)]
    return {(url, number): client.get(url) for url, number in found}


def contents(report):
    return {(one.span, one.indicator): json.loads(one.content) for one in report.lists.all()}


def test_every_figure_opens_as_many_rows_and_later_edits_change_none_of_them(as_user, award):
    Year(size=20)
    report, client = frozen(award), as_user(staff())
    before = opened(client, report)
    assert len(before) > 60
    for (url, number), listed in before.items():
        assert listed.status_code == 200, url
        rows = listed.context["rows"]
        if re.search(r"days_to_pilot|outside_saxony|seats_used|satisfied|women", url):
            assert rows
        elif "participants" in url:
            assert sum(int(row.value) for row in rows) == int(number), url
        else:
            assert listed.context["page"].paginator.count == int(number), url
    said = {place: [row.title for row in one.context["rows"]] for place, one in before.items()}

    Application.objects.all().delete()
    Introduction.objects.all().delete()
    Startup.objects.update(name="Xyzanders", track=None, batch=None, region="abroad")
    Partner.objects.update(name="Xyzanders", state="prospect")
    after = opened(client, report)
    assert {
        place: [row.title for row in one.context["rows"]] for place, one in after.items()
    } == said
    assert not any("Xyzanders" in one.content.decode() for one in after.values())


def test_lists_hold_what_was_counted_in_all_and_by_group(award):
    year = Year(size=20)
    report = frozen(award)
    window, told = QUARTER.window(LATER), json.loads(report.content)["figures"]
    lists = contents(report)
    tracks = [track.slug for track in year.tracks]
    for one in told:
        if one["key"] not in TRUTH:
            assert ("period", one["key"]) not in lists
            continue
        rows = lists["period", one["key"]]["rows"]
        assert len(rows) == one["rows"] == len(TRUTH[one["key"]](year, window)), one["key"]
        parts = [row["part"] for row in rows]
        assert all(parts.count(part["part"]) == part["count"] for part in one["parts"])
        if one["measure"] == "count":
            by_track = [sum(slug in row["tracks"] for row in rows) for slug in tracks]
            assert by_track == one["by_track"][:3], one["key"]
    # Of targets, all of the year so far.
    so_far = periods.until(periods.parsed("2026").start, QUARTER.end)
    assert {key for span, key in lists if span == "year"} == {"applications", "partners_active"}
    rows = lists["year", "applications"]["rows"]
    assert len(rows) == len(TRUTH["applications"](year, so_far))
    assert len(rows) > len(lists["period", "applications"]["rows"])


def test_figures_and_lists_are_of_one_moment(award, django_assert_num_queries):
    window = QUARTER.window(LATER)
    with django_assert_num_queries(1):
        figures.with_rows([(one, window) for one in INDICATORS.values()])


def test_the_report_s_checksum_covers_its_lists_and_the_database_refuses_others(award):
    Year(size=5)
    report = frozen(award)
    content = json.loads(report.content)
    named = {("period", one["key"]): one["list"] for one in content["figures"] if "list" in one}
    named |= {("year", one["key"]): one["list"] for one in content["targets"]}
    assert named == {
        (one.span, one.indicator): hashlib.sha256(one.content.encode()).hexdigest()
        for one in report.lists.all()
    }
    alien = {"report": report, "span": "year", "indicator": "events", "content": "{}"}
    for change in (
        lambda: report.lists.filter(indicator="events").update(span="year"),
        lambda: report.lists.filter(indicator="events").delete(),
        lambda: FundingReportList.objects.create(checksum="0" * 64, **alien),
        lambda: FundingReportList.objects.create(
            checksum=hashlib.sha256(b"{}").hexdigest(), **alien
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_a_correction_has_lists_of_its_own(award):
    Year(size=20)
    first = frozen(award)
    before = contents(first)
    Application.objects.all().delete()
    second = frozen(award, version=2, reason="Xyz")
    assert contents(second)["period", "applications"]["rows"] == []
    assert contents(FundingReport.objects.get(pk=first.pk)) == before
    assert before["period", "applications"]["rows"]


def test_names_are_kept_only_where_they_stay_as_proof(award):
    """Who applied or was asked can be forgotten later; who took part or is a partner is proof."""
    year = Year(size=10)
    lists = {place: json.dumps(one) for place, one in contents(frozen(award)).items()}
    for application in Application.objects.select_related("startup"):
        assert not any(application.startup.name in text for text in lists.values())
    asked = [lists["period", key] for key in ("introductions_asked", "introductions_accepted")]
    assert not any(f'"{name.name}"' in text for name in year.startups for text in asked)
    assert any(f'"{one.name}"' in lists["period", "partners_active"] for one in year.partners)
    assert any(f'"{one.name}"' in lists["period", "startups_active"] for one in year.startups)
    assert "@" not in "".join(lists.values())


def test_what_not_all_of_the_office_may_read_by_name_is_not_kept_by_name():
    kept = {key for key, one in INDICATORS.items() if one.named_for_good}
    assert kept
    assert all(INDICATORS[key].named_for == frozenset(OFFICE) for key in kept)
    assert all(INDICATORS[key].readable is None for key in kept)


def test_a_conflict_hides_the_row_of_a_frozen_list_too(as_user, award):
    at = QUARTER.start.replace(month=5)
    tied, free = (ApplicationFactory(submitted=True, first_submitted_at=at) for _n in range(2))
    reader, address = (
        staff(),
        reverse("reports:frozen-rows", args=[frozen(award).uuid, "applications"]),
    )
    Conflict.objects.create(person=reader, startup=tied.startup, reason="Xyz")
    seen = {row.title for row in as_user(reader).get(address).context["rows"]}
    assert seen == {free.number}
    seen = {row.title for row in as_user(staff()).get(address).context["rows"]}
    assert seen == {free.number, tied.number}


def test_what_is_still_there_can_be_opened_and_what_was_deleted_is_only_told(as_user, award):
    at = QUARTER.start.replace(month=5)
    gone, there = (ApplicationFactory(submitted=True, first_submitted_at=at) for _n in range(2))
    address = reverse("reports:frozen-rows", args=[frozen(award).uuid, "applications"])
    kept = there.number
    gone.delete()
    urls = {row.title: bool(row.url) for row in as_user(staff()).get(address).context["rows"]}
    assert urls == {kept: True, gone.number: False}


def test_a_report_from_before_lists_were_frozen_opens_without_links(as_user, award):
    old = frozen_report(award, reporter(), has_lists=False)
    client = as_user(reporter())
    page = client.get(old.get_absolute_url())
    assert page.status_code == 200
    assert not LINK.findall(page.content.decode())
    assert (
        client.get(reverse("reports:frozen-rows", args=[old.uuid, "applications"])).status_code
        == 404
    )


@pytest.mark.parametrize("path", ["events/", "nonsense/", "applications/?span=year"])
def test_a_list_that_was_not_frozen_is_404(as_user, award, path):
    report = frozen_report(award, reporter())
    address = f"/reports/frozen/{report.uuid}/rows/"
    client = as_user(reporter())
    assert client.get(f"{address}{path}").status_code == 404
    for said in ("?page=9&track=x", "?part=%00x", "?span=x", "?batch=none&track=none"):
        assert client.get(f"{address}applications/{said}").status_code in {200, 400}


def test_the_list_asks_as_little_with_many_rows_as_with_few(
    as_user, award, django_assert_max_num_queries
):
    client, counts = as_user(staff()), []
    for version, size in ((1, 1), (2, 40)):
        at = QUARTER.start.replace(month=5)
        ApplicationFactory.create_batch(size, submitted=True, first_submitted_at=at)
        report = frozen(award, version=version, reason="Xyz")
        with django_assert_max_num_queries(8) as asked:
            client.get(reverse("reports:frozen-rows", args=[report.uuid, "applications"]))
        counts.append(len(asked))
    assert counts[0] == counts[1]
