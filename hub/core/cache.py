"""Django's cache in the database, each write in one statement.

Django counts the whole table, opens a transaction and looks first. Here the database decides
whether a key is taken, which holds as well when two ask at once; the table is cut now and then.
"""

import base64
import pickle
import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.utils import timezone

from hub.core import prepared

CUT_EVERY = 200
WRITE = """
INSERT INTO {table} AS held (cache_key, value, expires) VALUES (%s, %s, %s)
ON CONFLICT (cache_key) DO UPDATE SET value = excluded.value, expires = excluded.expires
"""
ONLY_WHERE_FREE = "WHERE held.expires < %s"
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Cache(DatabaseCache):
    # What Django's class has and its stubs do not tell.
    _table: str
    _cull: Callable[..., None]

    def _base_set(
        self, mode: str, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT
    ) -> bool:
        if mode == "touch":
            return bool(super()._base_set(mode, key, value, timeout))  # type: ignore[misc]
        now, until = timezone.now(), self.get_backend_timeout(timeout)
        expires = NEVER if until is None else datetime.fromtimestamp(until, tz=UTC)
        packed = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
        sql = WRITE.format(table=self._table)
        values: list[Any] = [key, packed, expires]
        if mode == "add":
            sql, values = sql + ONLY_WHERE_FREE, [*values, now]
        with prepared.cursor() as cursor:
            cursor.execute(sql, values)
            is_written = bool(cursor.rowcount == 1)
        if random.randrange(CUT_EVERY) == 0:  # noqa: S311 — any number will do
            self._cut(now)
        return is_written

    def _cut(self, now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {self._table}")  # noqa: S608 — from the settings
            (count,) = cursor.fetchone()
            if count > self._max_entries:
                self._cull(connection.alias, cursor, now, count)
