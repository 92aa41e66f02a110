"""Questions about processes that must not be answered by guessing. Standard library only."""

import contextlib
import os
import platform
import signal
import socket
import subprocess
import time
from collections.abc import Collection
from pathlib import Path


def command_of(pid: int) -> str:
    """The command line behind a process number, or nothing when there is none."""
    try:
        return (
            Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        )
    except OSError:
        if platform.system() == "Linux":
            return ""
    # Only macOS gets here; slim Linux containers have no ps.
    command = ["ps", "-o", "command=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def pid_in(file: Path) -> int | None:
    try:
        return int(file.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return None


def accepts(path: Path) -> bool:
    """Does somebody answer at this Unix socket?"""
    with socket.socket(socket.AF_UNIX) as sock:
        sock.settimeout(1)
        try:
            sock.connect(str(path))
        except OSError:
            return False
    return True


def kill_group(leader: int) -> None:
    """End a session and all its processes at once."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def wait_for_group(leader: int, *, patience: float) -> None:
    """Return once a killed session is gone, and with it the ports and locks it held."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            os.killpg(leader, 0)
        except (ProcessLookupError, PermissionError):
            return
        time.sleep(0.05)


def finish(children: Collection[subprocess.Popen[str]], *, patience: float) -> None:
    """Ask each main process to finish, wait, then take whatever is left of their sessions.

    Only the main process is asked: Celery's pool must not see the signal, or it dies at its work.
    """
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + patience
    for child in children:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, deadline - time.monotonic()))
        kill_group(child.pid)


def wait_until_gone(path: Path, *, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while accepts(path):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
