"""The timetable as an integer programme, solved exactly by HiGHS. Only the child process loads it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from math import floor

import highspy
import numpy as np

from matchday.planning.problem import DROPPED, MOVED, Meeting, Plan, Problem

SECONDS = 20.0
SEED = 20_270
NEAR_ONE = 0.5
# What the solver may be off by in a whole number.
BLUR = 1e-6
Step = Callable[[int], None]


def solve(problem: Problem, *, step: Step = lambda _share: None) -> Plan:
    """The best timetable there is, or the best found within SECONDS with its proven bound.

    The same problem gets the same answer as long as it is solved within the time. `step` hears
    how far it is, in per cent.
    """
    meetings = problem.possible()
    step(10)
    if not meetings:
        return Plan((), value=0, bound=0)
    solver = _model(problem, meetings)
    step(20)
    _report_to(step, solver)
    solver.run()
    chosen = np.asarray(solver.getSolution().col_value) > NEAR_ONE
    found = tuple(sorted(one for one, is_in in zip(meetings, chosen, strict=True) if is_in))
    value = problem.value_of(found)
    return Plan(found, value=value, bound=max(value, _bound(problem, solver)))


def _bound(problem: Problem, solver: highspy.Highs) -> int:
    """With `before` the objective counts more than wishes: then what a fresh start could reach."""
    if problem.before:
        return solve(replace(problem, before=frozenset())).bound
    return floor(solver.getInfo().mip_dual_bound + BLUR)


def _model(problem: Problem, meetings: list[Meeting]) -> highspy.Highs:
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, setting in {
        "output_flag": False,
        "threads": 1,
        "random_seed": SEED,
        "time_limit": SECONDS,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.5,
    }.items():
        solver.setOptionValue(option, setting)
    count = len(meetings)
    model = highspy.HighsLp()
    model.num_col_ = count
    model.col_cost_ = np.array(_worths(problem, meetings), dtype=float)
    model.col_lower_, model.col_upper_ = np.zeros(count), np.ones(count)
    model.integrality_ = [highspy.HighsVarType.kInteger] * count
    model.sense_ = highspy.ObjSense.kMaximize
    rows = list(_limits(problem, meetings))
    model.num_row_ = len(rows)
    model.row_lower_ = np.full(len(rows), -highspy.kHighsInf)
    model.row_upper_ = np.array([most for _columns, most in rows], dtype=float)
    ends = np.cumsum([0, *(len(columns) for columns, _most in rows)])
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = ends
    matrix.index_ = np.concatenate([columns for columns, _most in rows])
    matrix.value_ = np.ones(int(ends[-1]))
    solver.passModel(model)
    return solver


def _worths(problem: Problem, meetings: list[Meeting]) -> list[int]:
    """A meeting that people know already is worth more than its wishes, most in its own slot."""
    known = {(one.guest, one.table) for one in problem.before}
    return [
        problem.weights[one.guest, one.table]
        + DROPPED * ((one.guest, one.table) in known)
        + MOVED * (one in problem.before)
        for one in meetings
    ]


def _limits(problem: Problem, meetings: list[Meeting]) -> Iterable[tuple[list[int], int]]:
    """Of each set of columns at most so many: no pair twice, nobody in two places, nobody too often."""
    pairs, places, whole = defaultdict(list), defaultdict(list), defaultdict(list)
    for column, one in enumerate(meetings):
        pairs[one.guest, one.table].append(column)
        for who in (("guest", one.guest), ("table", one.table)):
            places[*who, one.slot].append(column)
            whole[who].append(column)
    yield from ((columns, 1) for columns in pairs.values())
    yield from ((columns, 1) for columns in places.values())
    for kind, parties in (("guest", problem.guests), ("table", problem.tables)):
        for party in parties:
            if columns := whole.get((kind, party.key)):
                yield columns, min(party.most, len(party.free))


def _report_to(step: Step, solver: highspy.Highs) -> None:
    """From 20 to 90 per cent, by whichever is further: the time that is up or the gap that closes."""

    def hear(event: highspy.HighsCallbackEvent) -> None:
        out = event.data_out
        closed = 1 - min(1.0, max(0.0, out.mip_gap))
        step(20 + floor(70 * max(out.running_time / SECONDS, closed * NEAR_ONE)))

    solver.cbMipLogging += hear
