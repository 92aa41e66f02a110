"""Write the lock files anew from pyproject.toml. The only command that needs uv."""

import subprocess
from typing import Any

from django.core.management.base import BaseCommand

from hub.local.paths import ROOT

# Hashes, but no index: pip and uv take the packages from wherever the machine is told to.
COMPILE = ["uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header"]
COMPILE += ["--no-emit-index-url", "--python-version", "3.11", "pyproject.toml"]
LOCK_FILES = {
    "requirements.txt": [],
    "requirements-local.txt": ["--group", "local"],
    "requirements-dev.txt": ["--group", "dev"],
}


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        for name, groups in LOCK_FILES.items():
            subprocess.run([*COMPILE, *groups, "--output-file", name], cwd=ROOT, check=True)
            self.stdout.write(name)
