"""`manage.py up` as a newcomer runs it: in a checkout of its own, until Ctrl-C and after kill -9."""

import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from hub.local import account, paths, processes
from tests.smtp_sink import free_port

pytestmark = pytest.mark.xdist_group("up")

COPIED = ("hub", "startups", "partners", "events", "matchday", "static", "templates")
UNCOPIED = shutil.ignore_patterns("__pycache__", "*.mo")
PATIENCE = 120.0
SET_FOR_TESTS = (
    "HUB_TEST_SERVERS",
    "HUB_LOCAL",
    "DATABASE_URL",
    "REDIS_URL",
    "DJANGO_SETTINGS_MODULE",
)
FIND_PLACE = (
    "from hub.local import paths; p = paths.checkout(); print(p.state, p.sockets, sep=chr(10))"
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the project; what it leaves on the machine is removed with it."""
    root = tmp_path_factory.mktemp("Überfüllter Ordner") / "portal"
    for folder in COPIED:
        shutil.copytree(paths.ROOT / folder, root / folder, ignore=UNCOPIED)
    for file in [paths.ROOT / "manage.py", *paths.ROOT.glob("*.t*")]:
        shutil.copy(file, root)
    yield root
    for folder in place_of(root):
        shutil.rmtree(folder, ignore_errors=True)


@functools.cache
def place_of(root):
    """Where the copy keeps its servers, and their sockets."""
    command = [sys.executable, "-c", FIND_PLACE]
    shown = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    return [Path(line) for line in shown.stdout.splitlines()]


class Up:
    """One `manage.py up`, its output so far and the processes it noted."""

    def __init__(self, root, *arguments):
        self.root = root
        self.log = root / f"up-{time.monotonic_ns()}.log"
        environment = {k: v for k, v in os.environ.items() if k not in SET_FOR_TESTS}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", *arguments],
                cwd=root,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                # A run of the tests in the background hands an ignored Ctrl-C down.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
            )

    @property
    def output(self):
        return self.log.read_text()

    def wait_for(self, text):
        deadline = time.monotonic() + PATIENCE
        while text not in self.output:
            ended = self.process.poll() is not None and text not in self.output
            assert not ended, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)

    def wait_until_noted(self, count=4):
        """The processes it started, once all of them are on record."""
        deadline = time.monotonic() + PATIENCE
        while len(noted := self.noted()) < count:
            assert time.monotonic() < deadline, self.output
            time.sleep(0.1)
        return noted

    def noted(self):
        state, _sockets = place_of(self.root)
        return [int(word) for file in state.glob("up-*.run") for word in file.read_text().split()]

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(30)


def is_alive(pid):
    return bool(processes.command_of(pid))


def wait_until_gone(pids):
    deadline = time.monotonic() + 10
    while alive := [processes.command_of(pid) for pid in pids if is_alive(pid)]:
        assert time.monotonic() < deadline, alive
        time.sleep(0.05)


def sockets_of(root):
    _state, sockets = place_of(root)
    return sockets / ".s.PGSQL.5432", sockets / "valkey.sock"


def test_portal_comes_up_tells_who_may_enter_and_leaves_nothing_behind(checkout):
    port = free_port()
    up = Up(checkout, "--port", str(port))
    up.wait_for("Ctrl-C stops everything")
    assert f"http://127.0.0.1:{port}/" in up.output
    assert "hub-demo-2026" in up.output
    assert "founder@example.org" in up.output
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=10) as answer:
        assert answer.status == 200
    pids = up.wait_until_noted()
    assert all(is_alive(pid) for pid in pids)

    assert Up(checkout).process.wait(60) != 0, (
        "a second one without --port says where the first is"
    )

    assert up.end(signal.SIGINT) == 0, up.output
    wait_until_gone(pids)
    assert not any(processes.accepts(path) for path in sockets_of(checkout))
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_portal_comes_up_again_after_it_was_shot(checkout):
    port = free_port()
    shot = Up(checkout, "--port", str(port))
    shot.wait_for("Ctrl-C stops everything")
    orphans = shot.wait_until_noted()
    shot.end(signal.SIGKILL)
    assert any(is_alive(pid) for pid in orphans)

    again = Up(checkout, "--port", str(port))
    again.wait_for("Ctrl-C stops everything")
    assert "of an earlier run" in again.output
    wait_until_gone(orphans)
    pids = again.wait_until_noted()
    again.end(signal.SIGTERM)
    wait_until_gone(pids)
    assert not any(processes.accepts(path) for path in sockets_of(checkout))


def test_taken_port_is_said(checkout):
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        sock.listen()
        port = sock.getsockname()[1]
        up = Up(checkout, "--port", str(port))
        assert up.process.wait(60) != 0
    assert f"Port {port} is taken" in up.output


def test_servers_run_under_an_account_without_rights():
    assert ("nobody" if paths.IS_ROOT else None) == account.NAME
