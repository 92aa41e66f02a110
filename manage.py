#!/usr/bin/env python3
"""Django's manage.py, plus one convenience: a few commands work on a machine with nothing but Python.

`up`, `test`, `lint` and `bench` first see to it that an environment matches the lock file, then carry
on inside it. On a developer's machine the other commands find the same database as `up` does.
"""

import os
import sys

from hub.local import bootstrap, environment  # standard library only


def main() -> None:
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if lock_file := bootstrap.LOCK_FILES.get(command):
        bootstrap.ensure_environment(lock_file)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    environment.prepare(command, sys.argv[2:])

    from django.core.management import execute_from_command_line

    from hub.local import services

    with services.for_command(command):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
