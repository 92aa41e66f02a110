"""What was reported stays as it was: frozen once, whole, and refused every change."""

import hashlib
import io
import json
import re
from copy import deepcopy
from datetime import datetime

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from hub.core.times import BERLIN
from hub.mail.models import Email
from hub.reports import periods
from hub.reports.models import FundingReport, FundingReportFile, ReportRun
from hub.reports.queries import contents, shown
from hub.reports.queries.contents import Wanted
from hub.reports.services import freezing, orders, paper, runs, workbook
from startups.models import Application, Startup
from tests import pdf_text, races
from tests.factories.hub import lead, staff
from tests.factories.reports import AwardFactory, reporter
from tests.reports.year import Year

QUARTER = periods.parsed("2026-Q2")
LATER = datetime(2026, 10, 1, 9, 30, tzinfo=BERLIN)


@pytest.fixture
def award(db):
    found = AwardFactory(name="Xyz")
    found.targets.create(indicator="applications", year=2026, value=80)
    found.targets.create(indicator="partners_active", year=2026, value=6)
    return found


def frozen(award, **how):
    how = {"version": 1, "by": reporter(), "now": LATER} | how
    return freezing.freeze(award, QUARTER, **how)


def files(report):
    return {(file.kind, file.language): bytes(file.data) for file in report.files.all()}


