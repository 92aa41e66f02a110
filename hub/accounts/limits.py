"""How often may somebody try? Counted in Postgres, so it holds across processes and restarts."""

from datetime import timedelta

from django.db import connection

SQL = """
INSERT INTO hub_ratebucket AS bucket (key, window_started_at, count)
VALUES (%(key)s, clock_timestamp(), 1)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN bucket.window_started_at < clock_timestamp() - make_interval(secs => %(per)s) THEN 1
               ELSE bucket.count + 1 END,
  window_started_at = CASE WHEN bucket.window_started_at < clock_timestamp() - make_interval(secs => %(per)s)
                           THEN clock_timestamp() ELSE bucket.window_started_at END
RETURNING count
"""


def allow(key: str, *, limit: int, per: timedelta) -> bool:
    """Count one try under `key`; False once there were more than `limit` in the window."""
    with connection.cursor() as cursor:
        cursor.execute(SQL, {"key": key[:120], "per": per.total_seconds()})
        (count,) = cursor.fetchone()
    return bool(count <= limit)
