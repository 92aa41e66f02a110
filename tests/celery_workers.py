"""Real Celery processes for tests: started like in a deployment, stopped orderly or shot."""

import os
import signal
import subprocess
import sys
import tempfile
import time

from django.conf import settings
from django.db import connection

from hub.local import processes
from hub.local.paths import ROOT

START_PATIENCE = 120.0


class CeleryProcess:
    """`celery -A hub …` against the test's database, broker and SMTP sink."""

    def __init__(self, arguments, *, ready, environment):
        self.log = tempfile.NamedTemporaryFile(mode="w+", prefix="celery-", suffix=".log")  # noqa: SIM115
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "hub", *arguments],
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
            text=True,
        )
        self._wait_for(ready)

    @property
    def output(self):
        with open(self.log.name, encoding="utf-8", errors="replace") as log:  # noqa: PTH123
            return log.read()

    @property
    def is_running(self):
        return self.process.poll() is None

    def _wait_for(self, ready):
        deadline = time.monotonic() + START_PATIENCE
        while ready not in self.output:
            if not self.is_running or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"Celery did not start:\n{self.output[-3000:]}")
            time.sleep(0.05)

    def stop(self, patience=20.0):
        """SIGTERM to the main process, as an init system does it."""
        processes.finish([self.process], patience=patience)

    def kill(self):
        """SIGKILL to all its processes at once, as when the machine loses power."""
        processes.kill_group(self.process.pid)
        self.process.wait()

    def kill_child(self):
        """SIGKILL to the pool's processes alone, as the kernel does when memory runs out."""
        subprocess.run(["pkill", "-KILL", "-P", str(self.process.pid)], check=False)

    def signal(self, number=signal.SIGTERM):
        self.process.send_signal(number)


def database_url():
    """The address of the test's own database."""
    place = connection.settings_dict
    return f"postgres://hub@/{place['NAME']}?host={place['OPTIONS']['host']}"


def environment(*, broker_url=None, email_url="dummymail://", **more):
    """What a Celery process needs to work in the running test's world."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": database_url(),
        "REDIS_URL": broker_url or settings.CELERY_BROKER_URL,
        "EMAIL_URL": email_url,
        **more,
    }


def worker(queue, *, concurrency=1, **overrides):
    arguments = [
        "worker",
        "-Q",
        queue,
        "-c",
        str(concurrency),
        "-n",
        f"{queue}-{time.monotonic_ns()}@%h",
    ]
    arguments += ["-l", "info", "--without-gossip", "--without-mingle"]
    return CeleryProcess(arguments, ready=" ready.", environment=environment(**overrides))


def beat(folder, *, ready="beat: Starting", **overrides):
    """With an empty `ready` it is not waited for."""
    arguments = ["beat", "-l", "info", "--pidfile=", "-s", str(folder / "beat")]
    return CeleryProcess(arguments, ready=ready, environment=environment(**overrides))
