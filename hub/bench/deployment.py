"""The portal's processes, started as docker-compose.yml does it, for one measurement."""

import contextlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from hub.bench.load import HOST
from hub.local import processes, supervisor
from hub.local.paths import ROOT, Place

NAME = "hub.example.org"
# The machine's own environment; nothing in it tells the portal anything.
KEPT = ("PATH", "HOME", "LANG", "TMPDIR")
FIRST_PORT = 8600
# A worker that is replaced in the middle of a round would be measured with it.
GUNICORN = ("-m", "gunicorn", "-c", "python:hub.gunicorn", "--max-requests", "0")
QUIET = ("--log-level", "warning")


def environment(place: Place, mail_port: int) -> dict[str, str]:
    """What a deployment sets."""
    folder = place.state
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    return kept | {
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": f"{NAME},{HOST}",
        "SITE_URL": f"https://{NAME}",
        "DATABASE_URL": place.database_url(),
        "REDIS_URL": place.redis_url(),
        "EMAIL_URL": f"smtp://{HOST}:{mail_port}",
        "DEFAULT_FROM_EMAIL": f"Smart Infrastructure Hub <hub@{NAME}>",
        "CONTACT_EMAIL": f"hub@{NAME}",
        "TRUSTED_PROXY_COUNT": "1",
        "WEB_WORKERS": "2",
        "STATIC_ROOT": str(folder / "static"),
        "UPLOAD_ROOT": str(folder / "uploads"),
        "DJANGO_SETTINGS_MODULE": "hub.settings",
    }


def prepare(environment: dict[str, str]) -> None:
    """Tables and static files."""
    for command in (("migrate", "--noinput"), ("collectstatic", "--noinput")):
        subprocess.run(
            [sys.executable, "manage.py", *command, "-v", "0"],
            cwd=ROOT,
            env=environment,
            check=True,
        )


class Processes:
    """What runs during the measurement; each writes into a log of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.running: list[subprocess.Popen[str]] = []
        self.ports: list[int] = []

    def start(self, name: str, command: Sequence[str], **environment: str) -> int:
        with (self.folder / f"{name}.log").open("w") as log:
            child = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                text=True,
                start_new_session=True,
            )
        self.running.append(child)
        return child.pid

    def serve(self, name: str, application: str, path: str) -> tuple[int, int]:
        """Start gunicorn; its port and process number once it answers."""
        first = max(self.ports, default=FIRST_PORT) + 1
        port = supervisor.free_port(first)
        self.ports.append(port)
        pid = self.start(name, [*GUNICORN, *QUIET, application], PORT=str(port))
        supervisor.wait_until_healthy(f"http://{HOST}:{port}{path}", self.check)
        return port, pid

    def celery(self, name: str, *arguments: str) -> None:
        self.start(name, ["-m", "celery", "-A", "hub", *arguments, "-l", "warning"])

    def check(self) -> None:
        for child in self.running:
            if child.poll() is not None:
                logs = "\n".join(log.read_text()[-2000:] for log in self.folder.glob("*.log"))
                raise SystemExit(f"Process {child.pid} ended.\n{logs}")

    def stop(self) -> None:
        processes.finish(self.running, patience=10)


@contextlib.contextmanager
def started(folder: Path) -> Iterator[Processes]:
    folder.mkdir(exist_ok=True)
    found = Processes(folder)
    try:
        yield found
    finally:
        found.stop()


def memory(master: int) -> list[tuple[int, int]]:
    """Resident and proportional bytes of each worker; nothing where the kernel does not tell."""
    found = []
    for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split():
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        sizes = {line.split(":")[0]: line.split()[1] for line in lines[1:]}
        found.append((int(sizes["Rss"]) * 1024, int(sizes["Pss"]) * 1024))
    return found
