from dataclasses import replace
from time import monotonic

import pytest

from matchday.planning.problem import Meeting, Party, Plan, Problem
from matchday.planning.reasons import Reason, why_not
from matchday.planning.solve import solve
from matchday.services import solver
from tests.matchday.planning_cases import (
    assert_lawful,
    best_by_trying_all,
    best_where_all_are_there,
    day,
)


def party(key, *slots, most=9):
    return Party(key, frozenset(slots), most)


def test_small_days_get_the_optimum_that_trying_everything_finds():
    for seed in range(40):
        problem = day(seed, 3, 3, 3, wished=0.6, most=2 + seed % 2, come_and_go=True)
        plan = solve(problem)
        assert_lawful(problem, plan.meetings)
        assert plan.value == problem.value_of(plan.meetings) == best_by_trying_all(problem), seed
        assert plan.bound == plan.value, seed


@pytest.mark.parametrize("wished", [0.15, 0.5, 0.9])
def test_a_full_day_gets_the_optimum_that_flows_prove_without_the_solver(wished):
    problem = day(11, wished=wished)
    begun = monotonic()
    plan = solver.solved(problem, note=lambda share: None)
    assert monotonic() - begun < 60
    assert_lawful(problem, plan.meetings)
    assert plan.value >= 0.95 * best_where_all_are_there(problem)
    assert plan.value == plan.bound == best_where_all_are_there(problem)


def test_a_full_day_on_which_people_come_and_go_stays_within_its_proven_bound():
    for seed in range(3):
        problem = day(seed, come_and_go=True)
        plan = solve(problem)
        assert_lawful(problem, plan.meetings)
        assert 0.95 * plan.bound <= plan.value <= plan.bound
        # Whoever could be there all day could only meet more.
        slots = frozenset(range(1, 17))
        roomy = Problem(
            tuple(replace(one, free=slots) for one in problem.guests),
            tuple(replace(one, free=slots) for one in problem.tables),
            problem.weights,
        )
        assert plan.bound <= best_where_all_are_there(roomy)


def test_the_same_day_gets_the_same_timetable():
    assert solve(day(3, come_and_go=True)) == solve(day(3, come_and_go=True))


def test_after_a_late_cancellation_every_other_meeting_stays():
    problem = day(7, come_and_go=True)
    before = solve(problem).meetings
    for gone in (problem.tables[0].key, problem.guests[4].key):
        kept = frozenset(one for one in before if gone not in {one.guest, one.table})
        left = Problem(
            tuple(one for one in problem.guests if one.key != gone),
            tuple(one for one in problem.tables if one.key != gone),
            problem.weights,
            kept,
        )
        plan = solve(left)
        assert_lawful(left, plan.meetings)
        pairs = {(one.guest, one.table) for one in plan.meetings}
        assert {(one.guest, one.table) for one in kept} <= pairs
        assert len(kept - set(plan.meetings)) <= 2
        assert plan.value >= 0.95 * plan.bound


def test_a_meeting_moves_where_one_side_now_comes_later():
    problem = Problem(
        (party(1, 2, 3),), (party(9, 1, 2, 3),), {(1, 9): 2}, frozenset({Meeting(1, 1, 9)})
    )
    assert [(one.guest, one.table) for one in solve(problem).meetings] == [(1, 9)]


def test_a_published_meeting_is_not_given_up_for_a_weightier_wish():
    problem = Problem(
        (party(1, 1), party(2, 1)),
        (party(9, 1),),
        {(1, 9): 2, (2, 9): 13},
        frozenset({Meeting(1, 1, 9)}),
    )
    assert solve(problem).meetings == (Meeting(1, 1, 9),)
    assert solve(replace(problem, before=frozenset())).meetings == (Meeting(1, 2, 9),)


def test_a_day_without_a_wish_is_empty_and_no_error():
    assert solve(Problem((party(1, 1),), (party(9, 1),), {})) == Plan((), 0, 0)


def test_the_child_process_says_how_far_it_is_and_then_the_same_as_the_function():
    problem, heard = day(5, 8, 4, 5), []
    assert solver.solved(problem, note=heard.append) == solve(problem)
    assert heard == sorted(set(heard))
    assert heard[0] >= 10
    assert heard[-1] <= 100


def test_a_child_process_that_dies_is_no_timetable(monkeypatch):
    monkeypatch.setattr(solver, "COMMAND", ["/bin/false"])
    with pytest.raises(solver.NoPlan):
        solver.solved(day(5, 8, 4, 5), note=lambda share: None)


@pytest.mark.parametrize(
    ("guest", "table", "meetings", "reason"),
    [
        (party(1, 1, 2), None, [], Reason.NOT_THERE),
        (party(1, 1), party(9, 2), [], Reason.NEVER_TOGETHER),
        (party(1, 1, 2, most=1), party(9, 1, 2), [Meeting(1, 1, 8)], Reason.GUEST_FULL),
        (party(1, 1, 2), party(9, 1), [Meeting(1, 2, 9)], Reason.TABLE_FULL),
        (
            party(1, 1, 2, 3),
            party(9, 1, 2),
            [Meeting(1, 1, 8), Meeting(2, 2, 9)],
            Reason.NO_FREE_SLOT,
        ),
        (party(1, 1), party(9, 1), [], Reason.OUTWEIGHED),
    ],
)
def test_what_is_not_served_has_its_plainest_reason(guest, table, meetings, reason):
    problem = Problem((guest,), (table,) if table else (), {(1, 9): 5})
    assert why_not(problem, meetings, 1, 9) == reason
