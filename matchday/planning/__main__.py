"""The child process: a problem on standard input, lines of JSON out, the last one the plan."""

import json
import sys

from matchday.planning.problem import Problem
from matchday.planning.solve import solve


def say(**words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    problem = Problem.from_json(sys.stdin.read())
    plan = solve(problem, step=lambda share: say(share=share))
    say(plan=plan.as_data())
