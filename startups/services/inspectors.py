"""The processes that judge files, kept ready: one of each kind for each process of the portal, from
the first upload on.
"""

import atexit
import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

WARM = Path(__file__).resolve().parent.parent / "inspectors" / "warm.py"
# How much longer than its child the process may take to answer.
PATIENCE = 3.0
# A verdict is a word; who says more is cut off.
WORD = 64


class Gone(Exception):
    """The process gave no answer; it is ended."""


class Inspector:
    """A process that forks a child for each file. Its environment is empty but for the language."""

    def __init__(self, script: Path) -> None:
        self.script, self.owner = script, os.getpid()
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-I", str(WARM), str(script)]
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603 — our own scripts
                command,
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"LANG": "C.UTF-8"},
                start_new_session=True,
            )
        self.socket, self.talk = ours, ours.makefile("rw")

    def judge(self, arguments: list[str], *, seconds: float, says: int) -> tuple[int, str]:
        """Exit code and words of the child; raises Gone."""
        self.socket.settimeout(seconds + PATIENCE)
        try:
            self.talk.write(json.dumps([arguments, seconds, says]) + "\n")
            self.talk.flush()
            line = self.talk.readline()
            exit_code, said = json.loads(line)
        except (OSError, ValueError):
            self.end()
            raise Gone from None
        return exit_code, said

    def end(self) -> None:
        """End it with whatever it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, 9)
        self.process.wait()
        with contextlib.suppress(OSError):
            self.talk.close()
        self.socket.close()


_kept: dict[Path, Inspector] = {}
_lock = threading.Lock()


def judge(
    script: Path, arguments: list[str], *, seconds: float, says: int = WORD
) -> tuple[int, str]:
    """Exit code and words of `script`, at most `says` letters; raises Gone when none come in time.

    One that has ended since the last upload is replaced.
    """
    with _lock:
        found, is_new = _running(script)
        try:
            return found.judge(arguments, seconds=seconds, says=says)
        except Gone:
            if is_new or found.process.returncode < 0:
                raise
        return _running(script)[0].judge(arguments, seconds=seconds, says=says)


def _running(script: Path) -> tuple[Inspector, bool]:
    """The one at hand, and whether it was just started."""
    kept = _kept.get(script)
    if kept and kept.owner == os.getpid():
        if kept.process.poll() is None:
            return kept, False
        kept.end()
    _kept[script] = Inspector(script)
    return _kept[script], True


@atexit.register
def end() -> None:
    """Leave nothing behind; also where it was killed, it ends with the last word from us."""
    for kept in _kept.values():
        if kept.owner == os.getpid():
            kept.end()
