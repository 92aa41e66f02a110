"""Run the tests, browser tests included, on servers of their own. Further arguments go to pytest."""

import os
import sys

from django.core.management.base import BaseCommand

from hub.local import browser
from hub.local.paths import ROOT

# One database, one broker and one browser for each of two processes.
PARALLEL = ("-n", "2", "--dist", "loadgroup")
ONE_PROCESS = ("-n", "--numprocesses", "--pdb", "--headed", "--trace", "--collect-only")


class Command(BaseCommand):
    help = __doc__

    def run_from_argv(self, argv: list[str]) -> None:
        """Past Django's own parser, which would refuse pytest's options."""
        if argv[2:] in (["-h"], ["--help"]):
            self.print_help(argv[0], argv[1])
            return
        environment = os.environ | {"CHROMIUM": browser.find_or_install()}
        # Ours would win over the one that pyproject.toml names for the tests.
        del environment["DJANGO_SETTINGS_MODULE"]
        command = [sys.executable, "-m", "pytest", *pytest_arguments(argv[2:])]
        os.chdir(ROOT)
        # In our place rather than below us: Ctrl-C then reaches pytest alone, which stops its servers.
        os.execve(sys.executable, command, environment)


def pytest_arguments(words: list[str]) -> list[str]:
    """What pytest is called with; a lone `--` before its options is allowed but not needed."""
    arguments = words[1:] if words[:1] == ["--"] else words
    if any(word.startswith(ONE_PROCESS) for word in arguments):
        return arguments
    return [*PARALLEL, *arguments]
