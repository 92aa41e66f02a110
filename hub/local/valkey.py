"""Start and stop one Valkey that listens on a Unix socket only."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

from hub.local import account, processes
from hub.local.paths import Place

PATIENCE = 10.0


def start(place: Place, binary: Path) -> None:
    if processes.accepts(place.valkey_socket):
        return
    place.valkey_socket.unlink(missing_ok=True)
    account.give_directory(place.valkey_pid.parent)
    with (place.state / "valkey.log").open("ab") as log:
        launched = subprocess.Popen(
            [binary, *_options(place)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            **account.identity(),
        )
        launched.wait()
    _wait_until_it_answers(place)


def stop(place: Place, *, by: signal.Signals = signal.SIGTERM) -> None:
    pid = processes.pid_in(place.valkey_pid)
    if not pid or not processes.accepts(place.valkey_socket):
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, by)
    processes.wait_until_gone(place.valkey_socket, patience=PATIENCE)


def _options(place: Place) -> list[str]:
    options = {
        "port": "0",
        "unixsocket": str(place.valkey_socket),
        "unixsocketperm": "700",
        "dir": str(place.valkey_pid.parent),
        "pidfile": str(place.valkey_pid),
        "daemonize": "yes",
        "save": "",
        "appendonly": "yes" if place.durable else "no",
        "maxmemory": "128mb",
        # A broker must refuse rather than forget.
        "maxmemory-policy": "noeviction",
    }
    return [word for name, value in options.items() for word in (f"--{name}", value)]


def _wait_until_it_answers(place: Place) -> None:
    deadline = time.monotonic() + PATIENCE
    while not processes.accepts(place.valkey_socket):
        if time.monotonic() > deadline:
            raise SystemExit(f"Valkey did not start; see {place.state / 'valkey.log'}")
        time.sleep(0.02)
