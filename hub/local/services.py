"""PostgreSQL and Valkey for development and tests: the real engines, nothing on the system touched.

Unix sockets only, so there is no port to collide with and nothing to reach from outside. All commands
of a checkout share one pair: each holds a shared lock while it runs, and the last one out stops the
servers. The kernel drops the lock of a killed process, so no count can go stale.
"""

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

from hub.local import account, binaries, paths, postgres, valkey
from hub.local.paths import Place

WITHOUT_SERVERS = {
    "",
    "bench",
    "help",
    "version",
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "lint",
    "makemessages",
    "relock",
    "startapp",
    "test",
}


def for_command(command: str) -> contextlib.AbstractContextManager[object]:
    """The servers a command of manage.py needs, unless the environment names others."""
    place = paths.checkout()
    elsewhere = os.environ.get("DATABASE_URL") != place.database_url() and (
        os.environ.get("REDIS_URL") != place.redis_url()
    )
    if command in WITHOUT_SERVERS or command.startswith("-") or elsewhere or is_held():
        return contextlib.nullcontext()
    return running(place)


def is_held() -> bool:
    """A parent process already keeps the servers up."""
    return bool(os.environ.get("HUB_SERVICES_HELD"))


@contextlib.contextmanager
def running(place: Place) -> Iterator[None]:
    """Start what is missing; stop it again when no other command uses it."""
    # Logs and data belong to the servers' account, the lock files to us.
    account.give_directory(place.state, 0o755 if paths.IS_ROOT else 0o700)
    account.give_directory(place.sockets)
    programs = binaries.find()
    with contextlib.ExitStack() as stack:
        gate = stack.enter_context(_gate(place).open("w"))
        with _locked(gate):
            users = stack.enter_context(_users(place).open("w"))
            postgres.start(place, programs)
            valkey.start(place, programs.valkey)
            fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield
        finally:
            with _locked(gate):
                fcntl.flock(users, fcntl.LOCK_UN)
                if _is_free(users):
                    _stop(place)


@contextlib.contextmanager
def temporary(*, durable: bool = False) -> Iterator[Place]:
    """A pair of servers for one run, gone without a trace afterwards."""
    _remove_leftovers()
    place = replace(paths.temporary(), durable=durable)
    try:
        with running(place):
            yield place
    finally:
        shutil.rmtree(place.state, ignore_errors=True)


def _remove_leftovers() -> None:
    """End the servers of test runs that were killed."""
    for state in paths.SHORT_DIRECTORY.glob(f"{paths.TEMPORARY_PREFIX}*"):
        place = paths.at(state)
        # A run that is just starting holds the gate, or has no list of users yet.
        with (
            contextlib.suppress(OSError),
            _users(place).open("r+") as users,
            _gate(place).open("r+") as gate,
        ):
            if _is_free(gate) and _is_free(users):
                _stop(place)
                shutil.rmtree(state, ignore_errors=True)


def _gate(place: Place) -> Path:
    return place.state / "start.lock"


def _users(place: Place) -> Path:
    return place.state / "users.lock"


@contextlib.contextmanager
def _locked(gate: IO[str]) -> Iterator[None]:
    fcntl.flock(gate, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(gate, fcntl.LOCK_UN)


def _is_free(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _stop(place: Place) -> None:
    valkey.stop(place)
    postgres.stop(place, binaries.find())
