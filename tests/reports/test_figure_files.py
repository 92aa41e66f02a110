"""The running figures as a file: a worker makes it, the page says when, a mail only if nobody waits."""

import io
from datetime import datetime, timedelta

import pikepdf
import pytest
import time_machine
from openpyxl import load_workbook

from hub.core.times import BERLIN
from hub.mail.models import Email
from hub.reports.models import FigureFile
from hub.reports.services import figure_files, orders
from startups.models import Conflict
from tests import pdf_text, races
from tests.factories.hub import lead, staff
from tests.factories.reports import AwardFactory, ordered_file, reporter
from tests.factories.startups import ApplicationFactory
from tests.reports.year import Year

NOW = datetime(2026, 8, 20, 10, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def in_august(settings):
    settings.STAFF_SECOND_FACTOR = False
    with time_machine.travel(NOW, tick=False):
        yield


def made(client, address, **asked):
    """What somebody gets who asks for a file and waits for it."""
    page = client.post(f"{address}files/", asked)["Location"]
    assert client.get(page)["Refresh"] == "3"
    assert client.get(f"{page}data/")["Location"] == page
    assert figure_files.make_waiting(now=NOW) == 1
    done = client.get(page)
    return done, client.get(done["Refresh"].partition("url=")[2])


@pytest.mark.django_db
def test_both_kinds_are_made_by_a_worker_and_load_by_themselves_once(as_user):
    Year(size=10)
    AwardFactory()
    client = as_user(staff())
    page, pdf = made(client, "/reports/2026-Q2/", kind="pdf")
    assert "Die Datei ist fertig." in page.content.decode()
    assert pdf["Content-Disposition"] == 'attachment; filename="figures-2026-Q2.pdf"'
    with pikepdf.open(io.BytesIO(pdf.content)) as paper:
        assert paper.Root.Lang == "de"
        assert "laufende Zahlen, nicht eingefroren" in pdf_text.words(paper)
    assert "Refresh" not in client.get(FigureFile.objects.get().get_absolute_url())
    _page, book = made(client, "/en/reports/2026-Q2/", kind="xlsx")
    assert load_workbook(io.BytesIO(book.content)).sheetnames[:2] == ["Report", "Indicators"]


@pytest.mark.django_db
def test_the_file_is_of_the_class_and_rows_of_whoever_asked(as_user):
    at = datetime(2026, 5, 5, tzinfo=BERLIN)
    first, second = (ApplicationFactory(submitted=True, first_submitted_at=at) for _n in range(2))
    reader = staff()
    Conflict.objects.create(person=reader, startup=first.startup, reason="Xyz")

    def counted(person, **asked):
        book = made(as_user(person), "/reports/2026-Q2/", kind="xlsx", **asked)[1]
        rows = load_workbook(io.BytesIO(book.content))["Kennzahlen"].iter_rows(values_only=True)
        return next(row[1] for row in rows if row[0] == "Bewerbungen")

    other = staff()
    assert (counted(reader), counted(other)) == (1, 2)
    assert counted(other, batch=second.batch.slug) == 1 + (first.batch == second.batch)
    assert counted(other, batch="nonsense", award="x") == 2


@pytest.mark.django_db
def test_a_file_is_nobody_s_but_theirs_who_asked(as_user):
    file = ordered_file(reporter())
    figure_files.make_waiting(now=NOW)
    for path in (file.get_absolute_url(), f"{file.get_absolute_url()}data/"):
        assert as_user(lead()).get(path).status_code == 404
        assert as_user(file.asked_by).get(path).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("asked", [{}, {"kind": "doc"}, {"kind": "pdf", "batch": "a b"}])
def test_what_cannot_be_made_comes_back_with_a_sentence(as_user, asked):
    page = as_user(staff()).post("/reports/2026-Q2/files/", asked, follow=True)
    assert "PDF- oder eine Excel-Datei" in page.content.decode()
    assert not FigureFile.objects.exists()


@pytest.mark.django_db
def test_only_who_did_not_wait_gets_a_mail_and_only_one():
    waited, left = reporter(), reporter(language="en")
    files = {person: ordered_file(person) for person in (waited, left)}
    assert figure_files.make_waiting(now=NOW) == 2
    assert figure_files.make_waiting(now=NOW) == 0
    files[waited].refresh_from_db()
    figure_files.fetch(files[waited], now=NOW)
    later = NOW + figure_files.PATIENCE
    assert figure_files.tell_of_unfetched(now=later - timedelta(seconds=1)) == 0
    assert figure_files.tell_of_unfetched(now=later) == 1
    assert figure_files.tell_of_unfetched(now=later) == 0
    mail = Email.objects.get()
    assert mail.recipient == left
    assert f"/en{files[left].get_absolute_url()}" in mail.body
    assert figure_files.forget_old(now=NOW + figure_files.KEPT) == 0
    assert figure_files.forget_old(now=NOW + figure_files.KEPT + timedelta(seconds=1)) == 2


@pytest.mark.django_db
def test_a_file_that_kills_its_workers_is_refused_in_a_sentence(as_user, monkeypatch):
    def broken(*_args, **_how):
        raise RuntimeError

    monkeypatch.setitem(figure_files.MAKERS, "xlsx", broken)
    file = ordered_file(reporter())
    for hour in range(orders.MOST_TRIES + 1):
        figure_files.make_waiting(now=NOW + timedelta(hours=hour))
    page = as_user(file.asked_by).get(file.get_absolute_url())
    assert "ließ sich nicht herstellen" in page.content.decode()
    assert "Refresh" not in page
    assert figure_files.make_waiting(now=NOW + timedelta(days=1)) == 0


@pytest.mark.django_db(transaction=True)
def test_thirty_clicks_at_once_order_one_file():
    by, found = reporter(), []
    wanted = figure_files.Wanted(ordered_file(by, kind="pdf").period)

    def ask(_number):
        how = {"kind": "xlsx", "language": "de", "by": by, "now": NOW}
        found.append(figure_files.order(wanted, **how).pk)

    races.at_once(ask, range(30))
    assert (len(found), len(set(found))) == (30, 1)
    assert FigureFile.objects.count() == 2
