"""Every figure equals a count by hand, in all, by track, by batch and by part."""

from datetime import UTC, date, datetime
from math import floor
from statistics import median

import pytest
import time_machine
from django.utils import timezone

from hub.core.times import BERLIN
from hub.reports import periods
from hub.reports.indicators.definition import Counted
from hub.reports.indicators.registry import INDICATORS
from hub.reports.queries import figures, kept_lists
from startups.models import Answer, Application, Conflict
from tests.factories.hub import founder, staff
from tests.factories.partners import PartnerFactory
from tests.factories.startups import ApplicationFactory, told_of_team
from tests.reports.year import Year

pytestmark = pytest.mark.django_db

# After the year, and in the middle of it.
LATER = datetime(2027, 5, 1, tzinfo=BERLIN)
COLUMNS = [reply.columns for reply in (figures.GROUPED, figures.TOTAL, figures.ROWS)]
PERIODS = ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2026", "2026-05", "2026-W13"]
# Their last days are the first and the last one of a class.
PERIODS += ["2026-W09", "2026-W35"]


def within(moment, window):
    return moment is not None and window.start <= moment < window.end


def facts_of(year, kind):
    return [fact for fact in year.facts if fact.kind == kind]


def happened(kind, name, window, year, *, needs=()):
    return [
        fact
        for fact in facts_of(year, kind)
        if within(fact.at.get(name), window) and fact.is_true.issuperset(needs)
    ]


def first_reached(fact, state):
    return next((when for when, to_state in fact.moves if to_state == state), None)


def stage_at(fact, window):
    return ([to for when, to in fact.moves if when < window.end] or ["idea"])[-1]


def reached(year, state, window):
    return [f for f in facts_of(year, "pilot") if within(first_reached(f, state), window)]


def took(fact):
    """In days as they really pass: two moments of one zone would be subtracted by the wall clock."""
    started = first_reached(fact, "running").astimezone(UTC)
    return (started - fact.at["proposed"].astimezone(UTC)).total_seconds() / 86_400


def under_contract(year, window):
    found = []
    for fact in facts_of(year, "partner"):
        begins, ends = fact.days
        is_held = ends >= window.day if ends else "active" in fact.is_true
        if "prospect" not in fact.is_true and (not begins or begins <= window.day) and is_held:
            found.append(fact)
    return found


def handed_in(year, window):
    return [
        f for f in happened("application", "submitted", window, year) if "draft" not in f.is_true
    ]


def in_class(year, window, *, over):
    found = [fact for fact in facts_of(year, "startup") if fact.days[0]]
    if over:
        return [fact for fact in found if fact.days[1] < window.day]
    return [fact for fact in found if fact.days[0] <= window.day <= fact.days[1]]


def held(year, window):
    found = happened("event", "starts", window, year)
    return [fact for fact in found if fact.is_true & {"done", "published"}]


# Which facts an indicator counts, in plain Python.
TRUTH = {
    "applications": handed_in,
    "applications_abroad": lambda y, w: [f for f in handed_in(y, w) if f.part == "abroad"],
    "outside_saxony": lambda y, w: [f for f in handed_in(y, w) if f.part],
    "women": lambda y, w: [f for f in handed_in(y, w) if f.women is not None],
    "eligible": lambda y, w: happened("application", "screened", w, y, needs=["eligible"]),
    "accepted": lambda y, w: happened("application", "decided", w, y, needs=["accepted"]),
    "startups_active": lambda y, w: in_class(y, w, over=False),
    "startups_alumni": lambda y, w: in_class(y, w, over=True),
    "introductions_asked": lambda y, w: happened("introduction", "asked", w, y),
    "introductions_accepted": lambda y, w: happened(
        "introduction", "answered", w, y, needs=["accepted"]
    ),
    "pilots": lambda y, w: [f for f in facts_of(y, "pilot") if f.at["proposed"] < w.end],
    "pilots_started": lambda y, w: reached(y, "running", w),
    "pilots_rolled_out": lambda y, w: reached(y, "rollout", w),
    "days_to_pilot": lambda y, w: reached(y, "running", w),
    "partners_active": under_contract,
    "partners_sme": lambda y, w: [f for f in under_contract(y, w) if "sme" in f.is_true],
    "science_requests": lambda y, w: happened("request", "asked", w, y),
    "science_projects": lambda y, w: happened("request", "project", w, y),
    "events": held,
    "participants": lambda y, w: [fact for fact in held(y, w) if fact.came],
    "seats_used": lambda y, w: [fact for fact in held(y, w) if fact.seats],
    "satisfied": lambda y, w: [fact for fact in held(y, w) if fact.rated > 5],
}


