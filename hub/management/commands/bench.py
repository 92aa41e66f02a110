"""Measure the portal as it is deployed, against a bare Django view; writes docs/benchmarks.md."""

import socket
import subprocess
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub.bench import deployment
from hub.local import messages, paths, services

PARTS = ("pages", "growth")


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only", choices=PARTS, help="one part: all pages, or the directory while it grows"
        )

    def handle(self, *args: Any, only: str | None, **options: Any) -> None:
        messages.compile_stale()
        for part in [only] if only else PARTS:
            self.measure(part)

    def measure(self, part: str) -> None:
        """On servers of its own, in an environment of its own: a deployment's, not this machine's."""
        with services.temporary(durable=True) as place:
            environment = deployment.environment(place, free_port())
            self.stdout.write("Preparing database and static files")
            deployment.prepare(environment)
            command = [sys.executable, "-m", "hub.bench", part, str(place.state)]
            done = subprocess.run(command, cwd=paths.ROOT, env=environment, check=False)
        if done.returncode:
            raise CommandError("The measurement broke off; see above.")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port
