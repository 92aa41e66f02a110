"""The planner in a process of its own: numpy and the solver never get into a worker's memory."""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable

from django.conf import settings

from matchday.planning.problem import Plan, Problem

# The solver stops by itself before that, a task of the worker is shot after it.
SECONDS = 50.0
COMMAND = [sys.executable, "-m", "matchday.planning"]


class NoPlan(Exception):
    """The process ended without a timetable."""


def solved(problem: Problem, *, note: Callable[[int], None]) -> Plan:
    """The best timetable; `note` hears how far it is, in per cent. Raises NoPlan."""
    child = subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        env={"LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        text=True,
    )
    alarm = threading.Timer(SECONDS, child.kill)
    alarm.start()
    try:
        return _listened(child, problem, note)
    finally:
        alarm.cancel()
        child.kill()
        child.wait()


def _listened(child: subprocess.Popen[str], problem: Problem, note: Callable[[int], None]) -> Plan:
    assert child.stdin is not None
    assert child.stdout is not None
    # Who has died already hears nothing; that no plan comes says it all.
    with contextlib.suppress(BrokenPipeError), child.stdin as words:
        words.write(problem.as_json())
    last = 0
    with child.stdout as lines:
        for line in lines:
            said = _said(line)
            if "plan" in said:
                return Plan.from_data(said["plan"])
            if said.get("share", 0) > last:
                last = said["share"]
                note(last)
    raise NoPlan


def _said(line: str) -> dict:
    """What a line says; the solver greets on its own."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
