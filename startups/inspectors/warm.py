"""Keep an inspector ready: `python -I warm.py INSPECTOR`, asked line by line on standard input.

Starting Python and loading the library takes many times as long as judging a file. This process has
done both and never opens a file itself: for each request it forks a child that runs the inspector
from its first line, gives up its rights and ends with its verdict. It imports nothing of the portal.
"""

import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
from pathlib import Path

# Nobody uploads any more: the memory is given back, the next upload starts a new one.
IDLE_SECONDS = 600
# What each inspector needs, loaded here, so that no child has to.
LIBRARIES = {"inspect_pdf.py": "pikepdf", "draw_logo.py": "PIL.Image"}
ASKED, SAID = 0, 1


def main() -> None:
    inspector = sys.argv[1]
    if library := LIBRARIES.get(Path(inspector).name):
        importlib.import_module(library)
    asker = socket.socket(fileno=ASKED)
    with asker.makefile("rw") as talk:
        while select.select([asker], [], [], IDLE_SECONDS)[0] and (line := talk.readline()):
            arguments, seconds, says = json.loads(line)
            exit_code, said = judged([inspector, *arguments], seconds, says)
            talk.write(json.dumps([exit_code, said]) + "\n")
            talk.flush()


def judged(arguments: list[str], seconds: float, says: int) -> tuple[int, str]:
    """Exit code and words of a child that had so many seconds; killed, its code is negative.

    Who says more than `says` bytes is cut off.
    """
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        become_inspector(arguments, writes)
    os.close(writes)
    signal.signal(signal.SIGALRM, lambda *_: os.kill(child, signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, seconds)
    with os.fdopen(reads, "rb") as pipe:
        said = pipe.read(says)
    _child, status = os.waitpid(child, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return os.waitstatus_to_exitcode(status), said.decode("ascii", "replace")


def become_inspector(arguments: list[str], writes: int) -> None:
    """Run the script as if Python had been started with it; holds no way back to the portal."""
    exit_code = 1
    try:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDWR), ASKED)
        os.dup2(writes, SAID)
        os.closerange(SAID + 2, 64)
        sys.argv = arguments
        runpy.run_path(arguments[0], run_name="__main__")
        exit_code = 0
    except SystemExit as end:
        exit_code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        os._exit(exit_code)


if __name__ == "__main__":
    main()