@pytest.mark.django_db
class TestStone:
    @pytest.fixture(autouse=True)
    def year(self, award):
        self.year = Year(size=20)
        self.report = frozen(award)

    def test_checksum_and_files_are_those_of_the_content(self):
        report = self.report
        assert report.checksum == hashlib.sha256(report.content.encode()).hexdigest()
        assert set(files(report)) == {(k, n) for k in ("pdf", "xlsx") for n in ("de", "en")}
        content = json.loads(report.content)
        for (kind, language), data in files(report).items():
            make = {"pdf": paper.made, "xlsx": workbook.made}[kind]
            assert data == make(content, language=language, frozen=report)

    def test_later_edits_change_the_running_figures_and_nothing_in_the_report(self, award):
        before, content = files(self.report), self.report.content
        Application.objects.all().delete()
        award.targets.update(value=1)
        award.name = "Xyz anders"
        award.save()
        again = FundingReport.objects.get(pk=self.report.pk)
        assert (again.content, files(again)) == (content, before)
        assert frozen(award) == again
        assert FundingReport.objects.count() == 1
        today = contents.of(Wanted(QUARTER, award), now=LATER, user=None)
        assert today["figures"][0]["total"] == 0
        assert json.loads(content)["figures"][0]["total"] > 0

    def test_the_same_period_later_gives_the_same_bytes(self, award):
        much_later = datetime(2027, 8, 1, tzinfo=BERLIN)
        again = frozen(award, version=2, reason="Xyz", now=much_later)
        assert again.content == self.report.content
        assert again.checksum == self.report.checksum

    @pytest.mark.parametrize(
        "change",
        [
            lambda report: FundingReport.objects.filter(pk=report.pk).update(version=9),
            lambda report: FundingReport.objects.filter(pk=report.pk).delete(),
            lambda report: report.files.update(language="fr"),
            lambda report: report.files.all().delete(),
            lambda report: report.save(),
        ],
        ids=["update", "delete", "update of a file", "delete of files", "save"],
    )
    def test_the_database_refuses_every_change(self, change):
        with pytest.raises(IntegrityError), transaction.atomic():
            change(self.report)

    def test_the_database_refuses_a_report_with_a_wrong_checksum(self, award):
        wrong = FundingReport(
            award=award,
            period_slug="2026-Q1",
            version=1,
            content="{}",
            checksum="0" * 64,
            frozen_by=reporter(),
            frozen_at=LATER,
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()
        with pytest.raises(IntegrityError), transaction.atomic():
            FundingReportFile.objects.create(
                report=self.report, kind="pdf", language="fr", data=b"x", checksum="0" * 64
            )

    def test_a_correction_is_a_version_of_its_own_with_a_reason(self, award):
        with pytest.raises(freezing.ReasonMissing):
            frozen(award, version=2, reason="  ")
        with pytest.raises(freezing.Outdated):
            frozen(award, version=3, reason="Xyz")
        Startup.objects.update(region="abroad")
        second = frozen(award, version=2, reason="Xyz")
        assert (second.version, second.reason) == (2, "Xyz")
        assert second.content != self.report.content

    def test_it_names_no_startup_and_nobody(self):
        for name in Startup.objects.values_list("name", flat=True):
            assert f'"{name}"' not in self.report.content
        assert not re.search(r"@example|Person \d", self.report.content)

    def test_the_page_says_the_numbers_of_the_content(self, as_user, settings):
        settings.STAFF_SECOND_FACTOR = False
        page = as_user(staff()).get(self.report.get_absolute_url()).content.decode()
        rows = re.findall(r'<th scope="row">(.*?)</tr>', page, re.DOTALL)
        said = {}
        for row in rows:
            name, *numbers = re.split(r"<(?:small|/th|td)[^>]*>", row)
            texts = [re.sub(r"<[^>]*>", "", text).strip() for text in numbers]
            said.setdefault(name.strip(), [text for text in texts if re.match(r"[\d–]", text)])
        for one in json.loads(self.report.content)["figures"]:
            numbers = [one["total"], *one["by_track"][:3]]
            shown = ["–" if n is None else f"{n:g}".replace(".", ",") for n in numbers]
            assert said[one["name"]["de"]][:4] == shown, one["key"]

    def test_paper_and_workbook_say_the_numbers_of_the_content(self):
        content = json.loads(self.report.content)
        found = files(self.report)
        with pikepdf.open(io.BytesIO(found["pdf", "de"])) as pdf:
            assert pdf.Root.Lang == "de"
            with pdf.open_metadata() as about:
                assert about["pdfuaid:part"] == "1"
            # The sign that lets the checksum break is copied with every letter drawn like one beside it.
            words, tags = pdf_text.words(pdf).replace("\u200b", ""), pdf_text.tags(pdf)
        sheet = load_workbook(io.BytesIO(found["xlsx", "de"]))["Kennzahlen"]
        rows = {row[0]: list(row[1:]) for row in sheet.iter_rows(min_row=2, values_only=True)}
        for one in content["figures"]:
            name, total = one["name"]["de"], one["total"]
            if total is None:
                continue
            assert rows[name][0] == total, name
            assert rows[name][1:4] == [n if n is not None else "–" for n in one["by_track"][:3]]
            shown = str(total).replace(".", ",").removesuffix(",0")
            assert re.search(rf"{re.escape(name)} (\w+ )?{shown} ", words), name
        names = [name for name, _alt in tags]
        assert names.count("H1") == 1
        assert all(alt for name, alt in tags if name == "Figure")
        assert self.report.checksum in re.sub(r"[\s\u200b]", "", words)

    def test_paper_and_workbook_have_every_class(self):
        content = json.loads(self.report.content)
        content["batches"] = 3 * content["batches"]
        assert len(content["batches"]) > 2 * shown.ABREAST
        for one in content["figures"]:
            one["by_batch"] = [*(3 * one["by_batch"][:-1]), one["by_batch"][-1]]
        data = paper.made(content, language="de", frozen=self.report)
        with pikepdf.open(io.BytesIO(data)) as pdf:
            words, tags = pdf_text.words(pdf), pdf_text.tags(pdf)
        for batch in content["batches"]:
            assert words.count(batch["name"]["de"]) == 3
        assert [name for name, _alt in tags].count("Table") == 6
        sheet = load_workbook(
            io.BytesIO(workbook.made(content, language="de", frozen=self.report))
        )["Nach Klassen"]
        assert sheet.max_column == 1 + len(content["batches"])

    def test_the_english_files_are_english(self):
        with pikepdf.open(io.BytesIO(files(self.report)["pdf", "en"])) as pdf:
            assert pdf.Root.Lang == "en"
            words = pdf_text.words(pdf)
        assert "Quarter 2 of 2026" in words
        assert "Bewerbungen" not in words


def refused(award, error, **how):
    with pytest.raises(error):
        frozen(award, **how)
    assert not FundingReport.objects.exists()


def test_only_reporting_and_the_lead_freeze(award):
    refused(award, freezing.NotYours, by=staff())
    assert frozen(award, by=lead()).version == 1


def test_a_period_that_runs_or_lies_outside_the_award_is_not_frozen(award):
    refused(award, freezing.NotOver, now=datetime(2026, 6, 30, 23, 59, tzinfo=BERLIN))
    for slug in ("2024-Q4", "2028-Q1", "2026-05", "2026-W20"):
        with pytest.raises(freezing.NoSuchPeriod):
            freezing.freeze(
                award,
                periods.parsed(slug),
                version=1,
                by=reporter(),
                now=datetime(2029, 1, 1, tzinfo=BERLIN),
            )


# Orders, and the worker that follows them


def order(award, **how):
    how = {"version": 1, "by": reporter(), "now": LATER} | how
    return runs.ask(award, QUARTER, **how)


def test_an_order_is_made_once_and_whoever_asked_hears_of_it(award):
    run = order(award)
    assert order(award, by=lead()) == run
    assert runs.make_waiting(now=LATER) == 1
    assert runs.make_waiting(now=LATER) == 0
    run.refresh_from_db()
    assert (run.done, run.report) == (freezing.STEPS, FundingReport.objects.get())
    mail = Email.objects.get()
    assert mail.recipient == run.asked_by
    assert str(run.report.uuid) in mail.body
    assert order(award) == run


def test_a_lost_worker_s_order_is_taken_up_again_but_not_for_ever(award):
    run = order(award)
    lost = LATER
    for _number in range(orders.MOST_TRIES):
        assert orders.take(ReportRun, lost) == run
        assert orders.take(ReportRun, lost) is None
        lost = lost.replace(hour=lost.hour + 1)
    runs.make_waiting(now=lost)
    run.refresh_from_db()
    assert run.refusal
    assert not FundingReport.objects.exists()
    assert order(award) != run


def test_an_order_that_somebody_overtook_is_refused_in_a_sentence(award):
    frozen(award)
    order(award, version=2, reason="Xyz")
    Startup.objects.all().delete()
    frozen(award, version=2, reason="Abc")
    frozen(award, version=3, reason="Abc")
    runs.make_waiting(now=LATER)
    assert ReportRun.objects.get().report.reason == "Abc"


@pytest.mark.django_db(transaction=True)
def test_fifty_who_freeze_at_once_freeze_one():
    award, by = AwardFactory(), reporter()
    reports, orders = [], []
    drafted = freezing.drafted(award, QUARTER, version=1, by=by, now=LATER)

    def keep(_number):
        reports.append(freezing.keep(deepcopy(drafted)).pk)

    def ask(_number):
        orders.append(runs.ask(award, QUARTER, version=2, reason="Xyz", by=by, now=LATER).pk)

    races.at_once(keep, range(50))
    races.at_once(ask, range(50))
    assert (len(reports), len(set(reports)), FundingReport.objects.count()) == (50, 1, 1)
    assert (len(orders), len(set(orders)), ReportRun.objects.count()) == (50, 1, 1)
    assert FundingReportFile.objects.count() == 4