SHARES = {
    "satisfied": ("good", "rated"),
    "seats_used": ("came", "seats"),
    "women": ("women", "founders"),
}


def tenths(number):
    """To one decimal as on paper: a half goes up."""
    return floor(10 * number + 0.5) / 10


def number(key, found):
    """What a list of facts comes to."""
    if key == "days_to_pilot":
        return tenths(median(took(fact) for fact in found)) if found else None
    if key == "outside_saxony":
        away = sum(fact.part not in {"leipzig", "saxony"} for fact in found)
        return tenths(100 * away / len(found)) if found else None
    if key == "participants":
        return sum(fact.came for fact in found)
    if key in SHARES:
        part, whole = (sum(getattr(fact, name) for fact in found) for name in SHARES[key])
        is_told = whole > 5 and len(found) > 1 if key == "women" else whole > 0
        return tenths(100 * part / whole) if is_told else None
    return len(found)


def parts(key, found, window):
    if key == "pilots":
        return [stage_at(fact, window) for fact in found]
    return [fact.part for fact in found]


@pytest.fixture
def year():
    return Year()


def test_every_figure_equals_the_count_by_hand(year):
    windows = [periods.parsed(slug).window(LATER) for slug in PERIODS]
    asked = [(indicator, window) for indicator in INDICATORS.values() for window in windows]
    found = figures.of(asked, user=None)
    compared = 0
    for key, count in TRUTH.items():
        for window in windows:
            true, said = count(year, window), found[key, window]
            assert said.total == number(key, true), (key, window)
            assert said.rows == len(true)
            for one in [*(track.pk for track in year.tracks), None]:
                of_track = [fact for fact in true if one in fact.tracks]
                assert said.of(track=one) == number(key, of_track), (key, window, one)
                for batch in [*(batch.pk for batch in year.batches), None]:
                    of_both = [fact for fact in of_track if fact.batch == batch]
                    assert said.of(track=one, batch=batch) == number(key, of_both)
                    compared += len(of_both) > 0
            for batch in [*(batch.pk for batch in year.batches), None]:
                of_batch = [fact for fact in true if fact.batch == batch]
                assert said.of(batch=batch) == number(key, of_batch), (key, window, batch)
            if INDICATORS[key].parts:
                for part, _label in INDICATORS[key].parts:
                    assert said.parts.get(part, 0) == parts(key, true, window).count(part)
                assert sum(said.parts.values()) == len(true), key
    assert compared > 300


def test_every_indicator_has_a_count_by_hand_or_says_why_it_has_none():
    without = {key for key, one in INDICATORS.items() if one.missing}
    assert without == set()
    assert TRUTH.keys() | without == INDICATORS.keys()


def test_a_total_alone_is_the_total_of_the_figures(year):
    windows = [periods.parsed(slug).window(LATER) for slug in PERIODS]
    asked = [(indicator, window) for indicator in INDICATORS.values() for window in windows]
    whole, alone = figures.of(asked, user=None), figures.of([], user=None, totals=asked)
    assert whole.keys() == alone.keys()
    for place, said in whole.items():
        assert (alone[place].total, alone[place].rows) == (said.total, said.rows), place
        assert not alone[place].tracks
    assert figures.of(asked, user=None, totals=asked) == whole, "who asks for both gets it all"


@pytest.mark.parametrize("slug", ["2026-Q1", "2026-W53", "2024"])
def test_what_is_written_once_is_what_would_be_written_today(slug):
    """A query that made something else of its window would count another time's rows for ever."""
    office, stranger = staff(), founder()
    for now in (LATER, datetime(2031, 2, 3, 4, 5, tzinfo=BERLIN)):
        with time_machine.travel(now, tick=False):
            window = periods.parsed(slug).window(now)
            for indicator in INDICATORS.values():
                for reader in (None, office, stranger):
                    for columns in COLUMNS:
                        asked = (indicator, window, reader, columns)
                        assert figures._statement(*asked) == figures._written(*asked), asked


def test_all_figures_of_a_page_are_one_query(year, django_assert_num_queries):
    window = periods.parsed("2026").window(LATER)
    with django_assert_num_queries(1):
        figures.of([(one, window) for one in INDICATORS.values()], user=None)


