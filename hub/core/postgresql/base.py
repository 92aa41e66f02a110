"""Connections from the pool that are known to live without being asked.

Django's own check sends an empty statement before each request, which costs as much as a small
query. A server that ends a connection says so on the socket, so that looking there will do.
"""

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection: Any = super().get_new_connection(conn_params)
        while self.pool and is_over(connection):
            connection.close()
            # Given back closed, it is replaced by a new one.
            self.pool.putconn(connection)
            connection = super().get_new_connection(conn_params)
        return connection


def is_over(connection: Any) -> bool:
    """Whether the server has said something while nobody asked: that it has gone, or goes."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN | select.POLLERR | select.POLLHUP)
    return bool(poll.poll(0))
