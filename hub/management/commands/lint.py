"""Every check that needs no running portal. Runs all of them and says which ones failed.

As many at once as the machine has processors.
"""

import os
import secrets
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from hub.local import messages
from hub.local.paths import ROOT

# What a deployment sets; the values only have to look right, nothing connects to them.
DEPLOYMENT = {
    "ALLOWED_HOSTS": "hub.example.org",
    "SITE_URL": "https://hub.example.org",
    "DATABASE_URL": "postgres://hub:unused@db/hub",
    "REDIS_URL": "redis://redis:6379/0",
    "EMAIL_URL": "smtp+tls://hub:unused@mail.example.org:587",
    "CONTACT_EMAIL": "hub@example.org",
    "DEFAULT_FROM_EMAIL": "Smart Infrastructure Hub <hub@example.org>",
    "TRUSTED_PROXY_COUNT": "1",
}
LOCAL_ONLY = ("DEBUG", "HUB_LOCAL", "HUB_DEMO")

# The types first: they take as long as all the others beside them.
TOOLS = {
    "types": ["mypy"],
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "layers": ["lint-imports"],
    "templates": ["djlint", "--lint", "templates", "--quiet"],
    "spelling": ["codespell"],
}


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        steps: dict[str, Callable[[], str]] = {
            name: partial(run_tool, *words) for name, words in TOOLS.items()
        }
        steps |= {
            "migrations": partial(manage, "makemigrations", "--check", "--dry-run"),
            "translations": lambda: "\n".join(messages.gaps()),
            "deployment": check_deployment,
            "static files": collect_static,
        }
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            begun = {pool.submit(timed, step): name for name, step in steps.items()}
            failed = [
                begun[done]
                for done in as_completed(begun)
                if not self.passed(begun[done], *done.result())
            ]
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}")
        self.stdout.write(self.style.SUCCESS("All checks passed"))

    def passed(self, name: str, complaint: str, seconds: float) -> bool:
        if complaint:
            self.stdout.write(complaint.rstrip())
        verdict = self.style.ERROR("failed") if complaint else "ok"
        self.stdout.write(f"{name}: {verdict} ({seconds:.1f} s)")
        return not complaint


def timed(step: Callable[[], str]) -> tuple[str, float]:
    """What a step complained of, and the seconds it took."""
    began = time.monotonic()
    return step(), time.monotonic() - began


def run_tool(name: str, *arguments: str) -> str:
    """The output of a tool that failed, nothing when it passed."""
    return run([str(Path(sysconfig.get_path("scripts")) / name), *arguments])


def manage(*arguments: str, environment: dict[str, str] | None = None) -> str:
    return run([sys.executable, "manage.py", *arguments], environment)


def run(command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return (done.stdout or f"exit status {done.returncode}") if done.returncode else ""


def deployment_environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in LOCAL_ONLY}
    return kept | DEPLOYMENT | {"SECRET_KEY": secrets.token_urlsafe(60)}


def check_deployment() -> str:
    environment = deployment_environment()
    return manage("check", "--deploy", "--fail-level", "WARNING", environment=environment)


def collect_static() -> str:
    """With the storage of a deployment, which finds a stylesheet's broken address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = deployment_environment() | {"STATIC_ROOT": folder}
        return manage("collectstatic", "--noinput", "--verbosity=0", environment=environment)
