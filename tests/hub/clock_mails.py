"""Which mails the clock's jobs can send, read from their code: what a function names, it may call."""

from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from hub.mail import kinds

OURS = ("hub.", "events.", "matchday.", "partners.", "startups.")


def of(job: Any) -> set[str]:
    """The kinds that a job, or anything it leads to, names."""
    known, seen, open_ = {kind.key for kind in kinds.every()}, set(), [job]
    named: set[str] = set()
    while open_:
        one = open_.pop()
        if isinstance(one, str):
            named |= {one} & known
        elif isinstance(one, list | tuple | set | frozenset):
            open_ += one
        elif isinstance(one, dict):
            open_ += one.values()
        elif isinstance(function := _whole(one), FunctionType) and function not in seen:
            seen.add(function)
            if function.__module__.startswith(OURS):
                open_ += _named_in(function)
    return named


def _whole(one: Any) -> Any:
    while hasattr(one, "__wrapped__"):
        one = one.__wrapped__
    return one


def _named_in(function: FunctionType) -> Iterator[Any]:
    codes = [function.__code__]
    yield from (function.__defaults__ or ())
    yield from (function.__kwdefaults__ or {}).values()
    while codes:
        code = codes.pop()
        codes += [const for const in code.co_consts if isinstance(const, CodeType)]
        yield from (const for const in code.co_consts if isinstance(const, str | tuple))
        found = [
            function.__globals__[name] for name in code.co_names if name in function.__globals__
        ]
        for one in found:
            if isinstance(one, ModuleType) and one.__name__.startswith(OURS):
                yield from (getattr(one, name) for name in code.co_names if hasattr(one, name))
            else:
                yield one
