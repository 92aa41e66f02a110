"""Serve the portal with its workers and scheduler, on servers of its own, in one command."""

import contextlib
import os
import sys
import time
from argparse import ArgumentParser
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from hub.local import messages, paths, supervisor
from hub.portal.demo import people

DEFAULT_PORT = 8000
# Celery warns root at each start. Here root is a container or a throw-away machine.
NO_ROOT_WARNING = "ignore:You're running the worker with superuser privileges"


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, help="this port or none (8000 or the next free one)"
        )
        parser.add_argument("--no-demo", action="store_true", help="start with an empty portal")

    def handle(self, *args: Any, port: int | None, no_demo: bool, **options: Any) -> None:
        began = time.monotonic()
        folder = paths.checkout().state
        folder.mkdir(parents=True, exist_ok=True)
        with supervisor.interruptible(), contextlib.suppress(KeyboardInterrupt):
            chosen = self.choose_port(supervisor.running_ports(folder), port)
            record = supervisor.open_record(folder, chosen)
            if record is None:
                raise CommandError(f"Already running: http://127.0.0.1:{chosen}/")
            with record:
                url = f"http://127.0.0.1:{chosen}/"
                self.prepare(url, demo=not no_demo)
                self.serve(record, chosen, url, began, demo=not no_demo)

    def choose_port(self, taken_by_us: list[int], wanted: int | None) -> int:
        if wanted is None and taken_by_us:
            raise CommandError(
                f"Already running: http://127.0.0.1:{taken_by_us[0]}/ (another one beside it: --port N)"
            )
        first = wanted or int(os.environ.get("PORT", DEFAULT_PORT))
        try:
            port = supervisor.free_port(first, tries=1 if wanted else supervisor.PORTS_TO_TRY)
        except supervisor.PortTaken:
            raise CommandError(f"Port {first} is taken. Choose another: --port N") from None
        if port != first:
            self.stdout.write(f"Port {first} is taken; using {port}.")
        return port

    def prepare(self, url: str, *, demo: bool) -> None:
        messages.compile_stale()
        self.stdout.write("Bringing the database up to date")
        call_command("migrate", interactive=False, verbosity=0)
        if demo:
            # The links in its mails lead to this port, which the settings cannot know.
            settings.SITE_URL = os.environ.get("SITE_URL") or url.rstrip("/")
            call_command("seed_demo")

    def serve(self, record: IO[str], port: int, url: str, began: float, *, demo: bool) -> None:
        environment = os.environ | {
            "HUB_SERVICES_HELD": "1",
            "PYTHONUNBUFFERED": "1",
            "DJANGO_RUNSERVER_HIDE_WARNING": "true",
            "PYTHONWARNINGS": os.environ.get("PYTHONWARNINGS") or NO_ROOT_WARNING,
            "SITE_URL": os.environ.get("SITE_URL") or url,
        }
        children = supervisor.Children(record)
        try:
            # The page first: it is what somebody waits for, and the workers would slow its start.
            children.start("web", web(port), environment)
            supervisor.wait_until_healthy(f"{url}health/live", children.check)
            for name, command in background(port).items():
                children.start(name, command, environment)
            self.announce(url, time.monotonic() - began, demo=demo)
            children.watch()
        except supervisor.ProcessEnded as error:
            raise CommandError(str(error)) from error
        finally:
            self.stdout.write("\nStopping …")
            children.stop()

    def announce(self, url: str, seconds: float, *, demo: bool) -> None:
        lines = ["", self.style.SUCCESS(f"  Ready in {seconds:.1f} s:  {url}"), ""]
        if demo:
            lines.append(f"  Demo accounts, password {people.PASSWORD}:")
            for name, person, roles in people.ACCOUNTS:
                address = f"{name}@{people.DOMAIN}"
                lines.append(f"    {address:<22} {person}, {', '.join(roles)}")
            lines.append("")
        lines += ["  Ctrl-C stops everything.", ""]
        self.stdout.write("\n".join(lines))
        # Into a file or a pipe it would wait there for whatever a process says next.
        self.stdout.flush()


def web(port: int) -> list[str]:
    return [sys.executable, str(paths.ROOT / "manage.py"), "runserver", f"127.0.0.1:{port}"]


def background(port: int) -> dict[str, list[str]]:
    """The workers and the scheduler; one process alone sends mail, which keeps doubles rare."""
    # The folder stands in the command line so that a later run knows its own leftovers.
    celery = [sys.executable, "-m", "celery", "-q", "-A", "hub", "--workdir", str(paths.ROOT)]
    worker = [*celery, "worker", "-l", "warning", "--without-gossip", "--without-mingle"]
    schedule = str(paths.checkout().state / f"beat-{port}")
    return {
        "worker": [*worker, "-Q", "default", "-c", "1", "-n", f"default-{port}@%h"],
        "mail": [*worker, "-Q", "mail", "-c", "1", "-n", f"mail-{port}@%h"],
        "beat": [*celery, "beat", "-l", "warning", "--pidfile=", "-s", schedule],
    }
