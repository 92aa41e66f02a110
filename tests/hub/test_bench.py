"""The bench command's arithmetic and the rows it promises; nothing is timed here."""

import pytest
from django.db import connection

from hub.bench import (
    applicant,
    evening,
    growth,
    growth_report,
    load,
    made,
    measure,
    pages,
    report,
    requests,
    seed,
)
from hub.bench.made import Made
from hub.bench.measure import Applications, Row, Yardstick
from hub.portal import demo
from startups.models import Application

MARKED = {
    "home": 0.25,
    "/apply/": 0.25,
    "section page": 0.05,
    "autosave": 0.06,
    "admin list, 100 of 300 rows": 0.01,
    "/events/, 1,000 of them": 0.25,
    "/events/, drawn anew": 0.06,
    "an event": 0.25,
    "registration": 0.05,
    "registration, sent": 0.012,
    "check-in list, 500 people": 0.01,
    "report of a week": 0.012,
    "report of a quarter": 0.012,
    "report of a year": 0.012,
    "list behind a figure": 0.012,
}
DRAFTS = load.CONNECTIONS + 3


@pytest.fixture
def small_world(db, monkeypatch, settings):
    monkeypatch.setattr(seed, "APPLICATIONS", 3)
    monkeypatch.setattr(seed, "PUBLIC_STARTUPS", 3)
    monkeypatch.setattr(evening, "EVENTS", 4)
    monkeypatch.setattr(evening, "GUESTS", 5)
    settings.ALLOWED_HOSTS = ["hub.example.org"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    return seed.world(drafts=DRAFTS)


def test_every_page_answers_as_it_is_measured(small_world):
    found = pages.pages(small_world)

    assert {page.name: page.mark for page in found if page.mark} == MARKED
    for page in found:
        request = page.requests[-1] if page.requests else next(page.once)
        seen = requests.look(request)
        assert seen.status == page.status, page.name
        assert seen.queries > 0, page.name


def test_each_connection_saves_on_a_draft_of_its_own(small_world):
    autosave = next(page for page in pages.pages(small_world) if page.name == "autosave")

    assert len({request.path for request in autosave.requests}) == load.CONNECTIONS
    raw = autosave.requests[0].raw()
    assert len(raw.replace(load.COUNTER, b"%09d" % 7)) == len(raw)


def test_raw_request_is_the_one_seen_from_inside(small_world):
    request = next(p for p in pages.pages(small_world) if p.name == "autosave").requests[0]
    head, _, body = request.raw().partition(b"\r\n\r\n")

    assert head.startswith(f"POST {request.path} HTTP/1.1".encode())
    assert f"Content-Length: {len(body)}".encode() in head
    assert body.decode() == request.body


def row(name, ratios, mark=None):
    return Row(name, mark, queries=7, size=20_000, packed=5_000, rates=[100.0], ratios=ratios)


def findings(**changed):
    found = {
        "rows": [
            row("home", [0.2, 0.3, 0.9], 0.25),
            row("slow", [0.01], 0.05),
            row("free", [0.1]),
        ],
        "bare": Yardstick(4000.0, 0.5, 150.0),
        "applications": Applications(per_second=7.0, seconds=1.1, requests=27),
        "memory": [(90 * 1024**2, 40 * 1024**2), (100 * 1024**2, 50 * 1024**2)],
        "mails": 149.0,
        "made": [Made("PDF", 80.0, 9_000, 100), Made("slow file", 200.0, 9_000, 100)],
        "load": 0.2,
    }
    return report.Findings(**found | changed)


def test_marks_are_judged_by_the_median():
    judged = {mark.what: mark.is_met for mark in report.marks(findings())}

    assert judged == {
        "home": True,
        "slow": False,
        "complete application, 8 clients": True,
        "complete application, as a ratio": True,
        "PDF": True,
        "slow file": False,
        "memory of a web worker": True,
        "1,000 mails, one mail worker": False,
    }


def test_missed_mark_is_said_and_fails_nothing():
    shown = report.table(findings())

    assert "Missed: slow, slow file, 1,000 mails, one mail worker." in shown
    assert "Every mark is met." in report.table(findings(rows=[], made=[], mails=150.0))


@pytest.mark.parametrize(("per_second", "bare", "is_met"), [(3, 2000.0, True), (7, 9200.0, False)])
def test_the_share_of_the_bare_view_asks_the_same_of_every_machine(per_second, bare, is_met):
    found = findings(
        applications=Applications(per_second, 1.0, 27), bare=Yardstick(bare, 0.5, 150.0)
    )
    judged = {mark.what: mark for mark in report.marks(found)}

    ratio = judged["complete application, as a ratio"]
    assert (ratio.wanted, ratio.is_met) == ("≥ 0.0013", is_met)
    assert judged["complete application, 8 clients"].is_met is not is_met


def test_what_a_worker_makes_is_made(small_world, monkeypatch):
    monkeypatch.setattr(made, "TRIES", 1)
    found = made.measure(small_world)

    assert next(one.what for one in found) == "PDF of a quarter"
    assert all(one.size > 100 and one.milliseconds > 0 and one.mark for one in found)


def test_busy_machine_is_told():
    assert "busy" in report.table(findings(load=12.0))
    assert "busy" not in report.table(findings())


def test_memory_that_could_not_be_read_meets_no_mark():
    judged = {mark.what: mark.is_met for mark in report.marks(findings(memory=[]))}

    assert judged["memory of a web worker"] is False


@pytest.mark.django_db
def test_page_names_every_row_and_no_machine():
    page = report.page(findings())

    assert all(f"| {name} |" in page for name in ("bare Django view", "home", "slow", "free"))
    assert "| home | 100 | 0.300 | ≥ 0.25 | met |" in page
    assert str(report.ROOT) not in page


def test_rate_counts_all_connections():
    done = [load.Done(30, 0.0, 0.3, b"", [0.1]), load.Done(10, 0.0, 0.1, b"", [0.3])]
    outcome = load.Outcome(done, seconds=2.0)

    assert outcome.per_second == 20
    assert outcome.client_seconds == pytest.approx(0.01)
    assert outcome.median == pytest.approx(0.2)


def test_late_is_what_nineteen_in_twenty_keep_to():
    done = [load.Done(20, 0.0, 0.0, b"", [0.1] * 18 + [0.2, 0.9])]

    assert load.Outcome(done, seconds=1.0).late == pytest.approx(0.9)
    done[0].times[:] = [0.1] * 19 + [0.2] * 20
    assert load.Outcome(done, seconds=1.0).late == pytest.approx(0.2)


@pytest.mark.django_db
def test_every_page_that_grows_answers(settings):
    settings.ALLOWED_HOSTS = ["hub.example.org"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    demo.load()
    for page in growth.audience().pages():
        seen = requests.look(page.inside)
        assert seen.status == page.status, page.name
        assert seen.queries, f"{page.name}: kept, or not there"


def test_growth_is_what_a_page_costs_at_the_largest_size():
    found = {
        size: [row("directory", [ratio], 0.25)]
        for size, ratio in {100: 0.3, 10_000: 0.3, 100_000: 0.1}.items()
    }

    (line,) = growth_report.rows(found)

    assert line[:8] == ("directory", "0.300", "0.300", "0.100", "≥ 0.25", "met", "3.0", "MISSED")
    assert "| directory | 0.300 | 0.300 | 0.100 |" in growth_report.part(found)


def test_each_part_keeps_the_other(tmp_path, monkeypatch):
    monkeypatch.setattr(report, "FILE", tmp_path / "benchmarks.md")
    monkeypatch.setattr(report, "page", lambda found: f"{found}\n")
    report.FILE.write_text("", encoding="utf-8")
    report.write("first")
    report.add(f"{report.GROWTH}\nold\n")
    report.add(f"{report.GROWTH}\nnew\n")
    report.write("second")
    assert report.FILE.read_text(encoding="utf-8") == f"second\n\n{report.GROWTH}\nnew\n"


@pytest.mark.django_db(transaction=True)
def test_script_applies_from_the_first_page_to_the_receipt(live_server, monkeypatch, settings):
    settings.UPLOAD_MIN_FREE_BYTES = 0
    monkeypatch.setattr(seed, "APPLICATIONS", 1)
    monkeypatch.setattr(seed, "PUBLIC_STARTUPS", 1)
    monkeypatch.setattr(evening, "EVENTS", 4)
    world = seed.world(drafts=DRAFTS)
    place = connection.settings_dict
    database = f"postgres://hub@/{place['NAME']}?host={place['OPTIONS']['host']}"
    port = int(live_server.url.rpartition(":")[2])
    host = live_server.url.removeprefix("http://")
    deck = measure.deck()
    errand = applicant.Errand(port, database, host, world.batch.slug, deck, [1], 0.0)
    monkeypatch.setattr(applicant, "ORIGIN", "http://{host}")

    done = applicant.run(errand)

    assert done.requests > 20
    handed_in = Application.objects.get(started_by__email="applicant1@example.org")
    assert handed_in.state == "submitted"
    assert handed_in.attachments.count() == 1