def test_a_period_that_runs_counts_up_to_now(year):
    half = datetime(2026, 2, 10, 12, tzinfo=BERLIN)
    window = periods.parsed("2026-Q1").window(half)
    said = figures.of([(INDICATORS["applications"], window)], user=None)
    true = handed_in(year, window)
    assert said["applications", window].total == len(true)
    assert len(true) < len(handed_in(year, periods.parsed("2026-Q1").window(LATER)))


def test_what_is_listed_of_a_period_happened_in_it(year):
    windows = [one.window(LATER) for one in periods.parsed("2026").quarters()]
    flows = [one for one in INDICATORS.values() if one.counted == Counted.FLOW]
    _counted, rows = figures.with_rows([(one, window) for one in flows for window in windows])
    for one in flows:
        assert any(rows[one.key, window] for window in windows), one.key
        for window in windows:
            moments = [datetime.fromisoformat(row["row_at"]) for row in rows[one.key, window]]
            assert all(window.start <= moment < window.end for moment in moments), one.key


def test_nobody_counts_an_application_that_a_conflict_keeps_from_them():
    reader, free = staff(), staff()
    ApplicationFactory(submitted=True)
    tied = ApplicationFactory(submitted=True)
    Conflict.objects.create(person=reader, startup=tied.startup, reason="Xyz")
    window = periods.current(periods.Kind.YEAR, timezone.now()).window(timezone.now())
    asked = [(INDICATORS["applications"], window)]
    totals = [
        figures.of(asked, user=one)["applications", window].total for one in (reader, free, None)
    ]
    assert totals == [1, 2, 2]


def test_the_share_of_women_is_told_only_above_five_founders():
    window = periods.parsed("2026").window(LATER)

    def told(*teams):
        Answer.objects.all().delete()
        Application.objects.all().delete()
        for founders, women in teams:
            found = ApplicationFactory(submitted=True, first_submitted_at=window.start)
            told_of_team(found, founders=founders, women=women)
        found, rows = figures.with_rows([(INDICATORS["women"], window)])
        kept = kept_lists.of(
            INDICATORS["women"], window, rows["women", window], kept_lists.Names.load()
        )
        assert all(row["value"] is row["weight"] is None for row in kept["rows"])
        return found["women", window].total

    assert told(("3", "1"), ("2", "2")) is None
    assert told(("3", "1"), ("3", "2")) == 50
    assert told(("9", "3")) is None, "one team alone"
    assert told(("3", "1"), ("3", "2"), ("9", "viele"), ("2", "3"), ("0", "0")) == 50
    assert not INDICATORS["women"].shows_value


def test_a_partner_with_two_tracks_counts_once_in_all():
    both = PartnerFactory()
    tracks = Year(size=0).tracks[:2]
    both.tracks.set(tracks)
    window = periods.parsed("2026").window(LATER)
    said = figures.of([(INDICATORS["partners_sme"], window)], user=None)["partners_sme", window]
    both.is_sme = True
    both.save()
    more = figures.of([(INDICATORS["partners_sme"], window)], user=None)["partners_sme", window]
    assert more.total == said.total + 1
    assert [more.of(track=t.pk) - said.of(track=t.pk) for t in tracks] == [1, 1]


# Periods


@pytest.mark.parametrize(
    ("slug", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
    ],
)
def test_a_slug_names_a_period_and_the_period_its_slug(slug, first, last):
    period = periods.parsed(slug)
    assert (period.first, period.last, period.slug) == (first, last, slug)
    assert period.following().previous() == period
    assert periods.containing(period.kind, last) == period


@pytest.mark.parametrize(
    "slug",
    ["", "x", "1999", "2101", "2026-13", "2026-00", "2026-Q5", "2025-W53", "2026-W00", "٢٠٢٦"],
)
def test_what_is_no_period_is_none(slug):
    assert periods.parsed(slug) is None


def test_quarters_begin_at_midnight_in_berlin_also_when_the_clocks_change():
    first, second = periods.parsed("2026-Q1"), periods.parsed("2026-Q2")
    assert first.start == datetime(2025, 12, 31, 23, tzinfo=UTC)
    assert first.end == second.start == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert not first.is_over(datetime(2026, 3, 31, 21, 59, tzinfo=UTC))
    assert first.is_over(datetime(2026, 3, 31, 22, tzinfo=UTC))
