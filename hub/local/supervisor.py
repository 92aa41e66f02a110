"""Run the portal's processes side by side, and leave none of them behind."""

import contextlib
import fcntl
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

from hub.local import processes
from hub.local.paths import ROOT

PORTS_TO_TRY = 20
STOP_PATIENCE = 8.0
START_PATIENCE = 120.0


class PortTaken(Exception):
    """Nothing can be served at the ports that were asked for."""


class ProcessEnded(Exception):
    """A process that should run for ever did not."""


def free_port(first: int, *, tries: int = PORTS_TO_TRY) -> int:
    for port in range(first, first + tries):
        with socket.socket() as sock:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                sock.bind(("127.0.0.1", port))
                return port
    raise PortTaken


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Let SIGTERM and a closed terminal end a run the way Ctrl-C does."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {s: signal.signal(s, interrupt) for s in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Children:
    """The processes of one run; its record lets the next run end them if this one is killed."""

    def __init__(self, record: IO[str]) -> None:
        self.record = record
        self.running: dict[str, subprocess.Popen[str]] = {}

    def start(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        # A session of its own: Ctrl-C in the terminal reaches us alone, and we decide who ends first.
        child = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        self.running[name] = child
        self.record.write(f" {child.pid}")
        self.record.flush()
        threading.Thread(target=_relay, args=(name, child), daemon=True).start()

    def check(self) -> None:
        for name, child in self.running.items():
            if child.poll() is not None:
                raise ProcessEnded(f"{name} ended with status {child.returncode}; see above.")

    def watch(self) -> None:
        """Return never; raise when one of them ends."""
        while True:
            self.check()
            time.sleep(0.3)

    def stop(self) -> None:
        processes.finish(self.running.values(), patience=STOP_PATIENCE)
        self.record.truncate(0)


def _relay(name: str, child: subprocess.Popen[str]) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        sys.stdout.write(f"{name:>6} | {line}")
        sys.stdout.flush()


def wait_until_healthy(url: str, check: Callable[[], None]) -> None:
    """Return once the address answers; raise when it answers with an error or `check` does."""
    deadline = time.monotonic() + START_PATIENCE
    while True:
        check()
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError as error:  # is an OSError too, but waiting will not mend it
            raise ProcessEnded(f"The portal answered {error.code} to its health check.") from error
        except OSError as error:
            if time.monotonic() > deadline:
                raise ProcessEnded("The portal did not answer within two minutes.") from error
        time.sleep(0.05)


def open_record(folder: Path, port: int) -> IO[str] | None:
    """The locked record of a run at this port; None while another run holds it."""
    record = (folder / f"up-{port}.run").open("a+")
    try:
        fcntl.flock(record, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        record.close()
        return None
    return record


def running_ports(folder: Path) -> list[int]:
    """Ports of this checkout's runs. Ends, on the way, what a killed run left behind."""
    ports = []
    for path in sorted(folder.glob("up-*.run")):
        port = int(path.stem.removeprefix("up-"))
        record = open_record(folder, port)
        if record is None:
            ports.append(port)
            continue
        with record:
            end_leftovers(record)
    return ports


def end_leftovers(record: IO[str]) -> None:
    """Children of a run that was killed: still at the port, still taking jobs."""
    record.seek(0)
    for word in record.read().split():
        command = processes.command_of(int(word))
        # After a restart of the machine the number may belong to anything.
        if _is_ours(command):
            sys.stdout.write(f"Ending process {word} of an earlier run\n")
            processes.kill_group(int(word))
            processes.wait_for_group(int(word), patience=2)
    record.truncate(0)


def _is_ours(command: str) -> bool:
    return str(ROOT) in command and any(word in command for word in ("runserver", "celery"))
