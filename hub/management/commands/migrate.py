"""Django's `migrate`, one at a time and never at the cost of a standstill."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import connections

# Any number of our own; it names this lock among all advisory locks of the database.
LOCK = 0x48554230
# A migration that waits for a table makes everybody behind it wait too: better it fails and is tried again.
LOCK_TIMEOUT = "5s"


class Command(DjangoMigrate):
    """Two commands or two containers that start at once take turns."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        connection = connections[options["database"]]
        with connection.cursor() as cursor:
            cursor.execute("set lock_timeout = 0; set statement_timeout = 0")
            cursor.execute("select pg_advisory_lock(%s)", [LOCK])
            cursor.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")
        try:
            return super().handle(*args, **options)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s)", [LOCK])
                cursor.execute("reset lock_timeout; reset statement_timeout")
