"""Statements that the database plans once per connection: each use only sends its values.

Most of what a page asks takes PostgreSQL longer to plan than to find. Django writes the values into
the text of a statement, so that each one is new to the server; here they travel beside it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper


class Planned(base.ServerBindingCursor):
    def _send_query_prepared(self, name: bytes, query: Any, **options: Any) -> None:
        # Where Django looks for what was asked when it counts or logs queries.
        self._query = query
        super()._send_query_prepared(name, query, **options)  # type: ignore[misc]


def cursor() -> CursorWrapper:
    """Like the connection's own; for the few statements that are always written alike."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with connection.wrap_database_errors:
        planned: Any = Planned
        wrapped: CursorWrapper = wrap(planned(connection.connection))
    return wrapped


@contextmanager
def together() -> Iterator[None]:
    """What is asked inside goes to the database without waiting for the answer before; read it after."""
    connection: Any = connections[DEFAULT_DB_ALIAS]
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield
